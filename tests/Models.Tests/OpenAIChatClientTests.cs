using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Parley.Models.Tests;

public sealed class OpenAIChatClientTests
{
    [Fact]
    public async Task Pieces_of_several_calls_are_put_together_by_index()
    {
        await using var server = await SmallServer.StartAsync((_, _) => (200, "text/event-stream", SmallServer.Sse(
            """{"choices":[{"delta":{"tool_calls":[{"index":1,"id":"b","function":{"name":"second","arguments":"{\"y\""}}]}}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"{\"x\":"},"index":0},{"index":0,"id":"a","function":{"name":"first"}}]}}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"1}"}},{"index":1,"function":{"arguments":":2}"}}]}}]}""",
            SmallServer.Ended("stop"), "[DONE]")));

        var answer = await server.Client().GetResponseAsync([Make.User("go")]);

        var calls = answer.Messages[0].Contents.OfType<FunctionCallContent>().ToList();
        Assert.Equal(["a/first/1", "b/second/2"], calls.Select(call => $"{call.CallId}/{call.Name}/{call.Arguments!.Values.Single()}"));
        Assert.Equal(ChatFinishReason.ToolCalls, answer.FinishReason);
    }

    [Fact]
    public async Task Arguments_that_are_no_json_are_reported_in_the_call()
    {
        await using var server = await SmallServer.StartAsync((_, _) => (200, "text/event-stream", SmallServer.Sse(
            """{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":"}}]},"finish_reason":"tool_calls"}]}""", "[DONE]")));

        var answer = await server.Client().GetResponseAsync([Make.User("go")]);

        var call = Assert.Single(answer.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.IsType<JsonException>(call.Exception, exactMatch: false);
    }

    [Fact]
    public async Task A_server_that_does_not_stream_is_understood()
    {
        await using var server = await SmallServer.StartAsync((_, _) => (200, "application/json",
            """
            {"id":"x","model":"m","choices":[{"message":{"role":"assistant","content":"whole"},"finish_reason":"length"}],
             "usage":{"prompt_tokens":7,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":5}}}
            """));

        var answer = await server.Client().GetResponseAsync([Make.User("go")]);

        Assert.Equal(("whole", ChatFinishReason.Length), (answer.Text, answer.FinishReason!.Value));
        Assert.Equal((7, 2, 5), (answer.Usage!.InputTokenCount, answer.Usage.OutputTokenCount, answer.Usage.CachedInputTokenCount));
    }

    [Theory]
    [InlineData("temperature", """{"error":{"message":"Unsupported parameter: 'temperature' is not supported with this model.","param":"temperature","code":"unsupported_parameter"}}""")]
    [InlineData("stream_options", """{"object":"error","message":"[{'type': 'extra_forbidden', 'loc': ('body', 'stream_options'), 'msg': 'Extra inputs are not permitted'}]","code":400}""")]
    [InlineData("frequency_penalty", """{"detail":"Unknown field: frequency_penalty"}""")]
    public async Task A_parameter_that_the_model_refuses_is_left_out_and_remembered(string parameter, string error)
    {
        var refused = new RefusedParameters();
        await using var server = await SmallServer.StartAsync((_, body) => body.Contains($"\"{parameter}\"", StringComparison.Ordinal)
            ? (400, "application/json", error)
            : (200, "text/event-stream", SmallServer.Sse(SmallServer.Said("ok"), SmallServer.Ended(), "[DONE]")));
        var client = server.Client(refused: refused);
        var options = new ChatOptions { Temperature = 0.5f, FrequencyPenalty = 0.5f };

        Assert.Equal("ok", (await client.GetResponseAsync([Make.User("go")], options)).Text);
        Assert.Equal("ok", (await client.GetResponseAsync([Make.User("go")], options)).Text);

        Assert.True(refused.Contains(parameter));
        Assert.Equal(3, server.Bodies.Count);
    }

    [Fact]
    public async Task A_model_that_wants_the_newer_name_of_max_tokens_gets_it()
    {
        await using var server = await SmallServer.StartAsync((_, body) => body.Contains("\"max_tokens\"", StringComparison.Ordinal)
            ? (400, "application/json", """{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","param":"max_tokens"}}""")
            : (200, "text/event-stream", SmallServer.Sse(SmallServer.Said("ok"), SmallServer.Ended(), "[DONE]")));

        await server.Client().GetResponseAsync([Make.User("go")], new() { MaxOutputTokens = 77 });

        Assert.Contains("\"max_completion_tokens\":77", server.Bodies[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_out_of_range_is_a_bad_request_and_not_left_out()
    {
        await using var server = await SmallServer.StartAsync((_, _) => (400, "application/json", """{"error":{"message":"temperature must be below 1","param":"temperature"}}"""));

        var failure = await Assert.ThrowsAsync<ProviderException>(() => server.Client().GetResponseAsync([Make.User("go")], new() { Temperature = 1.9f }));

        Assert.Equal(ProviderFailure.BadRequest, failure.Kind);
        Assert.Single(server.Bodies);
    }

    [Fact]
    public async Task The_prompt_is_written_as_the_wire_wants_it()
    {
        await using var server = await SmallServer.StartAsync((_, _) => (200, "text/event-stream", SmallServer.Sse(SmallServer.Said("ok"), SmallServer.Ended(), "[DONE]")));
        var options = new ChatOptions
        {
            Instructions = "Be kind.",
            Temperature = 0.7f,
            TopP = 0.9f,
            Seed = 3,
            StopSequences = ["END"],
            ResponseFormat = ChatResponseFormat.Json,
        }.With(Make.Context()).WithPassages([Make.Passage("secret passage")]);

        await server.Client(continues: true).GetResponseAsync([new(ChatRole.System, "S"), Make.User("U"), Make.Assistant("A")], options);

        Assert.Equal(
            """{"model":"m","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"system","content":"Be kind."},{"role":"system","content":"S"},{"role":"user","content":"U"},{"role":"assistant","content":"A"}],"add_generation_prompt":false,"continue_final_message":true,"temperature":0.7,"top_p":0.9,"seed":3,"stop":["END"],"response_format":{"type":"json_object"}}""",
            server.Bodies[0]);
    }
}
