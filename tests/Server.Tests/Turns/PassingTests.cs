using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.ScriptedProvider;
using Parley.TestKit;

namespace Parley.Server.Tests.Turns;

/// <summary>Turns that came without a conversation: their texts go after a while, their accounts stay.</summary>
public sealed class PassingTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task The_texts_of_a_turn_without_a_conversation_are_erased_and_its_accounts_stay(string database)
    {
        // Long enough for a busy machine to answer first.
        await using var server = await ChatServer.StartAsync(
            database, new() { Text = "Only for now." }, ("Parley__Runs__PassingSeconds", "15"));
        var body = new { messages = new[] { new { role = "user", content = "Briefly?" } } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", "once");
        using var response = await server.Client.SendAsync(request, Asking.Cancelled);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Asking.Cancelled);
        Assert.Equal("Only for now.", answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        var turn = answer.GetProperty("parley").GetProperty("turn_id").GetString();

        await Poll.UntilAsync(async () => await AgainAsync(server, body) == HttpStatusCode.Gone, "the texts are erased", TimeSpan.FromMinutes(1));

        using var told = await server.Client.GetAsync($"/v1/turns/{turn}/events", Asking.Cancelled);
        Assert.DoesNotContain("Only for now.", await told.Content.ReadAsStringAsync(Asking.Cancelled), StringComparison.Ordinal);
        var records = await server.Client.GetFromJsonAsync<JsonElement>("/v1/usage/records", Asking.Cancelled);
        Assert.Contains(records.GetProperty("data").EnumerateArray(), record => record.GetProperty("turn_id").GetString() == turn);
    }

    private static async Task<HttpStatusCode> AgainAsync(ChatServer server, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", "once");
        using var response = await server.Client.SendAsync(request, Asking.Cancelled);
        return response.StatusCode;
    }
}
