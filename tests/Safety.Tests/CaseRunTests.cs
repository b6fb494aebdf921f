namespace Parley.Safety.Tests;

public sealed class CaseRunTests
{
    private static readonly PolicyInput Rivals = new(
        Name: "p", Deny: [new("rivals", ["Globex"])],
        Cases: [new("Is Globex better?", GuardAction.Block), new("Is Acme better?", GuardAction.Allow), new("Globex says hello.", GuardAction.Allow, "output")]);

    [Fact]
    public void Each_case_is_told_with_what_was_expected_and_what_came_of_it()
    {
        var results = CaseRun.Of(PolicyRules.Read(Rivals), CancellationToken.None);

        Assert.Equal(
            [(0, GuardAction.Block, GuardAction.Block, true), (1, GuardAction.Allow, GuardAction.Allow, true), (2, GuardAction.Allow, GuardAction.Block, false)],
            results.Select(one => (one.Index, one.Expected, one.Actual, one.Passed)));
        Assert.Equal(("term", "rivals", 3, 9), Assert.Single(results[0].Findings.Select(one => (one.Guard, one.Kind, one.Start, one.End))));
    }

    [Fact]
    public void A_policy_whose_cases_fail_is_refused_with_each_of_them()
    {
        var refusal = Assert.Throws<RefusedException>(() => CaseRun.MustPass(PolicyRules.Read(Rivals), CancellationToken.None)).Refusal;

        Assert.Equal((422, "policy_cases_failed"), (refusal.Status, refusal.Code));
        Assert.Equal("policy.cases[2].expect", Assert.Single(refusal.Errors!).Key);
        CaseRun.MustPass(PolicyRules.Read(Rivals with { Cases = [.. Rivals.Cases!.Take(2)] }), CancellationToken.None);
    }

    [Fact]
    public void Cases_together_are_no_longer_than_can_be_run_with_each_change()
    {
        var longest = new CaseInput(new('a', 10_000), GuardAction.Allow);

        var refusal = Assert.Throws<RefusedException>(() => PolicyRules.Read(new(Name: "p", Cases: [.. Enumerable.Repeat(longest, 21)]))).Refusal;

        Assert.Contains("210,000 characters together", Assert.Single(refusal.Errors!["cases"]), StringComparison.Ordinal);
    }
}
