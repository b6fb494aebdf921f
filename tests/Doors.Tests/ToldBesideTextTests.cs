using System.Buffers;
using System.Text.Json;
using Parley.Orchestration;

namespace Parley.Doors.Tests;

/// <summary>What an answer has beside its text where it was asked for: how likely its tokens were, what was thought before it, what ended it.</summary>
public sealed class ToldBesideTextTests
{
    private const string Tokens = """[{"token":"Hé","logprob":-0.5,"bytes":[72,195,169],"top_logprobs":[{"token":"Ho","logprob":-1.5,"bytes":null}]}]""";
    private const string Thoughts = """[{"text":"Hm.","signature":"s1","redacted":null},{"text":"","signature":null,"redacted":"d1"},{"text":"Bro","signature":null,"redacted":null}]""";

    [Fact]
    public async Task How_likely_tokens_were_follows_their_text_in_a_chunk_of_its_own()
    {
        var chunks = Tails.Events(await Tails.StreamAsync(
            new ChatChunks("chatcmpl-1", 5, reportsUsage: true), Tails.Started, Tails.Delta("\"Hé\""), Tails.Entry("logprobs", $$"""{"tokens":{{Tokens}}}"""), Tails.Completed("Hé")));

        Assert.Equal("Hé", Tails.Text(chunks));
        var told = Assert.Single(chunks, chunk => chunk.GetProperty("choices").GetArrayLength() > 0 && Choice(chunk).GetProperty("logprobs").ValueKind == JsonValueKind.Object);
        Assert.Equal((Tokens, JsonValueKind.Null), (Choice(told).GetProperty("logprobs").GetProperty("content").GetRawText(), Choice(told).GetProperty("logprobs").GetProperty("refusal").ValueKind));
        Assert.Equal(JsonValueKind.Null, told.GetProperty("usage").ValueKind);
    }

    [Fact]
    public void A_whole_completion_has_them_too_and_null_where_nobody_asked()
    {
        var told = new ToldTokens();
        told.Take(Tails.Entry("logprobs", $$"""{"tokens":{{Tokens}}}"""));
        var asked = Write(writer => Completion.Write(writer, new(Tails.Turn), AnswerEnd.Of(Tails.Completed("Hé")) with { Logprobs = told.All }));
        var silent = Write(writer => Completion.Write(writer, new(Tails.Turn), AnswerEnd.Of(Tails.Completed("Hé"))));

        Assert.Equal(Tokens, Choice(asked).GetProperty("logprobs").GetProperty("content").GetRawText());
        Assert.Equal(JsonValueKind.Null, Choice(silent).GetProperty("logprobs").ValueKind);
    }

    [Fact]
    public async Task Thinking_comes_in_blocks_before_the_text()
    {
        var events = Tails.Events(await Tails.StreamAsync(
            new MessageEvents("msg_1"),
            Tails.Started,
            Tails.Entry("thinking", """{"text":"Let "}"""),
            Tails.Entry("thinking", """{"text":"me."}"""),
            Tails.Entry("thinking.end", """{"signature":"s1","redacted":null}"""),
            Tails.Entry("thinking.end", """{"signature":null,"redacted":"d1"}"""),
            Tails.Entry("thinking.end", """{"signature":"s2","redacted":null}"""),
            Tails.Delta("\"Yes.\""),
            Tails.Completed("Yes.")));

        var blocks = events.Where(one => TypeOf(one) == "content_block_start").ToList();
        Assert.Equal(["thinking", "redacted_thinking", "thinking", "text"], blocks.Select(one => one.GetProperty("content_block").GetProperty("type").GetString()));
        Assert.Equal([0, 1, 2, 3], blocks.Select(one => one.GetProperty("index").GetInt32()));
        Assert.Equal("d1", blocks[1].GetProperty("content_block").GetProperty("data").GetString());
        Assert.Equal(4, events.Count(one => TypeOf(one) == "content_block_stop"));
        var deltas = events.Where(one => TypeOf(one) == "content_block_delta").Select(one => (one.GetProperty("index").GetInt32(), one.GetProperty("delta").GetRawText())).ToList();
        Assert.Equal(
            [
                (0, """{"type":"thinking_delta","thinking":"Let "}"""), (0, """{"type":"thinking_delta","thinking":"me."}"""), (0, """{"type":"signature_delta","signature":"s1"}"""),
                (2, """{"type":"signature_delta","signature":"s2"}"""), (3, """{"type":"text_delta","text":"Yes."}"""),
            ],
            deltas);
    }

    [Fact]
    public void A_whole_message_has_its_thinking_first()
    {
        var message = Write(writer => WholeMessage.Write(writer, new(Tails.Turn), Ended($"\"thinking\":{Thoughts}")));

        Assert.Equal(
            [
                """{"type":"thinking","thinking":"Hm.","signature":"s1"}""", """{"type":"redacted_thinking","data":"d1"}""",
                """{"type":"thinking","thinking":"Bro","signature":""}""", """{"type":"text","text":"Hé"}""",
            ],
            message.GetProperty("content").EnumerateArray().Select(block => block.GetRawText()));
    }

    [Fact]
    public async Task Which_sequence_ended_the_answer_is_told_where_it_is_known()
    {
        var end = Ended("\"stop_sequence\":\"END\"");
        var whole = Write(writer => WholeMessage.Write(writer, new(Tails.Turn), end));
        var streamed = Tails.Events(await Tails.StreamAsync(new MessageEvents("msg_1"), Tails.Started, Tails.Delta("\"Hé\""), Tails.Entry("turn.completed", end.Json.GetRawText())))[^2].GetProperty("delta");
        var unknown = Write(writer => WholeMessage.Write(writer, new(Tails.Turn), AnswerEnd.Of(Tails.Completed("Hé"))));

        Assert.Equal(("stop_sequence", "END"), (whole.GetProperty("stop_reason").GetString(), whole.GetProperty("stop_sequence").GetString()));
        Assert.Equal(("stop_sequence", "END"), (streamed.GetProperty("stop_reason").GetString(), streamed.GetProperty("stop_sequence").GetString()));
        Assert.Equal(("end_turn", null), (unknown.GetProperty("stop_reason").GetString(), unknown.GetProperty("stop_sequence").GetString()));
    }

    [Fact]
    public void A_field_that_no_model_took_is_the_callers_to_mend()
    {
        var refusal = Assert.Throws<RefusedException>(() => AnswerEnd.Of(Tails.Failed("model_does_not_take_field"))).Refusal;

        Assert.Equal(400, refusal.Status);
    }

    private static AnswerEnd Ended(string member) =>
        AnswerEnd.Of(new LogEntry(1, "turn.completed", System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(Tails.Completed("Hé").Json.Span)[..^1] + $",{member}}}")));

    private static JsonElement Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        PlainJson.Write(buffer, write);
        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static JsonElement Choice(JsonElement answer) => answer.GetProperty("choices")[0];

    private static string? TypeOf(JsonElement one) => one.GetProperty("type").GetString();
}
