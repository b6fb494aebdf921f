using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Parley.TestKit;

namespace Parley.Server.Tests.Knowledge;

/// <summary>Sources of documents as programs see them.</summary>
public sealed class SourceRouteTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Sources = "/v1/knowledge/brought/sources";

    private HttpClient Client => fixture.Server.Client;

    [Fact]
    public async Task A_source_is_made_pushed_to_shown_changed_and_deleted_with_what_it_brought()
    {
        var made = await SentAsync(Sources, new { kind = "push", name = "Wiki", acl = new[] { "members" } }, HttpStatusCode.Created);
        var source = $"{Sources}/{made.GetProperty("id").GetString()}";
        Assert.Equal(("push", "manual", "idle"), (Text(made, "kind"), Text(made, "schedule"), Text(made, "state")));

        var pushed = await SentAsync(
            $"{source}/push",
            new { upserts = new object[] { new { external_id = "lentils", version = 3, text = "Lentils are served on Mondays." }, new { text = "nameless" } } },
            HttpStatusCode.Accepted);
        Assert.Equal((1, 0, "upserts"), (pushed.GetProperty("accepted").GetInt32(), pushed.GetProperty("stale").GetInt32(), Text(pushed.GetProperty("rejected")[0], "in")));
        await Poll.UntilAsync(async () => await FoundAsync() == 1, "what was pushed is found");
        using var lines = new StringContent("{\"op\":\"delete\",\"external_id\":\"lentils\",\"version\":2}\nbroken\n", Encoding.UTF8, "application/x-ndjson");
        using var stale = await Client.PostAsync($"{source}/push", lines);
        Assert.Equal(1, (await stale.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("stale").GetInt32());
        var item = (await Client.GetFromJsonAsync<JsonElement>($"{source}/items")).GetProperty("data")[0];
        Assert.Equal(("lentils", "current", 3), (Text(item, "external_id"), Text(item, "state"), item.GetProperty("version").GetInt32()));

        using var changed = await Client.PatchAsJsonAsync(source, new { name = "Old wiki", schedule = 60 });
        var shown = await Client.GetFromJsonAsync<JsonElement>(source);
        Assert.Equal(("Old wiki", 60), (Text(shown, "name"), shown.GetProperty("schedule").GetInt32()));
        Assert.Equal(1, shown.GetProperty("last_run").GetProperty("added").GetInt32());

        Assert.Equal(HttpStatusCode.NoContent, (await Client.DeleteAsync($"{source}?documents=delete")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Client.GetAsync(source)).StatusCode);
        await Poll.UntilAsync(async () => await FoundAsync() == 0, "what it brought is gone");
    }

    [Theory]
    [InlineData("http://127.0.0.1:9/page", "private network")]
    [InlineData("http://169.254.169.254/latest/meta-data", "nothing may be fetched from")]
    public async Task A_document_is_fetched_from_no_address_inside_and_says_so(string url, string reason)
    {
        var made = (await SentAsync("/v1/knowledge/brought/documents", new { url }, HttpStatusCode.Accepted)).GetProperty("document");
        var document = $"/v1/knowledge/brought/documents/{Text(made, "id")}";
        await Poll.UntilAsync(async () => Text(await Client.GetFromJsonAsync<JsonElement>(document), "state") == "failed", "the document failed");

        Assert.Contains(reason, Text(await Client.GetFromJsonAsync<JsonElement>(document), "error"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://ada:swordfish@docs.example/")]
    [InlineData("docs.example/page")]
    public async Task An_address_that_is_written_wrong_is_refused_by_its_field(string url)
    {
        var refused = await SentAsync("/v1/knowledge/brought/documents", new { url }, HttpStatusCode.BadRequest);

        Assert.Single(refused.GetProperty("errors").GetProperty("url").EnumerateArray());
        Assert.DoesNotContain("swordfish", refused.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Places_on_the_server_and_in_private_networks_are_shut_and_secrets_are_not_given_back()
    {
        await SentAsync(Sources, new { kind = "folder", name = "x", settings = new { path = "/etc" } }, HttpStatusCode.UnprocessableEntity);
        await SentAsync(Sources, new { kind = "git", name = "x", settings = new { path = "/srv" } }, HttpStatusCode.UnprocessableEntity);
        await SentAsync(Sources, new { kind = "website", name = "x", settings = new { url = "http://169.254.169.254/" } }, HttpStatusCode.UnprocessableEntity);
        await SentAsync(Sources, new { kind = "s3", name = "x", settings = new { endpoint = "http://10.0.0.1", bucket = "b" } }, HttpStatusCode.UnprocessableEntity);
        await SentAsync(Sources, new { kind = "feed", name = "x", settings = new { url = "https://feeds.example/a", branch = "main" } }, HttpStatusCode.BadRequest);
        await SentAsync(Sources, new { kind = "feed", name = "x", schedule = "hourly", settings = new { url = "https://feeds.example/a" } }, HttpStatusCode.BadRequest);
        await SentAsync(Sources, new { kind = "feed", name = "x", acl = new[] { "everybody" }, settings = new { url = "https://feeds.example/a" } }, HttpStatusCode.BadRequest);

        var made = await SentAsync(
            Sources, new { kind = "git", name = "x", settings = new { url = "https://git.example/a.git", token = "swordfish" } }, HttpStatusCode.Created);
        Assert.Equal("token", made.GetProperty("secrets")[0].GetString());
        Assert.DoesNotContain("swordfish", await Client.GetStringAsync(Sources), StringComparison.Ordinal);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private async Task<int> FoundAsync()
    {
        using var found = await Client.PostAsJsonAsync("/v1/knowledge/brought/search", new { query = "lentils Mondays" });
        return (await found.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("results").GetArrayLength();
    }

    private async Task<JsonElement> SentAsync(string path, object body, HttpStatusCode status)
    {
        using var response = await Client.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return JsonElement.Parse(text);
    }
}
