using System.Text;
using Parley.Conversations;
using Parley.Knowledge;
using Parley.Models;

namespace Parley.Orchestration.Tests;

/// <summary>The log of a turn after a guard has withdrawn something.</summary>
public sealed class WithdrawnTextTests
{
    [Fact]
    public void All_that_was_shown_is_blank_when_all_is_withdrawn_and_names_and_numbers_stay()
    {
        var log = Log(new ThinkingTold("secret thought"), new Delta("secret "), Likely("secret "), new Delta("words"), Quoting("secret", 0, 6), new Retract(0, "guard"), new Delta("No."));

        var blank = WithdrawnText.Blank(log);

        Assert.Equal(log.Select(entry => (entry.Number, entry.Name)), blank.Select(entry => (entry.Number, entry.Name)));
        Assert.DoesNotContain("secret", Whole(blank), StringComparison.Ordinal);
        Assert.DoesNotContain("words", Whole(blank), StringComparison.Ordinal);
        Assert.Equal("No.", Read(blank).Text);
    }

    [Fact]
    public void What_stands_before_the_place_stays_with_what_belongs_to_it()
    {
        var log = Log(new ThinkingTold("a thought"), new Delta("kept "), Likely("kept "), Quoting("a quote", 0, 4), new Delta("cut secret"), Likely("cut"), Quoting("secret", 6, 10), new Retract(8, "guard"), new Delta(" No."));

        var blank = WithdrawnText.Blank(log);

        Assert.Equal("kept cut No.", Read(blank).Text);
        Assert.DoesNotContain("secret", Whole(blank), StringComparison.Ordinal);
        Assert.Equal("a quote", Assert.Single(Read(blank).Citations).Quote);
        Assert.Equal([1, 0], blank.Select(TurnJson.Read).OfType<LogprobsTold>().Select(told => told.Tokens.Count));
        Assert.Equal("a thought", Read(blank).Thinking.Single().Text);
    }

    [Fact]
    public void A_draft_that_was_begun_anew_before_is_blank_with_it()
    {
        var log = Log(new Delta("secret one"), new Retract(3, "restarted"), new Delta("XYZ two"), new Retract(4, "guard"), new Delta("."));

        var blank = WithdrawnText.Blank(log);

        Assert.Equal("secX.", Read(log).Text);
        Assert.Equal("secX.", Read(blank).Text);
        Assert.Equal(["sec", "X", "."], blank.Select(TurnJson.Read).OfType<Delta>().Select(delta => delta.Text));
    }

    [Fact]
    public void A_log_in_which_no_guard_withdrew_anything_stays_as_it_is()
    {
        var log = Log(new Delta("one"), new Retract(0, "restarted"), new Delta("two"));

        Assert.Same(log, WithdrawnText.Blank(log));
    }

    [Fact]
    public void Whatever_is_told_and_withdrawn_a_reader_comes_to_the_same_text()
    {
        var random = new Random(5);
        for (var round = 0; round < 500; round++)
        {
            var (events, draft) = (new List<TurnEvent>(), new Draft());
            for (var i = 0; i < 12; i++)
            {
                events.Add(random.Next(4) == 0 ? new Retract(random.Next(draft.Length + 1), random.Next(2) == 0 ? "guard" : "restarted") : new Delta(new string((char)('a' + i), random.Next(1, 6))));
                draft.Apply(events[^1]);
            }

            var blank = WithdrawnText.Blank(Log([.. events]));

            Assert.Equal(draft.Text, Read(blank).Text);
            var last = events.FindLastIndex(told => told is Retract { Reason: "guard" });
            Assert.True(string.Concat(blank.Take(last + 1).Select(TurnJson.Read).OfType<Delta>().Select(delta => delta.Text)).Length <= (last < 0 ? 0 : Read(blank.Take(last + 1)).Text.Length));
        }
    }

    private static List<LogEntry> Log(params TurnEvent[] events) => [.. events.Select((told, i) => new LogEntry(i + 1, told.Name, TurnJson.Write(told)))];

    private static LogprobsTold Likely(string token) => new([new TokenLogprob(token, -.5, null, [])]);

    private static Cited Quoting(string quote, int start, int end) => new(new(
        "S1", "handbook", DocumentId.New(TimeProvider.System), ChunkId.New(TimeProvider.System), null, null, null, 0, quote.Length, quote, true, start, end));

    private static string Whole(IEnumerable<LogEntry> log) => string.Join('\n', log.Select(entry => Encoding.UTF8.GetString(entry.Json.Span)));

    private static Draft Read(IEnumerable<LogEntry> log)
    {
        var draft = new Draft();
        foreach (var told in log.Select(TurnJson.Read).OfType<TurnEvent>())
        {
            draft.Apply(told);
        }

        return draft;
    }
}
