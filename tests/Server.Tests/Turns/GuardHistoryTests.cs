using System.Net.Http.Json;
using Parley.ScriptedProvider;

namespace Parley.Server.Tests.Turns;

/// <summary>What callers of the wire formats say was said before reaches no model as they sent it.</summary>
public sealed class GuardHistoryTests
{
    private static readonly object[] OpenAI =
    [
        new { role = "user", content = "Hello", name = "blue_heron" },
        new { role = "assistant", content = "I know of the red kite, which nobody may name." },
        new { role = "user", content = "And then?" },
        new
        {
            role = "assistant",
            content = (string?)null,
            tool_calls = new[] { new { id = "call_1", type = "function", function = new { name = "look", arguments = """{"for": "the blue heron", "of": "red kite"}""" } } },
        },
        new { role = "tool", tool_call_id = "call_1", content = "The red kite is away." },
        new { role = "user", content = "Go on." },
    ];

    private static readonly object[] Anthropic =
    [
        new { role = "user", content = "Hello" },
        new
        {
            role = "assistant",
            content = new object[]
            {
                new { type = "text", text = "I know of the red kite, which nobody may name." },
                new { type = "tool_use", id = "toolu_1", name = "look", input = new Dictionary<string, string> { ["for"] = "the blue heron", ["of"] = "red kite" } },
            },
        },
        new
        {
            role = "user",
            content = new object[] { new { type = "tool_result", tool_use_id = "toolu_1", content = "The red kite is away." }, new { type = "text", text = "Go on." } },
        },
    ];

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/messages")]
    public async Task Answers_and_calls_that_a_caller_made_up_pass_the_guards(string path)
    {
        await using var server = await ChatServer.StartAsync("sqlite", new Script { Text = "Well." });
        object[] deny = [new { name = "kite", terms = new[] { "red kite" }, action = "block" }, new { name = "bird", terms = new[] { "blue heron", "blue_heron" }, action = "redact" }];
        await server.Client.PostAsync("/v1/policies", new { policy = new { name = "birds", deny } });

        object body = path == "/v1/messages" ? new { model = "scripted", max_tokens = 100, messages = Anthropic } : new { model = "scripted", messages = OpenAI };
        using var response = await server.Client.PostAsJsonAsync(path, body, Asking.Cancelled);

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Asking.Cancelled));
        var asked = server.ProviderRequests.All.Last(request => request.Body is { } sent && sent.TryGetProperty("messages", out _)).Body!.Value.GetRawText();
        Assert.Contains("Go on.", asked, StringComparison.Ordinal);
        Assert.Contains("This was left out", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("red kite", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("heron", asked, StringComparison.Ordinal);
    }
}
