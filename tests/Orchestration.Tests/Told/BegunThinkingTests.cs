namespace Parley.Orchestration.Tests;

/// <summary>What was thought in a run that stopped before its answer began is no part of the next run's thinking.</summary>
public sealed class BegunThinkingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_that_thinks_anew_withdraws_what_the_one_before_it_thought(bool isSigned)
    {
        await using var hands = await ReuseHands.OpenAsync(DatabaseKind.Sqlite);
        var turn = await hands.PrepareAsync("What is a gull?", options: one => one with { Asks = new() { Thinking = new("adaptive") } }, attempt: 2);
        turn.Draft.Apply(new ThinkingTold("Hm."));
        turn.Draft.Apply(isSigned ? new ThinkingEnded("old", null) : new ThinkingTold(" Wa"));

        var told = new List<TurnEvent>();
        await foreach (var one in hands.House.Get<AskModel>().AskAsync(turn, CancellationToken.None))
        {
            turn.Draft.Apply(one);
            told.Add(one);
        }

        Assert.Single(told.OfType<Retract>(), new Retract(0, "restarted"));
        Assert.Equal(("Answer 1.", 0), (turn.Draft.Text, turn.Draft.Thinking.Count));
    }
}
