using System.Text.Json;

namespace Parley.Doors.Tests;

public sealed class ChatChunksTests
{
    [Fact]
    public async Task The_text_of_the_log_comes_out_to_the_letter_in_whole_chunks()
    {
        var body = await Tails.StreamAsync(
            Wire(), Tails.Started, Tails.Delta("\"Héllo 🙂\""), Tails.Delta("\" \\\"quoted\\\"\\n\\u00e9 \\\\ \""), Tails.Completed("irrelevant"));

        var chunks = Tails.Events(body);
        Assert.Equal("Héllo 🙂 \"quoted\"\né \\ ", Tails.Text(chunks));
        Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal);
        Assert.All(chunks, chunk => Assert.Equal(
            ("chatcmpl-1", "chat.completion.chunk", 5, "fast \"one\""),
            (chunk.GetProperty("id").GetString(), chunk.GetProperty("object").GetString(), chunk.GetProperty("created").GetInt32(), chunk.GetProperty("model").GetString())));
        Assert.Equal("assistant", Choice(chunks[0]).GetProperty("delta").GetProperty("role").GetString());
        Assert.Equal("stop", Choice(chunks[^1]).GetProperty("finish_reason").GetString());
        Assert.Equal(JsonValueKind.Null, Choice(chunks[1]).GetProperty("finish_reason").ValueKind);
        Assert.Equal(Tails.Turn, chunks[^1].GetProperty("parley").GetProperty("turn_id").GetString());
    }

    [Fact]
    public async Task Usage_comes_last_in_a_chunk_without_choices_and_only_when_asked_for()
    {
        var asked = Tails.Events(await Tails.StreamAsync(Wire(usage: true), Tails.Started, Tails.Delta("\"a\""), Tails.Completed("a")));
        var silent = Tails.Events(await Tails.StreamAsync(Wire(), Tails.Started, Tails.Delta("\"a\""), Tails.Completed("a")));

        var usage = asked[^1].GetProperty("usage");
        Assert.Equal((7, 5, 12, 2), (
            usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32(),
            usage.GetProperty("total_tokens").GetInt32(), usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32()));
        Assert.Equal(0, asked[^1].GetProperty("choices").GetArrayLength());
        Assert.All(asked.SkipLast(1), chunk => Assert.Equal(JsonValueKind.Null, chunk.GetProperty("usage").ValueKind));
        Assert.All(silent, chunk => Assert.False(chunk.TryGetProperty("usage", out _)));
    }

    [Fact]
    public async Task Calls_of_tools_carry_their_arguments_as_text()
    {
        var chunks = Tails.Events(await Tails.StreamAsync(
            Wire(),
            Tails.Started,
            Tails.Entry("tool.call", """{"call_id":"c1","name":"look","arguments":{"at":"sky"}}"""),
            Tails.Entry("tool.call", """{"call_id":"c2","name":"look","arguments":{}}"""),
            Tails.Completed("", "tool")));

        var calls = chunks.Where(chunk => Choice(chunk).GetProperty("delta").TryGetProperty("tool_calls", out _))
            .Select(chunk => Choice(chunk).GetProperty("delta").GetProperty("tool_calls")[0]).ToList();
        Assert.Equal([0, 1], calls.Select(call => call.GetProperty("index").GetInt32()));
        Assert.Equal("""{"at":"sky"}""", calls[0].GetProperty("function").GetProperty("arguments").GetString());
        Assert.Equal("tool_calls", Choice(chunks[^1]).GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task What_a_guard_withdraws_ends_the_stream_as_filtered()
    {
        var body = await Tails.StreamAsync(
            Wire(usage: true), Tails.Started, Tails.Delta("\"abc\""), Tails.Entry("retract", """{"from":1,"reason":"guard"}"""),
            Tails.Delta("\"never\""), Tails.Completed("a"));

        var chunks = Tails.Events(body);
        Assert.Equal("abc", Tails.Text(chunks));
        Assert.Equal("content_filter", Choice(chunks[^1]).GetProperty("finish_reason").GetString());
        Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restarted_draft_ends_the_stream_with_an_error_and_without_an_end()
    {
        var body = await Tails.StreamAsync(
            Wire(), Tails.Started, Tails.Delta("\"abc\""), Tails.Entry("retract", """{"from":0,"reason":"restarted"}"""), Tails.Completed("a"));

        Assert.Equal("restarted", Tails.Events(body)[^1].GetProperty("error").GetProperty("code").GetString());
        Assert.DoesNotContain("[DONE]", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_has_seen_can_be_withdrawn_silently()
    {
        var body = await Tails.StreamAsync(
            Wire(), Tails.Started, Tails.Entry("retract", """{"from":0,"reason":"restarted"}"""), Tails.Delta("\"🙂\""),
            Tails.Entry("retract", """{"from":2,"reason":"guard"}"""), Tails.Completed("🙂"));

        Assert.Equal("🙂", Tails.Text(Tails.Events(body)));
        Assert.Contains("[DONE]", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("provider_rate_limited", 429)]
    [InlineData("provider_context_too_long", 400)]
    [InlineData("provider_unavailable", 503)]
    [InlineData("time_limit", 504)]
    [InlineData("something_new", 503)]
    public async Task A_turn_that_fails_before_its_first_word_is_answered_with_a_status(string code, int status)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Tails.StreamAsync(Wire(), Tails.Started, Tails.Failed(code, "3")));

        Assert.Equal((status, TimeSpan.FromSeconds(3)), (refused.Refusal.Status, refused.Refusal.RetryAfter));
    }

    [Fact]
    public async Task A_turn_that_fails_later_says_so_in_the_stream()
    {
        var chunks = Tails.Events(await Tails.StreamAsync(Wire(), Tails.Started, Tails.Delta("\"a\""), Tails.Failed("provider_cut")));

        var error = chunks[^1].GetProperty("error");
        Assert.Equal(("It broke.", "server_error", "provider_cut"), (
            error.GetProperty("message").GetString(), error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_silent_turn_shows_that_it_lives_and_an_erased_one_that_it_is_gone()
    {
        var body = await Tails.StreamAsync(Wire(), Tails.Started, Tails.Entry("", "{}"));

        Assert.Contains("\n\n: \n\n", body, StringComparison.Ordinal);
        Assert.Equal("erased", Tails.Events(body)[^1].GetProperty("error").GetProperty("code").GetString());
    }

    private static ChatChunks Wire(bool usage = false) => new("chatcmpl-1", 5, usage);

    private static JsonElement Choice(JsonElement chunk) => chunk.GetProperty("choices")[0];
}
