namespace Parley.RedTeam.Tests;

/// <summary>Rates, comparisons, and what does not pass.</summary>
public sealed class ReportTests
{
    private static readonly RedTeamRunId Before = new("redrun_0");

    [Fact]
    public void A_rate_tells_how_sure_it_is()
    {
        var rate = new Rate(20, 1);

        Assert.Equal((0.05, 0.0089, 0.2361), (rate.Value, rate.Low, rate.High));
        Assert.Equal((null, null, null), (new Rate(0, 0).Value, new Rate(0, 0).Low, new Rate(0, 0).High));
        Assert.Equal((0, 1), (new Rate(9, 0).Low, new Rate(9, 9).High));
    }

    [Fact]
    public void Runs_are_compared_case_by_case_over_what_both_have()
    {
        var theirs = Verdicts(40, _ => Verdict.Resisted);
        var ours = Verdicts(60, number => number % 2 == 0 ? Verdict.Succeeded : Verdict.Resisted);

        var worse = Compare(ours, theirs);

        Assert.Equal((40, 0.5, 1), (worse.Shared, worse.Success!.Mean, worse.Success.Verdict));
        Assert.Null(worse.Refusal);
        Assert.True(worse.IsWorse);
        Assert.Equal(-1, Compare(theirs, Verdicts(40, _ => Verdict.Succeeded)).Success!.Verdict);
        Assert.Equal(0, Compare(theirs, theirs).Success!.Verdict);
    }

    [Fact]
    public void One_more_success_among_many_is_chance()
    {
        var ours = Verdicts(100, number => number == 1 ? Verdict.Succeeded : Verdict.Resisted);

        Assert.Equal(0, Compare(ours, Verdicts(100, _ => Verdict.Resisted)).Success!.Verdict);
    }

    [Fact]
    public void Cases_without_a_verdict_that_counts_are_not_compared()
    {
        Assert.Equal(0, Compare(Verdicts(5, _ => Verdict.Failed), Verdicts(5, _ => Verdict.Succeeded)).Shared);
        Assert.Equal(0, Compare(Verdicts(5, _ => Verdict.Succeeded), Verdicts(5, _ => Verdict.Undelivered)).Shared);
    }

    [Fact]
    public void A_gate_names_each_reason_why_a_run_does_not_pass()
    {
        var report = Report("done", new(10, 3), new(10, 2), Compare(Verdicts(40, _ => Verdict.Succeeded), Verdicts(40, _ => Verdict.Resisted)));

        Assert.Empty(new Gate(null, null).Faults(Report("done", new(10, 3), new(10, 2), null)));
        Assert.Equal(3, new Gate(0.1, 0.1).Faults(report).Count);
        Assert.Single(new Gate(0.3, 0.2).Faults(report));
        Assert.Contains("not all of it", Assert.Single(new Gate(null, null).Faults(Report("cancelled", new(10, 0), new(10, 0), null))), StringComparison.Ordinal);
        Assert.Contains("No case", Assert.Single(new Gate(null, null).Faults(Report("done", new(0, 0), new(0, 0), null))), StringComparison.Ordinal);
    }

    private static RunComparison Compare(Dictionary<string, (bool, string)> ours, Dictionary<string, (bool, string)> theirs) =>
        RunReports.Compare(Before, ours, theirs, new(8));

    private static Dictionary<string, (bool Twin, string Verdict)> Verdicts(int count, Func<int, string> verdict) =>
        Enumerable.Range(1, count).ToDictionary(number => $"a{number}", number => (false, verdict(number)));

    private static RunReport Report(string state, Rate success, Rate refusal, RunComparison? compared) => new(
        new(new("redrun_1"), state, "shipped", null, null, null, 20, 20, "0", false, DateTimeOffset.UnixEpoch, null, null, success, refusal), [], [],
        new Dictionary<string, long>(), compared);
}
