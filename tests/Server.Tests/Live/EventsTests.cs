using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.Server.Tests.Turns;

namespace Parley.Server.Tests.Live;

/// <summary>What a browser is told while it is open, by a real server.</summary>
public sealed class EventsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_node_does_the_readers_of_another_are_told_and_they_go_on_there_when_theirs_stops()
    {
        await using var server = await ChatServer.StartAsync("postgresql", new() { Text = "Nothing new." }, ("Parley__Runs__DrainSeconds", "0"));
        var other = await server.AddNodeAsync();
        await using var reader = await EventReader.OpenAsync(other.Client);

        var conversation = await server.Client.StartConversationAsync();
        await server.Client.StreamAsync($"/v1/conversations/{conversation}/turns", new { message = "What is new?" });
        var ended = await reader.NextAsync("turn.state", json => json.GetProperty("state").GetString() == "completed");
        await reader.NextAsync("unread", json => json.GetProperty("total").GetInt64() == 1);
        var position = reader.LastId;
        var stopping = other.StopAsync();
        await reader.ToEndAsync();
        await server.Client.PatchAsJsonAsync($"/v1/conversations/{conversation}", new { unread = false }, Cancelled);
        await using var again = await EventReader.OpenAsync(server.Client, position);

        Assert.Equal(conversation, ended.GetProperty("conversation_id").GetString());
        Assert.Equal(TimeSpan.FromSeconds(1), reader.Retry);
        Assert.Equal(0, (await again.NextAsync("unread")).GetProperty("total").GetInt64());
        await stopping;
    }

    [Fact]
    public async Task A_stream_ends_when_its_reader_signs_out_and_when_its_key_is_revoked()
    {
        await using var server = await InProcessServer.StartAsync();
        using var owner = server.NewClient(server.Key);
        var signedIn = await PostAsync(owner, "/v1/auth/login", new { email = InProcessServer.OwnerEmail, password = InProcessServer.OwnerPassword });
        var key = await PostAsync(owner, "/v1/api-keys", new { name = "reader" });
        using var person = server.NewClient(signedIn.GetProperty("access_token").GetString());
        using var holder = server.NewClient(key.GetProperty("key").GetString());
        await using var ofPerson = await EventReader.OpenAsync(person);
        await using var ofHolder = await EventReader.OpenAsync(holder);
        await using var ofOwner = await EventReader.OpenAsync(owner);

        using var left = await person.PostAsJsonAsync("/v1/auth/logout", new { refresh_token = signedIn.GetProperty("refresh_token").GetString() }, Cancelled);
        using var revoked = await owner.DeleteAsync($"/v1/api-keys/{key.GetProperty("id").GetString()}", Cancelled);
        await ofPerson.ToEndAsync();
        await ofHolder.ToEndAsync();

        var conversation = await owner.StartConversationAsync();
        var told = await ofOwner.NextAsync("conversation.updated");
        Assert.Equal(conversation, told.GetProperty("conversation").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Documents_are_told_to_those_who_may_see_them()
    {
        await using var server = await InProcessServer.StartAsync();
        using var owner = server.NewClient(server.Key);
        using var customer = server.NewClient(server.Key, "ada");
        await using var ofOwner = await EventReader.OpenAsync(owner);
        await using var ofCustomer = await EventReader.OpenAsync(customer);

        var secret = await AddAsync(owner, "Inside", "members");
        await ofOwner.NextAsync("document", json => Is(json, secret) && json.GetProperty("state").GetString() == "ready");
        using var deleted = await owner.DeleteAsync($"/v1/knowledge/news/documents/{secret}", Cancelled);
        await ofOwner.NextAsync("document.deleted", json => Is(json, secret));
        var open = await AddAsync(owner, "Outside", "public");

        // The documents that a new server has from the start may still be told of.
        while (await ofCustomer.NextAsync() is { } told && !told.Data.Contains(open, StringComparison.Ordinal))
        {
            Assert.DoesNotContain(secret, told.Data, StringComparison.Ordinal);
        }

        await ofOwner.NextAsync("document", json => Is(json, open) && json.GetProperty("title").GetString() == "Outside");
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("1")]
    [InlineData("1.-2")]
    [InlineData("99999999999999999999.1")]
    public async Task A_place_that_no_stream_named_is_refused(string after)
    {
        await using var server = await InProcessServer.StartAsync();
        using var owner = server.NewClient(server.Key);

        using var refused = await owner.GetAsync($"/v1/events?after={after}", Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    private static bool Is(JsonElement json, string id) => json.GetProperty("id").GetString() == id;

    private static async Task<string> AddAsync(HttpClient client, string title, string acl) =>
        (await PostAsync(client, "/v1/knowledge/news/documents", new { title, text = "Something was said.", acl = new[] { acl } }))
        .GetProperty("document").GetProperty("id").GetString()!;

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body)
    {
        var (status, json) = await client.PostAsync(path, body);
        Assert.True((int)status < 300, $"{path}: {status} {json}");
        return json;
    }
}
