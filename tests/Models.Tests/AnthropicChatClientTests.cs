using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Anthropic;

namespace Parley.Models.Tests;

public sealed class AnthropicChatClientTests
{
    private const string Start = """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m-2","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"cache_creation_input_tokens":200,"cache_read_input_tokens":3000,"output_tokens":1}}}""";
    private const string Text = """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""";
    private const string TextEnd = """{"type":"content_block_stop","index":0}""";
    private const string Stop = """{"type":"message_stop"}""";
    private const string Ping = """{"type":"ping"}""";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly ModelFacts Continuing = new("m") { Continues = true };

    [Fact]
    public async Task Every_event_is_understood_and_unknown_ones_are_passed_over()
    {
        await using var server = await AnswerAsync(
            Start, Ping,
            """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Let me see."}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"abc"}}""",
            TextEnd,
            """{"type":"some_new_event","index":7}""",
            """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":"Well, "}}""",
            Said("Hello", 1),
            """{"type":"content_block_delta","index":1,"delta":{"type":"some_new_delta","what":"ever"}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"citations_delta","citation":{"type":"char_location","cited_text":"x","document_index":0,"document_title":"t","start_char_index":0,"end_char_index":1,"file_id":null}}}""",
            Said(" 😀", 1),
            """{"type":"content_block_stop","index":1}""",
            """{"type":"content_block_start","index":2,"content_block":{"type":"some_new_block"}}""",
            """{"type":"content_block_stop","index":2}""",
            Ended("end_turn", 42), Stop);

        var answer = await server.AnthropicClient().GetResponseAsync([Make.User("go")]);

        Assert.Equal(("Well, Hello 😀", ChatFinishReason.Stop, "m-2", "msg_1"), (answer.Text, answer.FinishReason!.Value, answer.ModelId, answer.ResponseId));
        Assert.Equal("Let me see.", Assert.Single(answer.Messages[0].Contents.OfType<TextReasoningContent>()).Text);
        Assert.Equal((3210, 42, 3000), (answer.Usage!.InputTokenCount, answer.Usage.OutputTokenCount, answer.Usage.CachedInputTokenCount));
        Assert.Equal(200, answer.Usage.AdditionalCounts![CallUsage.CacheWritten]);
    }

    [Theory]
    [InlineData("end_turn", "stop")]
    [InlineData("stop_sequence", "stop")]
    [InlineData("max_tokens", "length")]
    [InlineData("model_context_window_exceeded", "length")]
    [InlineData("refusal", "content_filter")]
    [InlineData("some_new_reason", "stop")]
    public async Task Every_reason_to_stop_has_its_meaning(string reason, string meaning)
    {
        await using var server = await AnswerAsync(Start, Text, Said("x"), TextEnd, Ended(reason, 1), Stop);

        Assert.Equal(meaning, (await server.AnthropicClient().GetResponseAsync([Make.User("go")])).FinishReason!.Value.Value);
    }

    [Fact]
    public async Task Several_calls_are_put_together_of_their_pieces()
    {
        await using var server = await AnswerAsync(
            Start,
            """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a","name":"first","input":{}}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"x\":"}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"1}"}}""",
            TextEnd,
            """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"b","name":"second","input":{}}}""",
            """{"type":"content_block_stop","index":1}""",
            """{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"c","name":"third","input":{}}}""",
            """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"cut"}}""",
            Ended("tool_use", 9), Stop);

        var answer = await server.AnthropicClient().GetResponseAsync([Make.User("go")]);

        var calls = answer.Messages[0].Contents.OfType<FunctionCallContent>().ToList();
        Assert.Equal(["a/first/1", "b/second/0", "c/third/"], calls.Select(call => $"{call.CallId}/{call.Name}/{call.Arguments?.Count}"));
        Assert.IsType<JsonException>(calls[2].Exception, exactMatch: false);
        Assert.Equal(ChatFinishReason.ToolCalls, answer.FinishReason);
    }

    [Fact]
    public async Task The_prompt_is_written_as_the_wire_wants_it()
    {
        await using var server = await AnswerAsync(Start, Text, Said("ok"), TextEnd, Ended("end_turn", 1), Stop);
        using var schema = JsonDocument.Parse("""{"properties":{"city":{"type":"string"}}}""");
        var options = new ChatOptions
        {
            Instructions = "Be kind.",
            Temperature = 1.4f,
            TopP = 0.9f,
            FrequencyPenalty = 1,
            Seed = 3,
            StopSequences = ["END", "\n"],
            Tools = [AIFunctionFactory.CreateDeclaration("weather", "Tells it", schema.RootElement)],
            ToolMode = ChatToolMode.RequireSpecific("weather"),
            AllowMultipleToolCalls = false,
        }.With(Make.Context()).WithPassages([Make.Passage("secret passage")]);

        await server.AnthropicClient().GetResponseAsync(
            [
                new(ChatRole.System, "S"), Make.User("one"), Make.User("two"), Make.Assistant(""), Make.Assistant(" "),
                new(ChatRole.Assistant, [new FunctionCallContent("call:1", "weather", new Dictionary<string, object?> { ["city"] = "Köln" })]),
                new(ChatRole.Tool, [new FunctionResultContent("call:1", "rain")]),
                new(ChatRole.User, [new TextContent("and this?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")]),
            ],
            options);

        Assert.Equal(
            """{"model":"m","max_tokens":8192,"tools":[{"name":"weather","description":"Tells it","input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}],"tool_choice":{"type":"tool","name":"weather","disable_parallel_tool_use":true},"system":[{"type":"text","text":"Be kind."},{"type":"text","text":"S"}],"messages":[{"role":"user","content":[{"type":"text","text":"one"},{"type":"text","text":"two"}]},{"role":"assistant","content":[{"type":"tool_use","id":"call_1","name":"weather","input":{"city":"Köln"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"rain"},{"type":"text","text":"and this?"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQID"}}]}],"temperature":1,"stop_sequences":["END"],"stream":true}""",
            Sorted(server.Bodies[0]));
    }

    [Fact]
    public async Task Calls_without_results_and_results_without_calls_do_not_break_a_conversation()
    {
        await using var server = await AnswerAsync(Start, Text, Said("ok"), TextEnd, Ended("end_turn", 1), Stop);

        await server.AnthropicClient().GetResponseAsync(
        [
            Make.Assistant("I begin."),
            new(ChatRole.Tool, [new FunctionResultContent("gone", "old news")]),
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "f", null)]),
            Make.User("never mind"),
            Make.Assistant("That is all."),
        ]);

        Assert.Equal(
            """{"model":"m","max_tokens":8192,"tools":[{"name":"f","input_schema":{"type":"object"}}],"tool_choice":{"type":"none"},"messages":[{"role":"user","content":[{"type":"text","text":"(The beginning of this conversation is left out.)"}]},{"role":"assistant","content":[{"type":"text","text":"I begin."}]},{"role":"user","content":[{"type":"text","text":"The result of an earlier tool call: old news"}]},{"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"There is no result of this call.","is_error":true},{"type":"text","text":"never mind"}]},{"role":"assistant","content":[{"type":"text","text":"That is all."}]},{"role":"user","content":[{"type":"text","text":"Go on."}]}],"stream":true}""",
            Sorted(server.Bodies[0]));
    }

    [Fact]
    public async Task What_stays_the_same_from_turn_to_turn_is_marked_for_the_cache()
    {
        await using var server = await AnswerAsync(Start, Text, Said("ok"), TextEnd, Ended("end_turn", 1), Stop);
        ChatMessage[] conversation = [new(ChatRole.System, new string('s', 5_000)), Make.User("q1"), Make.Assistant("a1"), Make.User("q2")];

        await server.AnthropicClient().GetResponseAsync(conversation);
        await server.AnthropicClient().GetResponseAsync([new(ChatRole.System, "short"), .. conversation[1..]]);
        await server.AnthropicClient(Continuing).GetResponseAsync([.. conversation, Make.Assistant("begun")]);

        Assert.Equal(["system.0", "messages.1"], Marked(server.Bodies[0]));
        Assert.Empty(Marked(server.Bodies[1]));
        Assert.Equal(["system.0", "messages.1"], Marked(server.Bodies[2]));
    }

    [Theory]
    [InlineData("I say ", " and", "and")]
    [InlineData("I say ", "and", "and")]
    [InlineData("I say\n\n", "\n\n\nmore", "\nmore")]
    [InlineData("I say\n\n", "\nmore", "more")]
    [InlineData("I say", " more", " more")]
    public async Task A_given_answer_is_continued_without_blanks_twice(string given, string said, string shown)
    {
        await using var server = await AnswerAsync(Start, Text, Said(said[..1]), Said(said[1..]), TextEnd, Ended("end_turn", 1), Stop);

        var rest = await server.AnthropicClient(Continuing).GetResponseAsync([Make.User("say"), Make.Assistant(given)]);

        Assert.Equal(shown, rest.Text);
        Assert.Contains("\"text\":\"I say\"", server.Bodies[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_takes_no_sampling_knobs_is_asked_without_them_from_then_on()
    {
        var refused = new RefusedParameters();
        await using var server = await SmallServer.StartAsync((_, body) =>
            body.Contains("\"temperature\"", StringComparison.Ordinal) || body.Contains("\"top_p\"", StringComparison.Ordinal)
                ? (400, "application/json", $$$"""{"type":"error","error":{"type":"invalid_request_error","message":"`{{{(body.Contains("\"temperature\"", StringComparison.Ordinal) ? "temperature" : "top_p")}}}` is deprecated for this model."}}""")
                : (200, "text/event-stream", SmallServer.Events(Start, Text, Said("ok"), TextEnd, Ended("end_turn", 1), Stop)));
        var client = server.AnthropicClient(refused: refused);
        var options = new ChatOptions { Temperature = 0.5f, TopP = 0.5f };

        Assert.Equal("ok", (await client.GetResponseAsync([Make.User("go")], options)).Text);
        Assert.Equal("ok", (await client.GetResponseAsync([Make.User("go")], options)).Text);

        Assert.Equal(["temperature", "top_p"], refused.Knobs.Order());
        Assert.Equal(4, server.Bodies.Count);
    }

    [Fact]
    public async Task What_the_list_tells_of_a_model_is_believed()
    {
        await using var server = await SmallServer.StartAsync((path, _) => path == "/v1/models"
            ? (200, "application/json", """
                {"data":[{"type":"model","id":"claude-old-1","display_name":"Old","created_at":"2024-01-01T00:00:00Z","lifecycle":"retired"},
                {"type":"model","id":"claude-x-9","display_name":"X","created_at":"2026-01-01T00:00:00Z","max_input_tokens":1000000,"max_tokens":64000,
                 "capabilities":{"image_input":{"supported":false},"structured_outputs":{"supported":true}}}],"has_more":false,"first_id":"a","last_id":"b"}
                """)
            : (404, "application/json", """{"type":"error","error":{"type":"not_found_error","message":"x"}}"""));

        var found = (await server.Anthropic.ConnectAsync(new(server.BaseUrl), CancellationToken.None))!;
        var other = (await server.Anthropic.ConnectAsync(new(server.Root, Model: "claude-haiku-4-5-20251001"), CancellationToken.None))!;

        Assert.Equal(("claude-x-9", 1_000_000, 64_000), (found.Model, found.ContextTokens, found.MaxOutputTokens));
        Assert.False(found.Abilities.HasFlag(ModelAbilities.Vision) || found.Abilities.HasFlag(ModelAbilities.Continue));
        Assert.Equal((200_000, 8_192), (other.ContextTokens, other.MaxOutputTokens));
        Assert.True(other.Abilities.HasFlag(ModelAbilities.Vision | ModelAbilities.Continue | ModelAbilities.Tools));
        Assert.Equal((1.0, true, 1.25m), (found.KnobLimits.MostTemperature, found.KnobLimits.TemperatureOrTopP, found.CacheWriteFactor));
    }

    internal static string Said(string text, int index = 0) =>
        $$$"""{"type":"content_block_delta","index":{{{index}}},"delta":{"type":"text_delta","text":{{{JsonSerializer.Serialize(text)}}}}}""";

    internal static string Ended(string reason, int output) =>
        $$$"""{"type":"message_delta","delta":{"stop_reason":"{{{reason}}}","stop_sequence":null},"usage":{"output_tokens":{{{output}}}}}""";

    private static Task<SmallServer> AnswerAsync(params string[] events) =>
        SmallServer.StartAsync((_, _) => (200, "text/event-stream", SmallServer.Events(events)));

    /// <summary>The members in the order in which they are written here, whatever order the SDK sends them in.</summary>
    private static string Sorted(string body)
    {
        string[] order = ["model", "max_tokens", "tools", "tool_choice", "system", "messages", "temperature", "stop_sequences", "stream"];
        var sent = JsonDocument.Parse(body).RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value);
        Assert.Empty(sent.Keys.Except(order));
        return JsonSerializer.Serialize(
            order.Where(sent.ContainsKey).ToDictionary(name => name, name => sent[name]),
            Plain);
    }

    private static IEnumerable<string> Marked(string body)
    {
        var sent = JsonDocument.Parse(body).RootElement;
        foreach (var list in (string[])["tools", "system", "messages"])
        {
            foreach (var (i, item) in (sent.TryGetProperty(list, out var items) ? items.EnumerateArray().ToArray() : []).Index())
            {
                if (item.GetRawText().Contains("cache_control", StringComparison.Ordinal))
                {
                    yield return $"{list}.{i}";
                }
            }
        }
    }
}
