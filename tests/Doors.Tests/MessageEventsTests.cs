using System.Text;
using System.Text.Json;

namespace Parley.Doors.Tests;

/// <summary>Anthropic's stream and whole answer of a turn's log.</summary>
public sealed class MessageEventsTests
{
    [Fact]
    public async Task Text_comes_to_the_letter_in_one_block_between_the_messages_start_and_stop()
    {
        var body = await Tails.StreamAsync(
            new MessageEvents("msg_1"), Tails.Started, Tails.Delta("\"Héllo 🙂\""), Tails.Delta("\" \\\"quoted\\\"\\n\""), Tails.Completed("irrelevant"));

        var events = Tails.Events(body);
        Assert.Equal(
            ["message_start", "content_block_start", "content_block_delta", "content_block_delta", "content_block_stop", "message_delta", "message_stop"],
            events.Select(TypeOf));
        Assert.Equal(Names(body), events.Select(TypeOf));
        Assert.Equal("Héllo 🙂 \"quoted\"\n", string.Concat(events.Where(one => TypeOf(one) == "content_block_delta").Select(one => one.GetProperty("delta").GetProperty("text").GetString())));
        Assert.Equal(("msg_1", "fast \"one\""), (events[0].GetProperty("message").GetProperty("id").GetString(), events[0].GetProperty("message").GetProperty("model").GetString()));
        var end = events[^2];
        Assert.Equal(("end_turn", 5, 2, 5), (
            end.GetProperty("delta").GetProperty("stop_reason").GetString(), end.GetProperty("usage").GetProperty("input_tokens").GetInt32(),
            end.GetProperty("usage").GetProperty("cache_read_input_tokens").GetInt32(), end.GetProperty("usage").GetProperty("output_tokens").GetInt32()));
        Assert.Equal(Tails.Turn, end.GetProperty("parley").GetProperty("turn_id").GetString());
    }

    [Fact]
    public async Task Each_call_of_a_tool_is_a_block_of_its_own()
    {
        var events = await EventsAsync(
            Tails.Started,
            Tails.Delta("\"Let me look.\""),
            Tails.Entry("tool.call", """{"call_id":"c1","name":"look","arguments":{"at":"sky"}}"""),
            Tails.Entry("tool.call", """{"call_id":"c2","name":"look","arguments":{}}"""),
            Tails.Completed("", "tool"));

        var blocks = events.Where(one => TypeOf(one) == "content_block_start").ToList();
        Assert.Equal(["text", "tool_use", "tool_use"], blocks.Select(one => one.GetProperty("content_block").GetProperty("type").GetString()));
        Assert.Equal([0, 1, 2], blocks.Select(one => one.GetProperty("index").GetInt32()));
        Assert.Equal(3, events.Count(one => TypeOf(one) == "content_block_stop"));
        Assert.Equal(
            """{"at":"sky"}""",
            events.First(one => TypeOf(one) == "content_block_delta" && one.GetProperty("index").GetInt32() == 1).GetProperty("delta").GetProperty("partial_json").GetString());
        Assert.Equal("tool_use", events[^2].GetProperty("delta").GetProperty("stop_reason").GetString());
    }

    [Fact]
    public async Task Whoever_can_run_one_call_is_told_of_the_first_alone()
    {
        var events = Tails.Events(await Tails.StreamAsync(
            new MessageEvents("msg_1"),
            1,
            Tails.Started,
            Tails.Entry("tool.call", """{"call_id":"c1","name":"look","arguments":{}}"""),
            Tails.Entry("tool.call", """{"call_id":"c2","name":"look","arguments":{}}"""),
            Tails.Completed("", "tool")));
        var end = AnswerEnd.Of(Tails.Completed("", "tool", """[{"call_id":"c1"},{"call_id":"c2"}]""")) with { MostCalls = 1 };

        Assert.Equal("c1", Assert.Single(events, one => TypeOf(one) == "content_block_start").GetProperty("content_block").GetProperty("id").GetString());
        Assert.Equal("c1", Assert.Single(end.Calls).GetProperty("call_id").GetString());
    }

    [Fact]
    public async Task What_a_guard_withdraws_ends_the_message_as_refused()
    {
        var events = await EventsAsync(
            Tails.Started, Tails.Delta("\"abc\""), Tails.Entry("retract", """{"from":1,"reason":"guard"}"""), Tails.Delta("\"never\""), Tails.Completed("a"));

        Assert.Equal("refusal", events[^2].GetProperty("delta").GetProperty("stop_reason").GetString());
        Assert.DoesNotContain("never", string.Concat(events), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("restarted", "overloaded_error")]
    [InlineData("provider_rate_limited", "rate_limit_error")]
    public async Task A_broken_answer_ends_with_an_error_and_without_its_stop(string code, string type)
    {
        var events = await EventsAsync(
            Tails.Started, Tails.Delta("\"abc\""), code == "restarted" ? Tails.Entry("retract", """{"from":0,"reason":"restarted"}""") : Tails.Failed(code));

        Assert.Equal(("error", type, code), (
            TypeOf(events[^1]), events[^1].GetProperty("error").GetProperty("type").GetString(), events[^1].GetProperty("error").GetProperty("code").GetString()));
        Assert.DoesNotContain("message_stop", events.Select(TypeOf));
    }

    [Fact]
    public async Task A_silent_turn_pings() =>
        Assert.Equal(["message_start", "ping", "error"], (await EventsAsync(Tails.Started, Tails.Entry("", "{}"))).Select(TypeOf));

    [Fact]
    public void The_whole_answer_has_text_and_calls_and_counts_the_cache_apart()
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        PlainJson.Write(buffer, writer => WholeMessage.Write(
            writer, new(Tails.Turn), AnswerEnd.Of(Tails.Completed("Hello", "tool", """[{"call_id":"c1","name":"look","arguments":{"at":"sky"}}]"""))));
        var message = JsonElement.Parse(buffer.WrittenSpan);

        Assert.Equal(("message", "assistant", "tool_use", "fast"), (
            TypeOf(message), message.GetProperty("role").GetString(), message.GetProperty("stop_reason").GetString(), message.GetProperty("model").GetString()));
        Assert.Equal(("Hello", "sky"), (
            message.GetProperty("content")[0].GetProperty("text").GetString(), message.GetProperty("content")[1].GetProperty("input").GetProperty("at").GetString()));
        Assert.Equal((5, 2), (message.GetProperty("usage").GetProperty("input_tokens").GetInt32(), message.GetProperty("usage").GetProperty("cache_read_input_tokens").GetInt32()));
        Assert.Equal("S1", message.GetProperty("parley").GetProperty("citations")[0].GetProperty("label").GetString());
    }

    private static async Task<List<JsonElement>> EventsAsync(params Orchestration.LogEntry[] entries) =>
        Tails.Events(await Tails.StreamAsync(new MessageEvents("msg_1"), entries));

    private static string TypeOf(JsonElement one) => one.GetProperty("type").GetString()!;

    private static IEnumerable<string> Names(string body) =>
        body.Split('\n').Where(line => line.StartsWith("event: ", StringComparison.Ordinal)).Select(line => line["event: ".Length..]);
}
