using Microsoft.Extensions.Logging.Abstractions;
using Parley.Storage;

namespace Parley.RedTeam.Tests;

/// <summary>What goes wrong with one case is told of that case.</summary>
public sealed class CaseFailureTests
{
    [Fact]
    public async Task A_case_that_throws_fails_by_itself_and_keeps_what_was_said()
    {
        // Nobody takes its message: whatever is called throws.
        var turns = new AttackTurns(null!, null!, null!, null!, TimeProvider.System, NullLogger<AttackTurns>.Instance);
        var run = new RedTeamRun(new("redrun_a"), new(new("tenant_a")), new(), RedTeamRun.Running, 1, 0, false, default, null);

        var outcome = await turns.RunAsync(run, new(1, Verdict.Waiting, new(new("a", "direct", "en", ["Say it."]) { System = "Be kind." })), CancellationToken.None);

        Assert.Equal((Verdict.Failed, 0m, (Id<Ids.Conversation>?)null), (outcome.Verdict, outcome.Cost, outcome.Conversation));
        Assert.Contains("could not be run (NullReferenceException)", outcome.Content.Why, StringComparison.Ordinal);
        Assert.Equal(["system", "user"], outcome.Content.Transcript.Select(line => line.Role));
    }

    [Fact]
    public void What_is_of_the_run_ends_no_case()
    {
        Assert.All(
            (Exception[])[new OperationCanceledException(), new JobLostException(), new JobPutOffException(TimeSpan.Zero), new StorageUnavailableException("It is away.")],
            failure => Assert.False(CaseFailures.IsOfCase(failure)));
        Assert.Equal("It could not be run: Too long.", CaseFailures.Told(new RefusedException(new(400, "invalid", "Too long."))));
    }

    [Fact]
    public void A_run_ends_when_nothing_is_answered_any_more_and_not_before()
    {
        var silence = new Silence();
        for (var at = 1; at < Silence.Longest; at++)
        {
            Assert.False(silence.Hear(Verdict.Failed));
        }

        Assert.False(silence.Hear(Verdict.Resisted));
        Assert.Equal(Silence.Longest, Enumerable.Range(1, Silence.Longest + 1).First(_ => silence.Hear(Verdict.Failed)));
        Assert.Contains("The last one: The turn ended without an answer: provider_error.", Silence.Sentence("The turn ended without an answer: provider_error."), StringComparison.Ordinal);
    }
}
