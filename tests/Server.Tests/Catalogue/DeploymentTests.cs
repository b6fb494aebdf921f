using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.Server.Tests.Turns;
using Parley.TestKit;

namespace Parley.Server.Tests.Catalogue;

/// <summary>Deployments and routes that are set through the API of a running server, on both databases.</summary>
public sealed class DeploymentTests
{
    private const string ApiKey = "sk-catalogue-secret";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task A_deployment_answers_at_once_is_charged_by_its_price_and_its_key_is_seen_nowhere(string database)
    {
        await using var other = await ProviderServer.StartAsync(new() { Text = "From the other one." });
        await using var server = await ChatServer.StartAsync(
            database, new() { Text = "From the environment." }, ("Parley__Http__AllowPrivateAddresses", "true"));
        var (status, made) = await server.Client.PostAsync("/v1/deployments", Deployment(other.BaseUrl));
        Assert.Equal((HttpStatusCode.Created, "other", true), (status, made.GetProperty("name").GetString(), made.GetProperty("has_key").GetBoolean()));
        Assert.Equal("2.5", made.GetProperty("price").GetProperty("input_per_mtok").GetString());
        var (_, route) = await server.Client.PostAsync("/v1/routes", new
        {
            name = "quality",
            rules = new[] { new { when = new { task = "code" }, use = new[] { new { deployment = "other", weight = 1 } } } },
            fallbacks = new[] { "scripted" },
        });
        Assert.Equal("quality", route.GetProperty("name").GetString());

        var (turn, byName) = await server.Client.AskAsync(new { message = "Who?", model = "other", retrieval = false });
        Assert.Equal("From the other one.", Asking.Text(byName));
        Assert.Equal("From the other one.", Asking.Text((await server.Client.AskAsync(new { message = "Who?", model = "quality", task = "code", retrieval = false })).Shown));
        Assert.Equal("From the environment.", Asking.Text((await server.Client.AskAsync(new { message = "Who?", model = "quality", retrieval = false })).Shown));
        Assert.Equal("From the environment.", Asking.Text((await server.Client.AskAsync(new { message = "Who?", retrieval = false })).Shown));

        var provenance = await server.Client.GetFromJsonAsync<JsonElement>($"/v1/turns/{turn}/provenance", Cancelled);
        Assert.Equal("other", provenance.GetProperty("deployment").GetString());
        var records = await server.Client.GetFromJsonAsync<JsonElement>("/v1/usage/records?limit=200", Cancelled);
        var record = records.GetProperty("data").EnumerateArray().Single(one => one.GetProperty("turn_id").GetString() == turn && one.GetProperty("purpose").GetString() == "chat");
        var (input, output) = (record.GetProperty("input_tokens").GetInt64(), record.GetProperty("output_tokens").GetInt64());
        Assert.Equal(Math.Ceiling((input * 2.5m) + (output * 10m)) / 1_000_000m, decimal.Parse(record.GetProperty("cost").GetString()!, System.Globalization.CultureInfo.InvariantCulture));

        foreach (var path in (string[])["/v1/deployments", $"/v1/deployments/{made.GetProperty("id").GetString()}", "/v1/audit?limit=200", "/v1/models", "/v1/routes"])
        {
            Assert.DoesNotContain(ApiKey, await server.Client.GetStringAsync(path, Cancelled), StringComparison.Ordinal);
        }

        Assert.Equal(
            ["quality", "deployment.priced", "deployment.made"],
            (await server.Client.GetFromJsonAsync<JsonElement>("/v1/audit?limit=50", Cancelled)).GetProperty("data").EnumerateArray()
                .Where(one => one.GetProperty("action").GetString() is "deployment.made" or "deployment.priced" or "route.made")
                .Select(one => one.GetProperty("action").GetString() is var action and not "route.made" ? action : one.GetProperty("target").GetString()));
        Assert.DoesNotContain(server.Node.Log.All, line => line.Contains(ApiKey, StringComparison.Ordinal));
        if (database == "sqlite")
        {
            Assert.False(await IsInFilesAsync(server.Node.DataFolder, ApiKey));
        }
    }

    [Fact]
    public async Task A_change_is_in_force_on_another_process_within_seconds()
    {
        await using var other = await ProviderServer.StartAsync(new() { Text = "From the other one." });
        await using var server = await ChatServer.StartAsync(
            "postgresql", new() { Text = "From the environment." }, ("Parley__Http__AllowPrivateAddresses", "true"));
        var second = await server.AddNodeAsync();
        Assert.DoesNotContain("other", await NamesAsync(second.Client));

        var (_, made) = await server.Client.PostAsync("/v1/deployments", Deployment(other.BaseUrl));
        await Poll.UntilAsync(async () => (await NamesAsync(second.Client)).Contains("other"), "the other node has it");
        Assert.Equal("From the other one.", Asking.Text((await second.Client.AskAsync(new { message = "Who?", model = "other", retrieval = false })).Shown));

        using var gone = await server.Client.DeleteAsync($"/v1/deployments/{made.GetProperty("id").GetString()}", Cancelled);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        await Poll.UntilAsync(async () => !(await NamesAsync(second.Client)).Contains("other"), "the other node has it no more");
    }

    [Fact]
    public async Task Addresses_inside_are_refused_unless_the_setting_allows_and_what_the_environment_names_is_not_asked()
    {
        await using var server = await ChatServer.StartAsync("sqlite", new() { Text = "From the environment." });

        foreach (var address in (string[])["http://127.0.0.1:1/v1", "http://localhost:1/v1", "http://10.0.0.1/v1", "http://169.254.169.254/v1", "http://[::ffff:127.0.0.1]/v1"])
        {
            var (status, refused) = await server.Client.PostAsync("/v1/deployments", Deployment(new Uri(address)));
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "address_not_allowed"), (status, refused.GetProperty("code").GetString()));
            Assert.True(refused.GetProperty("errors").TryGetProperty("base_url", out _));
        }

        Assert.Equal("From the environment.", Asking.Text((await server.Client.AskAsync(new { message = "Who?", retrieval = false })).Shown));
    }

    [Fact]
    public async Task Who_may_use_a_model_is_said_by_role_group_and_user_and_shown_with_the_reason()
    {
        await using var server = await InProcessServer.StartAsync();
        using var owner = server.NewClient(server.Key);
        using var endUser = server.NewClient(server.Key, "ada");
        var user = (await owner.PostAsync("/v1/users", new { email = "ada@people.example", role = "member" })).Body.GetProperty("id").GetString()!;
        var group = (await owner.PostAsync("/v1/groups", new { name = "research" })).Body.GetProperty("id").GetString()!;
        await owner.PostAsync("/v1/routes", new { name = "open", fallbacks = new[] { "extractive" } });
        await owner.PostAsync("/v1/routes", new { name = "owners", fallbacks = new[] { "extractive" }, access = new { roles = new[] { "owner" } } });
        var (_, grouped) = await owner.PostAsync("/v1/routes", new { name = "grouped", fallbacks = new[] { "extractive" }, access = new { groups = new[] { "research" } } });
        Assert.Equal(group, grouped.GetProperty("access").GetProperty("groups")[0].GetString());
        await owner.PostAsync("/v1/deployments", new
        {
            name = "off",
            provider = "openai",
            model = "m",
            base_url = "https://9.9.9.9/v1",
            price = new { input_per_mtok = "0", output_per_mtok = "0" },
            enabled = false,
            probe = false,
        });

        Assert.Equal(["extractive", "open", "owners"], (await NamesAsync(owner)).Where(IsOurs));
        Assert.Equal(["extractive", "open"], (await NamesAsync(endUser)).Where(IsOurs));
        var (status, refused) = await endUser.PostAsync($"/v1/conversations/{await endUser.StartConversationAsync()}/turns", new { message = "Hello", model = "owners" });
        Assert.Equal((HttpStatusCode.Forbidden, "model_not_allowed"), (status, refused.GetProperty("code").GetString()));

        Assert.Equal(["grouped not_granted", "open everybody", "owners not_granted", "off disabled", "extractive everybody"], await AccessAsync());
        using (var joined = await owner.PutAsync($"/v1/groups/{group}/members/{user}", null, Cancelled))
        {
            Assert.Equal(HttpStatusCode.NoContent, joined.StatusCode);
        }

        Assert.Equal([$"grouped group:{group}", "open everybody", "owners not_granted", "off disabled", "extractive everybody"], await AccessAsync());

        async Task<IEnumerable<string>> AccessAsync() =>
            (await owner.GetFromJsonAsync<JsonElement>($"/v1/models/access?user={user}", Cancelled)).GetProperty("models").EnumerateArray().Select(one =>
            {
                Assert.Equal(one.GetProperty("because").GetString() is not ("not_granted" or "disabled"), one.GetProperty("allowed").GetBoolean());
                return $"{one.GetProperty("name").GetString()} {one.GetProperty("because").GetString()}";
            });

        static bool IsOurs(string name) => !name.StartsWith("parley-", StringComparison.Ordinal);
    }

    private static object Deployment(Uri address) => new
    {
        name = "other",
        provider = "openai",
        base_url = address,
        api_key = ApiKey,
        model = "scripted",
        price = new { input_per_mtok = "2.50", output_per_mtok = "10" },
    };

    private static async Task<IReadOnlyList<string>> NamesAsync(HttpClient client) =>
        [.. (await client.GetFromJsonAsync<JsonElement>("/v1/models", Cancelled)).GetProperty("data").EnumerateArray().Select(one => one.GetProperty("id").GetString()!)];

    private static async Task<bool> IsInFilesAsync(string folder, string text)
    {
        var files = Directory.GetFiles(folder, "*.db*");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var all = new MemoryStream();
            await stream.CopyToAsync(all, Cancelled);
            if (System.Text.Encoding.Latin1.GetString(all.ToArray()).Contains(text, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
