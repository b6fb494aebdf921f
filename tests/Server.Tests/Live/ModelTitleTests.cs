using System.Net.Http.Json;
using System.Text.Json;
using Parley.ScriptedProvider;
using Parley.Server.Tests.Turns;

namespace Parley.Server.Tests.Live;

/// <summary>Titles that a language model writes.</summary>
public sealed class ModelTitleTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_writes_the_title_after_the_answer_and_it_stands_in_the_ledger()
    {
        await using var server = await ChatServer.StartAsync("sqlite", new() { Text = "**Gates of the harbour.**" }, ("Parley__Titles__By", "model"));
        await using var reader = await EventReader.OpenAsync(server.Client);
        var conversation = await server.Client.StartConversationAsync();
        await server.Client.StreamAsync($"/v1/conversations/{conversation}/turns", new { message = "When do the gates open?" });

        var told = await reader.NextAsync(
            "conversation.updated", json => json.GetProperty("conversation").GetProperty("title_by").ValueKind == JsonValueKind.String);

        var titled = told.GetProperty("conversation");
        Assert.Equal(("Gates of the harbour", "model"), (titled.GetProperty("title").GetString(), titled.GetProperty("title_by").GetString()));
        var records = (await server.Client.GetFromJsonAsync<JsonElement>("/v1/usage/records", Cancelled)).GetProperty("data").EnumerateArray();
        Assert.Contains(records, record => record.GetProperty("purpose").GetString() == "title");
    }

    [Fact]
    public async Task An_answer_does_not_wait_for_its_title()
    {
        await using var server = await ChatServer.StartAsync("sqlite", new() { Text = "At dusk." }, ("Parley__Titles__By", "model"), ("Parley__Jobs__Concurrency", "0"));
        var conversation = await server.Client.StartConversationAsync();
        var (_, shown) = await server.Client.StreamAsync($"/v1/conversations/{conversation}/turns", new { message = "When do the gates open?" });

        var found = await server.Client.GetFromJsonAsync<JsonElement>($"/v1/conversations/{conversation}", Cancelled);

        Assert.Equal("At dusk.", Asking.Text(shown));
        Assert.Equal(("When do the gates open?", JsonValueKind.Null), (found.GetProperty("title").GetString(), found.GetProperty("title_by").ValueKind));
    }
}
