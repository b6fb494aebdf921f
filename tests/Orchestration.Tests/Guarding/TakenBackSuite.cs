using System.Text;
using Parley.Safety;

namespace Parley.Orchestration.Tests;

/// <summary>What was shown and must not stay is taken back, and is nowhere afterwards, on every database.</summary>
public abstract class TakenBackSuite(DatabaseKind kind)
{
    private const string Refusal = "I cannot go on with this answer.";
    private static readonly string[] Told = ["It grows in a garden in the east. ", "Many have asked for it, and some came back. ", "It is the forbidden fruit, ", "and it tastes of figs. "];

    [Fact]
    public async Task A_policy_that_shows_at_once_takes_back_from_the_clause_that_it_blocks()
    {
        await using var hands = await GuardedHands.OpenAsync(kind, Rules(AnswerShowing.AtOnce));
        hands.Says = [.. Told, .. Told];

        var heard = await hands.AskAsync("What grows there?");

        var log = await hands.House.ReadAsync(heard.Turn);
        Assert.Equal("refused", heard.End.GetProperty("finish_reason").GetString());
        Assert.Equal($"{Told[0]}Many have \n\n{Refusal}", heard.Message.GetProperty("content").GetString());
        Assert.Equal(heard.Message.GetProperty("content").GetString(), Read(log));
        Assert.DoesNotContain("forbidden", Whole(log), StringComparison.Ordinal);
        Assert.DoesNotContain("figs", Whole(log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_only_a_provider_tells_of_the_whole_answer_takes_all_of_it_back()
    {
        var provider = new AskedProvider();
        await using var hands = await GuardedHands.OpenAsync(kind, new(Name: "second opinion", Provider: new(Answers: true)), provider: provider);
        hands.Says = ["First a harmless word. ", $"Then {AskedProvider.Word}, ", "and the card 4111 1111 1111 1111 at the end."];

        var heard = await hands.AskAsync("What is there?");

        var log = await hands.House.ReadAsync(heard.Turn);
        Assert.Equal(("refused", Refusal), (heard.End.GetProperty("finish_reason").GetString(), heard.Message.GetProperty("content").GetString()));
        Assert.Equal(Refusal, Read(log));
        Assert.DoesNotContain(AskedProvider.Word, Whole(log), StringComparison.Ordinal);
        Assert.Equal([$"First a harmless word. Then {AskedProvider.Word}, and the card [card] at the end."], provider.Asked);
        var found = Assert.Single(await hands.FindingsAsync(heard.Turn), one => one.Guard == "provider");
        Assert.Equal(("violence", GuardAction.Block, "The answer is taken back by the policy in force."), (found.Kind, found.Action, found.Message));
        Assert.Equal(Enumerable.Range(1, log.Count).Select(number => (long)number), log.Select(entry => entry.Number));
    }

    [Fact]
    public async Task An_answer_that_the_provider_lets_pass_stays_as_it_is_and_is_shown_to_it_once()
    {
        var provider = new AskedProvider();
        await using var hands = await GuardedHands.OpenAsync(kind, new(Name: "second opinion", Provider: new(Answers: true)), provider: provider);

        var heard = await hands.AskAsync("What is there?");

        Assert.Equal(("stop", "Heard."), (heard.End.GetProperty("finish_reason").GetString(), heard.Message.GetProperty("content").GetString()));
        Assert.Equal(["Heard."], provider.Asked);
        Assert.Empty(await hands.FindingsAsync(heard.Turn));
    }

    [Fact]
    public async Task A_run_that_goes_on_after_an_answer_was_taken_back_says_no_more_than_that()
    {
        await using var hands = await GuardedHands.OpenAsync(kind, Rules(AnswerShowing.Held), works: false);

        var entries = await GoOnAsync(
            hands, isCancelled: false, new Delta("It grows there. "), new Retract(0, "guard"), new GuardFound("term", "stop", GuardAction.Block, "", GuardSayings.Output, 1));

        Assert.Equal(Refusal, Read(entries));
        Assert.DoesNotContain("grows", Whole(entries), StringComparison.Ordinal);
        Assert.Empty(hands.Prompts);
    }

    [Fact]
    public async Task What_was_shown_first_and_not_yet_judged_when_somebody_stopped_it_does_not_stay()
    {
        await using var hands = await GuardedHands.OpenAsync(kind, Rules(AnswerShowing.AtOnce), works: false);

        var entries = await GoOnAsync(hands, isCancelled: true, new Delta(Told[0] + Told[1]), new Delta("It is the forbidden fruit"));

        Assert.Equal("turn.cancelled", entries[^1].Name);
        Assert.DoesNotContain("forbidden", Whole(entries), StringComparison.Ordinal);
        Assert.StartsWith("It grows", Read(entries), StringComparison.Ordinal);
        Assert.Equal("stop", Assert.Single(entries.Select(TurnJson.Read).OfType<GuardFound>()).Kind);
    }

    /// <summary>A run that shows something and dies; the next one goes on.</summary>
    private static async Task<IReadOnlyList<LogEntry>> GoOnAsync(GuardedHands hands, bool isCancelled, params TurnEvent[] shown)
    {
        var house = hands.House;
        var (turn, _, log) = await house.ClaimAsync(lease: TurnHouse.Lapsed, options: GuardedHands.Options(), text: "What grows there?");
        foreach (var told in shown)
        {
            await log.AppendAsync(told, CancellationToken.None);
        }

        await log.PutDownAsync(CancellationToken.None);
        var again = Assert.Single(await house.Get<RunStore>().ClaimAsync(TurnHouse.Lease, TurnHouse.Limit, 5, CancellationToken.None));
        using var run = new ActiveRun(again with { IsCancelRequested = isCancelled }, TimeProvider.System);
        await house.Get<RunWorker>().RunAsync(run);
        return await house.ReadAsync(turn);
    }

    private static PolicyInput Rules(AnswerShowing answers) => new(Name: "house", Deny: [new("stop", ["forbidden fruit"], GuardAction.Block)], Answers: answers);

    private static string Whole(IEnumerable<LogEntry> log) => string.Join('\n', log.Select(entry => Encoding.UTF8.GetString(entry.Json.Span)));

    /// <summary>What a reader has who begins at the start of the log.</summary>
    private static string Read(IEnumerable<LogEntry> log)
    {
        var draft = new Draft();
        foreach (var told in log.Select(TurnJson.Read).OfType<TurnEvent>())
        {
            draft.Apply(told);
        }

        return draft.Text;
    }
}

public sealed class SqliteTakenBackTests() : TakenBackSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlTakenBackTests() : TakenBackSuite(DatabaseKind.PostgreSql);
