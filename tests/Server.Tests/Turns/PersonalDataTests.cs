using System.Net;
using System.Net.Http.Json;
using System.Text;
using Parley.TestKit;

namespace Parley.Server.Tests.Turns;

/// <summary>A card that somebody sends, through every door: nothing but the restoring tells its number.</summary>
public sealed class PersonalDataTests : IAsyncLifetime
{
    private const string Card = "4111111111111111";
    private ProviderServer _provider = null!;
    private ServerProcess _server = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await ProviderServer.StartAsync(new() { Text = "I charge [CARD_1] now." });
        _server = await ServerProcess.StartAsync(new()
        {
            Provider = _provider.BaseUrl,
            Environment = new Dictionary<string, string> { ["Logging__LogLevel__Default"] = "Debug", ["Parley__Runs__PassingSeconds"] = "3600" },
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task A_card_reaches_no_model_no_log_no_list_and_no_file_whatever_the_door()
    {
        var client = _server.Client;
        var conversation = await client.StartConversationAsync();
        var (_, shown) = await client.StreamAsync(
            $"/v1/conversations/{conversation}/turns", new { message = $"Charge {Card}, please.", retrieval = false, client_message_id = "once" });
        var said = new[] { new { role = "system", content = $"Their card is {Card}." }, new { role = "user", content = $"Charge {Card}, please." } };
        var completion = await client.PostAsync("/v1/chat/completions", new { model = "scripted", messages = said });
        var message = await client.PostAsync("/v1/messages", new { model = "scripted", max_tokens = 100, messages = said[1..], system = $"Their card is {Card}." });
        var simple = await client.PostAsync("/v1/chat", new { prompt = $"Charge {Card}, please." });
        var shortly = await client.PostAsync("/v1/chat.completions", new { messages = said, response = new { stream = false } });
        using var renamed = await client.PatchAsJsonAsync($"/v1/conversations/{conversation}", new { title = $"Card {Card}" }, Asking.Cancelled);
        Assert.All([completion, message, simple, shortly], answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(HttpStatusCode.OK, renamed.StatusCode);

        Assert.True(_provider.Requests.All.Count >= 5);
        Assert.DoesNotContain(_provider.Requests.All, asked => asked.Body?.GetRawText().Contains(Card, StringComparison.Ordinal) == true);
        Assert.Contains("[CARD_1]", _provider.Requests.All[0].Body!.Value.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("I charge [CARD_1] now.", Asking.Text(shown));
        foreach (var path in (string[])
            [$"/v1/conversations/{conversation}/messages", "/v1/conversations", $"/v1/conversations/{conversation}/export?format=json",
             "/v1/messages/search?query=charge", $"/v1/conversations?query={Card}", "/v1/audit"])
        {
            Assert.DoesNotContain(Card, (await client.GetStringAsync(path, Asking.Cancelled)).Replace($"query={Card}", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        var asked = shown[0].Json.GetProperty("user_message_id").GetString();
        var (status, restored) = await client.PostAsync("/v1/safety/restore", new { message_id = asked });
        Assert.Equal((HttpStatusCode.OK, $"Charge {Card}, please."), (status, restored.GetProperty("text").GetString()));
        var place = Assert.Single(restored.GetProperty("placeholders").EnumerateArray());
        Assert.Equal(("[CARD_1]", "card", Card, 7, 23), (
            place.GetProperty("placeholder").GetString(), place.GetProperty("kind").GetString(), place.GetProperty("value").GetString(),
            place.GetProperty("start").GetInt32(), place.GetProperty("end").GetInt32()));
        var (_, answered) = await client.PostAsync("/v1/safety/restore", new { message_id = shown[0].Json.GetProperty("assistant_message_id").GetString() });
        Assert.Equal($"I charge {Card} now.", answered.GetProperty("text").GetString());
        var (_, missing) = await client.PostAsync("/v1/safety/restore", new { message_id = "msg_none" });
        Assert.DoesNotContain(Card, missing.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("personal_data.restored", await client.GetStringAsync("/v1/audit", Asking.Cancelled), StringComparison.Ordinal);

        // Nothing of it stands in the clear, in the tables nor in the write-ahead log.
        await _server.StopAsync();
        var number = Encoding.ASCII.GetBytes(Card);
        Assert.All(
            Directory.GetFiles(_server.DataFolder, "*", SearchOption.AllDirectories), file => Assert.Equal(-1, OpenFile.Read(file).AsSpan().IndexOf(number)));
        Assert.DoesNotContain(Card, string.Join("\n", [.. _server.Log.All, .. _server.Output.All]), StringComparison.Ordinal);
    }
}
