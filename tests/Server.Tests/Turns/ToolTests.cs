using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.ScriptedProvider;

namespace Parley.Server.Tests.Turns;

/// <summary>Tools that the caller runs itself, and calls that a person must allow.</summary>
public sealed class ToolTests(SharedChatServer shared) : IClassFixture<SharedChatServer>
{
    private static readonly Script CallsWeather = new() { ToolCalls = [new("weather", """{"city":"Bern"}""")], Text = "It is sunny." };

    [Fact]
    public async Task A_callers_tool_is_called_and_its_result_makes_the_next_turn()
    {
        var server = await shared.AnsweringAsync(CallsWeather);

        var (turn, shown) = await server.Client.AskAsync(Question());

        var call = Assert.Single(shown, told => told.Name == "tool.call").Json;
        Assert.Equal("weather", call.GetProperty("name").GetString());
        Assert.Equal("Bern", call.GetProperty("arguments").GetProperty("city").GetString());
        Assert.Equal("tool", shown[^1].Json.GetProperty("finish_reason").GetString());

        var (next, answer) = await server.Client.StreamAsync(
            $"/v1/turns/{turn}/tool-results",
            new { results = new[] { new { call_id = call.GetProperty("call_id").GetString(), output = new { sky = "clear" } } } });

        Assert.NotEqual(turn, next);
        Assert.Equal("turn.completed", answer[^1].Name);
        Assert.Equal("It is sunny.", Asking.Text(answer));
        var sent = server.ProviderRequests.All[^1].Body!.Value.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal("tool", sent[^1].GetProperty("role").GetString());
        Assert.Contains("clear", sent[^1].GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_that_do_not_fit_the_calls_are_refused_with_the_ids_that_would()
    {
        var server = await shared.AnsweringAsync(CallsWeather);
        var (turn, shown) = await server.Client.AskAsync(Question());
        var call = shown.Single(told => told.Name == "tool.call").Json.GetProperty("call_id").GetString()!;

        var (status, problem) = await server.Client.PostAsync(
            $"/v1/turns/{turn}/tool-results", new { results = new[] { new { call_id = "other", output = "x" } } });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(call, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sqlite", "approve", "tool", 1)]
    [InlineData("sqlite", "deny", "refused", 0)]
    [InlineData("postgresql", "approve", "tool", 1)]
    public async Task A_call_that_needs_an_approval_waits_for_it_without_a_lease(string database, string decision, string finish, int calls)
    {
        await using var server = await ChatServer.StartAsync(database, CallsWeather);
        var conversation = await server.Client.StartConversationAsync();

        var (status, waiting) = await server.Client.PostAsync(
            $"/v1/conversations/{conversation}/turns", Question(approval: "required", stream: false));
        Assert.Equal(HttpStatusCode.Accepted, status);
        var turn = (await server.Client.GetFromJsonAsync<JsonElement>($"/v1/conversations/{conversation}", Asking.Cancelled))
            .GetProperty("active_turn_ids")[0].GetString();
        Assert.Equal("waiting", await StateAsync(server, turn));

        await server.Node.KillAsync();
        await server.Node.StartAgainAsync();
        Assert.Equal("waiting", await StateAsync(server, turn));
        var (decided, _) = await server.Client.PostAsync(
            $"/v1/turns/{turn}/approvals", new { call_id = waiting.GetProperty("call_id").GetString(), decision });
        Assert.Equal(HttpStatusCode.Accepted, decided);

        using var events = await server.Client.GetAsync($"/v1/turns/{turn}/events", HttpCompletionOption.ResponseHeadersRead, Asking.Cancelled);
        var shown = await (await ServerKit.EventStream.OpenAsync(events, Asking.Cancelled)).ReadToEndAsync(Asking.Cancelled);
        Assert.Equal(finish, shown[^1].Json.GetProperty("finish_reason").GetString());
        Assert.Equal(calls, shown.Count(told => told.Name == "tool.call"));
        Assert.Equal(Enumerable.Range(1, shown.Count).Select(number => (long?)number), shown.Select(told => told.Id));
        var (again, _) = await server.Client.PostAsync(
            $"/v1/turns/{turn}/approvals", new { call_id = waiting.GetProperty("call_id").GetString(), decision });
        Assert.Equal(HttpStatusCode.Conflict, again);
    }

    [Fact]
    public async Task A_turn_that_waits_can_be_cancelled()
    {
        var server = await shared.AnsweringAsync(CallsWeather);
        var conversation = await server.Client.StartConversationAsync();
        await server.Client.PostAsync($"/v1/conversations/{conversation}/turns", Question(approval: "required", stream: false));
        var turn = (await server.Client.GetFromJsonAsync<JsonElement>($"/v1/conversations/{conversation}", Asking.Cancelled))
            .GetProperty("active_turn_ids")[0].GetString();

        using var cancelled = await server.Client.PostAsync($"/v1/turns/{turn}/cancel", null, Asking.Cancelled);

        using var events = await server.Client.GetAsync($"/v1/turns/{turn}/events", HttpCompletionOption.ResponseHeadersRead, Asking.Cancelled);
        var shown = await (await ServerKit.EventStream.OpenAsync(events, Asking.Cancelled)).ReadToEndAsync(Asking.Cancelled);
        Assert.Equal("turn.cancelled", shown[^1].Name);
    }

    [Fact]
    public async Task An_approval_that_nobody_gives_expires_as_refused()
    {
        await using var server = await ChatServer.StartAsync("sqlite", CallsWeather, ("Parley__Runs__ApprovalSeconds", "1"));

        var (_, shown) = await server.Client.AskAsync(Question(approval: "required"));

        Assert.Contains(shown, told => told.Name == "approval.required");
        Assert.Equal("refused", shown[^1].Json.GetProperty("finish_reason").GetString());
        Assert.DoesNotContain(shown, told => told.Name == "tool.call");
    }

    private static object Question(string? approval = null, bool stream = true) => new
    {
        message = "How is the weather in Bern?",
        retrieval = false,
        tools = new[] { new { name = "weather", description = "Tells the weather.", schema = new { type = "object" }, approval } },
        response = new { stream },
    };

    private static async Task<string?> StateAsync(ChatServer server, string? turn) =>
        (await server.Client.GetFromJsonAsync<JsonElement>($"/v1/turns/{turn}", Asking.Cancelled)).GetProperty("state").GetString();
}
