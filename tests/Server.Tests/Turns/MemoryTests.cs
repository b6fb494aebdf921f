using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.ScriptedProvider;
using Parley.TestKit;

namespace Parley.Server.Tests.Turns;

/// <summary>A long conversation, as its owner sees it.</summary>
public sealed class MemoryTests
{
    private static readonly Script Short = new() { Tokens = 10 };

    [Fact]
    public async Task What_was_folded_stands_in_the_next_prompt_and_in_its_record_and_the_summary_is_paid_for()
    {
        await using var server = await ChatServer.StartAsync("sqlite", Short);
        var conversation = await server.Client.StartConversationAsync();
        var turns = $"/v1/conversations/{conversation}/turns";
        var (_, first) = await server.Client.StreamAsync(turns, new { message = "My cat is called Miezi and she is 7 years old.", retrieval = false });
        await server.Client.StreamAsync(turns, new { message = "We decided to buy the red basket.", retrieval = false });
        await server.Client.StreamAsync(turns, new { message = "Thank you.", retrieval = false });
        server.Scripts.Put(new(null, null, [new() { Match = "<messages>", Text = "- The user's cat is called Miezi." }]));
        using (var pinned = await server.Client.PutAsync($"/v1/messages/{Asked(first)}/pin", null, Asking.Cancelled))
        {
            Assert.Equal(HttpStatusCode.NoContent, pinned.StatusCode);
        }

        var (status, ordered) = await server.Client.PostAsync($"/v1/conversations/{conversation}/compact", new { });
        Assert.Equal(HttpStatusCode.Accepted, status);
        await DoneAsync(server.Client, ordered.GetProperty("job_id").GetString()!);
        var context = await server.Client.GetFromJsonAsync<JsonElement>($"/v1/conversations/{conversation}/context", Asking.Cancelled);
        var (turn, _) = await server.Client.StreamAsync(turns, new { message = "What is her name?", retrieval = false });

        Assert.Equal((6, 2, false), (context.GetProperty("messages").GetInt32(), context.GetProperty("included").GetArrayLength(), context.GetProperty("left_out").GetBoolean()));
        Assert.Equal("- The user's cat is called Miezi.", context.GetProperty("summary").GetProperty("text").GetString());
        Assert.Equal(["pinned", "decision"], context.GetProperty("kept").EnumerateArray().Select(kept => kept.GetProperty("reason").GetString()));
        var sent = server.ProviderRequests.All.Select(request => $"{request.Body}").Last(body => body.Contains("What is her name?", StringComparison.Ordinal) && body.Contains("<earlier>", StringComparison.Ordinal));
        Assert.Contains("The user's cat is called Miezi.", sent, StringComparison.Ordinal);
        Assert.Contains("We decided to buy the red basket.", sent, StringComparison.Ordinal);
        var memory = (await server.Client.GetFromJsonAsync<JsonElement>($"/v1/turns/{turn}/provenance", Asking.Cancelled)).GetProperty("memory");
        Assert.Equal(4, memory.GetProperty("summary").GetProperty("messages").GetInt32());
        Assert.Equal(Asked(first), memory.GetProperty("kept")[0].GetProperty("message_id").GetString());
        var records = await server.Client.GetFromJsonAsync<JsonElement>("/v1/usage/records", Asking.Cancelled);
        Assert.Contains(records.GetProperty("data").EnumerateArray(), record => record.GetProperty("purpose").GetString() == "summary");
        var messages = await server.Client.GetFromJsonAsync<JsonElement>($"/v1/conversations/{conversation}/messages", Asking.Cancelled);
        Assert.Equal([Asked(first)], messages.GetProperty("data").EnumerateArray()
            .Where(message => message.GetProperty("pinned").GetBoolean()).Select(message => message.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task A_provider_that_hangs_over_a_summary_keeps_nobody_from_talking()
    {
        await using var server = await ChatServer.StartAsync("sqlite", Short);
        var conversation = await server.Client.StartConversationAsync();
        var turns = $"/v1/conversations/{conversation}/turns";
        await server.Client.StreamAsync(turns, new { message = "One.", retrieval = false });
        await server.Client.StreamAsync(turns, new { message = "Two.", retrieval = false });
        server.Scripts.Put(new(null, null, [new() { Match = "<messages>", Fault = "stall", FaultMs = 0 }]));
        await server.Client.PostAsync($"/v1/conversations/{conversation}/compact", new { });
        await Poll.UntilAsync(() => server.ProviderRequests.All.Any(request => request.Body?.ToString().Contains("<messages>", StringComparison.Ordinal) == true), "the model is asked for a summary");

        var (_, shown) = await server.Client.StreamAsync(turns, new { message = "Three.", retrieval = false });

        Assert.Equal("turn.completed", shown[^1].Name);
        var context = await server.Client.GetFromJsonAsync<JsonElement>($"/v1/conversations/{conversation}/context", Asking.Cancelled);
        Assert.Equal((JsonValueKind.Null, 6), (context.GetProperty("summary").ValueKind, context.GetProperty("included").GetArrayLength()));
    }

    private static string Asked(IReadOnlyList<ServerKit.ServerEvent> shown) => shown[0].Json.GetProperty("user_message_id").GetString()!;

    private static Task DoneAsync(HttpClient client, string job) => Poll.UntilAsync(
        async () => (await client.GetFromJsonAsync<JsonElement>($"/v1/jobs/{job}", Asking.Cancelled)).GetProperty("state").GetString() == "done",
        "the summary is made",
        TimeSpan.FromSeconds(60));
}
