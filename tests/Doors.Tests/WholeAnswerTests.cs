using System.Buffers;
using System.Text.Json;

namespace Parley.Doors.Tests;

public sealed class WholeAnswerTests
{
    [Fact]
    public void The_whole_answer_has_openais_shape_and_our_extension()
    {
        var answer = Write(AnswerEnd.Of(Tails.Completed("Hello")));

        var choice = answer.GetProperty("choices")[0];
        Assert.Equal(("Hello", "assistant", "stop"), (
            choice.GetProperty("message").GetProperty("content").GetString(), choice.GetProperty("message").GetProperty("role").GetString(),
            choice.GetProperty("finish_reason").GetString()));
        Assert.Equal(("chat.completion", "fast", 12), (
            answer.GetProperty("object").GetString(), answer.GetProperty("model").GetString(),
            answer.GetProperty("usage").GetProperty("total_tokens").GetInt32()));
        Assert.Equal("S1", answer.GetProperty("parley").GetProperty("citations")[0].GetProperty("label").GetString());
        Assert.Equal(JsonValueKind.Array, answer.GetProperty("parley").GetProperty("adjusted").ValueKind);
        Assert.False(choice.GetProperty("message").TryGetProperty("tool_calls", out _));
    }

    [Fact]
    public void An_answer_of_calls_alone_has_no_content()
    {
        var answer = Write(AnswerEnd.Of(Tails.Completed("", "tool", """[{"call_id":"c1","name":"look","arguments":{"at":"sky"}}]""")));

        var message = answer.GetProperty("choices")[0].GetProperty("message");
        Assert.Equal(JsonValueKind.Null, message.GetProperty("content").ValueKind);
        Assert.Equal("""{"at":"sky"}""", message.GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
    }

    [Fact]
    public void A_completion_is_as_old_as_its_turn()
    {
        var turn = TurnId.New(TimeProvider.System);

        Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - Completion.Created(turn), 0, 60);
        Assert.Equal(0, Completion.Created(new("turn_short")));
    }

    [Theory]
    [InlineData("turn.cancelled", "turn_cancelled")]
    [InlineData("approval.required", "approval_required")]
    public void An_end_without_an_answer_is_refused(string name, string code) =>
        Assert.Equal(code, Assert.Throws<RefusedException>(() => AnswerEnd.Of(Tails.Entry(name, "{}"))).Refusal.Code);

    [Fact]
    public async Task The_short_stream_says_delta_and_done()
    {
        var events = Tails.Events(await Tails.StreamAsync(new ShortChunks(), Tails.Started, Tails.Delta("\"Hé\\n\""), Tails.Completed("Hé\n")));

        Assert.Equal("Hé\n", events[0].GetProperty("delta").GetString());
        Assert.True(events[^1].GetProperty("done").GetBoolean());
        Assert.Equal((Tails.Turn, 1, 5), (
            events[^1].GetProperty("turn_id").GetString(), events[^1].GetProperty("citations").GetArrayLength(),
            events[^1].GetProperty("usage").GetProperty("output_tokens").GetInt32()));
    }

    [Fact]
    public async Task The_short_stream_ends_with_an_error_when_text_is_withdrawn()
    {
        var events = Tails.Events(await Tails.StreamAsync(
            new ShortChunks(), Tails.Started, Tails.Delta("\"a\""), Tails.Entry("retract", """{"from":0,"reason":"guard"}"""), Tails.Completed("")));

        Assert.Equal("content_filter", events[^1].GetProperty("error").GetProperty("code").GetString());
    }

    private static JsonElement Write(AnswerEnd end)
    {
        var buffer = new ArrayBufferWriter<byte>();
        PlainJson.Write(buffer, writer => Completion.Write(writer, new(Tails.Turn), end));
        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
