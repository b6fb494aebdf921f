namespace Parley.Safety;

/// <summary>One thing that a guard found in an answer.</summary>
/// <param name="Guard"><c>harm rule term pattern personal_data leak link provider</c>.</param>
/// <param name="Kind">A category, a kind of personal data, the name of a policy's list or expression, <c>prompt</c>, <c>canary</c> or <c>target</c>.</param>
/// <param name="Score">0 to 1.</param>
public sealed record AnswerFinding(string Guard, string Kind, GuardAction Action, double Score)
{
    /// <param name="after">What ends before this place was told with what stands there.</param>
    /// <returns>What is told of a judgement.</returns>
    internal static IEnumerable<AnswerFinding> Of(Judgement judgement, int after)
    {
        var isSaid = judgement.Action == GuardAction.Allow;
        foreach (var finding in judgement.Findings.Where(finding => finding.End > after && (finding.Action != GuardAction.Allow || finding.Guard == "provider")))
        {
            yield return new(finding.Guard, finding.Kind, finding.Action, finding.Score);
            isSaid |= finding.Action == judgement.Action;
        }

        // A category may be acted on below the score from which a place is named.
        if (!isSaid)
        {
            var (kind, score) = judgement.Scores.Where(one => judgement.Harmful.Contains(one.Key)).DefaultIfEmpty(judgement.Scores.MaxBy(one => one.Value)).MaxBy(one => one.Value);
            yield return new("harm", kind, judgement.Action, score);
        }
    }
}
