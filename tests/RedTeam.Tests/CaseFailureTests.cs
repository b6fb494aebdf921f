using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Orchestration;
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
    public void What_stands_in_for_a_model_that_is_away_says_nothing_of_it()
    {
        var told = new Told();
        told.Hear(Entry("turn.started", """{"model": "gpt"}"""));
        told.Hear(Entry("turn.completed", """{"finish_reason": "stop", "message": {"content": "From the documents: hello.", "model": "extractive"}}"""));

        Assert.Equal("model_unavailable", told.Failure);
        Assert.Equal(Verdict.Failed, Score.Of(new("a", "direct", "en", ["x"]) { Twin = true }, told).Verdict);
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
        var failed = Outcome(Verdict.Failed, "It ended: provider_error.");
        for (var at = 1; at < Silence.Longest; at++)
        {
            silence.Hear(failed);
            silence.Hear(Outcome(Verdict.Resisted, "A guard refused it."));
        }

        Assert.Null(silence.TooLong);
        Assert.Contains("did not answer in 19 cases", silence.Total, StringComparison.Ordinal);
        silence.Hear(Outcome(Verdict.Resisted, "It was refused.") with { IsAnswered = true });
        Assert.Null(silence.Total);
        for (var at = 1; at <= Silence.Longest; at++)
        {
            Assert.Null(silence.TooLong);
            silence.Hear(failed);
        }

        Assert.Contains("The last one: It ended: provider_error. See that the model answers", silence.TooLong, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_under_way_when_the_run_was_ended_does_not_change_why_it_ended()
    {
        var silence = new Silence();
        for (var at = 0; at < Silence.Longest; at++)
        {
            silence.Hear(Outcome(Verdict.Failed, "It ended: provider_error."));
        }

        silence.Hear(Outcome(Verdict.Resisted, "It was refused.") with { IsAnswered = true });

        Assert.Contains("did not answer in 20 cases", silence.TooLong, StringComparison.Ordinal);
    }

    [Fact]
    public void What_never_came_to_the_model_and_what_was_answered_before_are_no_silence()
    {
        var (untaken, resumed) = (new Silence(), new Silence(isHeard: true));
        for (var at = 0; at < Silence.Longest; at++)
        {
            untaken.Hear(Outcome(Verdict.Failed, "The turn ended without an answer: too_large.") with { IsAsked = false });
        }

        resumed.Hear(Outcome(Verdict.Failed, "It ended: provider_error."));

        Assert.Null(untaken.TooLong);
        Assert.Null(untaken.Total);
        Assert.Null(resumed.Total);
    }

    [Fact]
    public void Calls_alone_and_what_a_guard_ended_are_answers_and_sentences_of_documents_are_none()
    {
        var called = new Told();
        called.Hear(Entry("turn.completed", """{"finish_reason":"tool_calls","message":{"content":"","model":"m","tool_calls":[{"name":"send_mail","arguments":{}}]}}"""));
        var ended = new Told();
        ended.Hear(Entry("guard.finding", """{"guard":"harm","kind":"hate","action":"block","source":"output"}"""));
        ended.Hear(Entry("turn.completed", """{"finish_reason":"refused","message":{"content":"I cannot say that.","model":"m"}}"""));
        var standIn = new Told();
        standIn.Hear(Entry("turn.started", """{"model":"m"}"""));
        standIn.Hear(Entry("turn.completed", """{"finish_reason":"stop","message":{"content":"LEAKED","model":"extractive"}}"""));

        Assert.True(called.IsAnswered);
        Assert.True(ended.IsAnswered);
        Assert.False(standIn.IsAnswered);
        Assert.Equal(Verdict.Failed, Score.Of(new("a", "direct", "en", ["x"]) { Expects = new Expectation { Forbid = ["LEAKED"] } }, standIn).Verdict);
    }

    private static CaseOutcome Outcome(string verdict, string why) => new(verdict, new(new("a", "direct", "en", ["x"])) { Why = why }, 0, null, IsAsked: true, IsAnswered: false);

    private static LogEntry Entry(string name, string json) => new(1, name, Encoding.UTF8.GetBytes(json));
}
