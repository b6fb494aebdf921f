using System.Text.Json.Nodes;
using Parley.Moderation;

namespace Parley.ScriptedProvider.Tests;

public sealed class AnswerTests
{
    [Fact]
    public async Task The_same_question_gets_the_same_answer_streamed_or_not_and_on_another_server()
    {
        await using var one = await RunningProvider.StartAsync(new() { Tokens = 500 });
        await using var other = await RunningProvider.StartAsync(new() { Tokens = 500, Rate = 5000 });

        var whole = Wire.Text(await one.AskAsync(Wire.Ask("Hello")));
        var events = await other.StreamAsync(Wire.Ask("Hello", stream: true));

        Assert.Equal(whole, Wire.Text(events));
        Assert.Equal("[DONE]", events[^1]);
        Assert.Equal(500, Pieces.Count(whole));
    }

    [Fact]
    public async Task Another_seed_or_message_gets_another_answer()
    {
        await using var provider = await RunningProvider.StartAsync(new() { Tokens = 30 });
        await using var seeded = await RunningProvider.StartAsync(new() { Tokens = 30 }, new() { Seed = 7 });

        var answers = new[]
        {
            Wire.Text(await provider.AskAsync(Wire.Ask("one"))),
            Wire.Text(await provider.AskAsync(Wire.Ask("two"))),
            Wire.Text(await seeded.AskAsync(Wire.Ask("one"))),
        };

        Assert.Equal(3, answers.Distinct().Count());
    }

    /// <summary>Nobody who tests a server with guards is to be refused by chance.</summary>
    [Fact]
    public void Nothing_that_is_made_up_is_taken_for_harm()
    {
        var moderator = new Moderator();

        Assert.All(Enumerable.Range(0, 1_000), seed =>
            Assert.InRange(moderator.Look(MadeUpText.Write((ulong)seed, 150), ModerationSource.Output).Harm, 0, ModerationResult.ReviewAt));
    }

    [Fact]
    public async Task A_quoting_script_answers_with_the_lines_of_the_question_that_hold_a_text()
    {
        await using var provider = await RunningProvider.StartAsync(new() { Quote = ["14 March", "OAK"] });

        Assert.Equal("The oak table.\nOn 14 March.", Wire.Text(await provider.AskAsync(Wire.Ask("The oak table.\nThe lamps.\n On 14 March. "))));
        Assert.Equal("", Wire.Text(await provider.AskAsync(Wire.Ask("Nothing of it."))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(200)]
    public async Task A_begun_answer_is_continued_to_the_letter(int kept)
    {
        await using var provider = await RunningProvider.StartAsync(new() { Tokens = 60 });
        var whole = Wire.Text(await provider.AskAsync(Wire.Ask("Tell me")));
        var ask = Wire.Ask("Tell me", stream: true);
        ask["messages"]!.AsArray().Add(Wire.Message("assistant", whole[..kept]));
        ask["continue_final_message"] = true;

        var rest = Wire.Text(await provider.StreamAsync(ask));

        Assert.Equal(whole[kept..], rest);
        Assert.True((await provider.RecordAsync(record => record.ContinuesGivenText is not null)).ContinuesGivenText);
    }

    [Fact]
    public async Task Without_being_asked_to_continue_it_starts_anew()
    {
        await using var provider = await RunningProvider.StartAsync(new() { Text = "One two three." });
        var ask = Wire.Ask("Count");
        ask["messages"]!.AsArray().Add(Wire.Message("assistant", "One"));

        Assert.Equal("One two three.", Wire.Text(await provider.AskAsync(ask)));
        provider.Book.Put(new(new() { Continue = ContinueMode.Always }, null, null));
        Assert.Equal(" two three.", Wire.Text(await provider.AskAsync(ask)));
    }

    [Fact]
    public async Task Usage_counts_the_pieces_and_is_sent_only_where_it_was_asked_for()
    {
        await using var provider = await RunningProvider.StartAsync(new() { Tokens = 12 });
        var ask = Wire.Ask("Hi", stream: true);
        Assert.DoesNotContain(await provider.StreamAsync(ask), data => data.Contains("prompt_tokens", StringComparison.Ordinal));

        ask["stream_options"] = new JsonObject { ["include_usage"] = true };
        var usage = Wire.Parsed((await provider.StreamAsync(ask))[^2])!["usage"]!;
        Assert.Equal((5, 12, 17), ((int)usage["prompt_tokens"]!, (int)usage["completion_tokens"]!, (int)usage["total_tokens"]!));

        provider.Book.Put(new(new() { Usage = UsageMode.Off }, null, null));
        Assert.DoesNotContain(await provider.StreamAsync(ask), data => data.Contains("prompt_tokens", StringComparison.Ordinal));
        Assert.Null((await provider.AskAsync(Wire.Ask("Hi")))["usage"]);
    }

    [Fact]
    public async Task The_asked_length_ends_an_answer()
    {
        await using var provider = await RunningProvider.StartAsync(new() { Tokens = 12 });
        var ask = Wire.Ask("Hi");
        ask["max_tokens"] = 5;

        var answer = await provider.AskAsync(ask);

        Assert.Equal("length", (string?)answer["choices"]![0]!["finish_reason"]);
        Assert.Equal(5, Pieces.Count(Wire.Text(answer)));
    }

    [Fact]
    public async Task Tools_are_called_until_their_result_is_there()
    {
        await using var provider = await RunningProvider.StartAsync();
        var ask = Wire.Ask("""Weather? [[script: tool=get_weather arguments="{\"city\":\"Paris\"}"]]""", stream: true);

        var events = await provider.StreamAsync(ask);
        var calls = events.Select(Wire.Parsed).Select(Wire.Delta).Select(delta => delta?["tool_calls"]?[0]?["function"]).Where(call => call is not null).ToList();
        Assert.Equal("get_weather", (string?)calls[0]!["name"]);
        Assert.Equal("""{"city":"Paris"}""", string.Concat(calls.Select(call => (string?)call!["arguments"])));
        Assert.Contains("\"finish_reason\":\"tool_calls\"", events[^2], StringComparison.Ordinal);

        ask["stream"] = false;
        Assert.Equal("get_weather", (string?)(await provider.AskAsync(ask))["choices"]![0]!["message"]!["tool_calls"]![0]!["function"]!["name"]);
        ask["messages"]!.AsArray().Add(Wire.Message("tool", "Rain"));
        Assert.NotEqual("", Wire.Text(await provider.AskAsync(ask)));
    }

    [Fact]
    public async Task The_rate_and_the_time_to_the_first_token_are_kept()
    {
        await using var provider = await RunningProvider.StartAsync(new() { Tokens = 21, Rate = 100, TtftMs = 150 });

        await provider.StreamAsync(Wire.Ask("Hi", stream: true));

        var record = await provider.RecordAsync(record => record.Outcome == "completed");
        Assert.InRange((record.FirstTokenAt - record.ReceivedAt)!.Value.TotalMilliseconds, 150, 5000);
        Assert.InRange((record.FinishedAt - record.ReceivedAt)!.Value.TotalMilliseconds, 350, 10_000);
    }
}
