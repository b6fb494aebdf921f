using Parley.Moderation;

namespace Parley.Safety;

/// <summary>What came of one of a policy's own tests.</summary>
/// <param name="Index">Its place among the policy's cases, from 0.</param>
/// <param name="Expected">What the case says must come of its text.</param>
/// <param name="Actual">What the guards would do about it.</param>
/// <param name="Findings">What they found, and what the policy does about each.</param>
public sealed record CaseResult(int Index, string Source, GuardAction Expected, GuardAction Actual, bool Passed, IReadOnlyList<Finding> Findings);

/// <summary>Runs the tests that a policy's owner wrote into it, by the local guards alone: the same policy always gives the same results.</summary>
internal static class CaseRun
{
    private const int ToldFindings = 100;
    private const int ToldCases = 20;

    public static IReadOnlyList<CaseResult> Of(Policy policy, CancellationToken cancellationToken)
    {
        if (policy.Cases.Count == 0)
        {
            return [];
        }

        var judge = new Judge(policy);
        var results = new List<CaseResult>(policy.Cases.Count);
        foreach (var (index, one) in policy.Cases.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var judgement = judge.Look(one.Text, SourceOf(one.Source));
            results.Add(new(
                index, one.Source, one.Expect, judgement.Action, judgement.Action == one.Expect, [.. judgement.Findings.OrderByDescending(finding => finding.Action).Take(ToldFindings)]));
        }

        return results;
    }

    /// <exception cref="RefusedException">422 <c>policy_cases_failed</c>: a case does not come out as it says.</exception>
    public static void MustPass(Policy policy, CancellationToken cancellationToken) => Refuse(
        [.. Of(policy, cancellationToken).Where(one => !one.Passed)],
        failed => $"{failed} of the policy's {policy.Cases.Count} cases do not come out as they say. Change the policy or the cases, or save it all the same with ?force=true.");

    /// <summary>What failed before, and was saved all the same, hinders no change that does not make it worse.</summary>
    /// <exception cref="RefusedException">422 <c>policy_cases_failed</c>: a case fails that the same policy passed before its change.</exception>
    public static void MustNotFailAnew(Policy before, Policy changed, CancellationToken cancellationToken)
    {
        var failed = Of(changed, cancellationToken).Where(one => !one.Passed).ToList();
        var passed = failed.Count == 0 ? [] : Of(before, cancellationToken).Where(one => one.Passed).Select(one => one.Index).ToHashSet();
        Refuse(
            [.. failed.Where(one => passed.Contains(one.Index))],
            anew => $"By this change {anew} of the policy's {changed.Cases.Count} cases would fail that pass now. Decide without it, or change these cases first.");
    }

    private static void Refuse(IReadOnlyList<CaseResult> failed, Func<int, string> sentence)
    {
        if (failed.Count == 0)
        {
            return;
        }

        throw new RefusedException(new(422, "policy_cases_failed", sentence(failed.Count))
        {
            Errors = failed.Take(ToldCases).ToDictionary(one => $"policy.cases[{one.Index}].expect", one => (string[])[$"It expects {Word(one.Expected)}, and the policy says {Word(one.Actual)}."]),
        });
    }

    public static ModerationSource SourceOf(string source) => source switch
    {
        "document" => ModerationSource.Document,
        "output" => ModerationSource.Output,
        _ => ModerationSource.User,
    };

    private static string Word(GuardAction action) => action.ToString().ToLowerInvariant();
}
