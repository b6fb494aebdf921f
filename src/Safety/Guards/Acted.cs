using System.Text;
using Parley.Moderation;

namespace Parley.Safety;

/// <summary>Makes of a judgement what is done about it.</summary>
internal static class Acted
{
    private const int MostFindings = 8;
    private const int Digits = 3;

    public static GuardedText On(string text, Judgement judgement, Policy policy, ModerationSource source)
    {
        var acting = judgement.Findings.Where(finding => finding.Action > GuardAction.Allow).ToList();
        if (acting.All(finding => finding.Action < judgement.Action) && judgement.Action > GuardAction.Allow)
        {
            acting.AddRange(Placeless(text, judgement, policy, source));
        }

        return new(
            judgement.Action,
            [
                .. acting.GroupBy(finding => (finding.Guard, finding.Kind))
                    .Select(same => same.First() with { Score = Math.Round(same.Max(one => one.Score), Digits), Action = same.Max(one => one.Action) })
                    .OrderByDescending(finding => finding.Action).ThenByDescending(finding => finding.Score).ThenBy(finding => finding.Kind, StringComparer.Ordinal)
                    .Take(MostFindings),
            ],
            Redact(text, [.. acting.Where(finding => finding.Action == GuardAction.Redact)]));
    }

    // A policy may act below the score from which the guards name a place: then it is the whole text.
    private static IEnumerable<Finding> Placeless(string text, Judgement judgement, Policy policy, ModerationSource source)
    {
        foreach (var (category, score) in judgement.Scores)
        {
            if (policy.Categories[category].ActionAt(score) == judgement.Action)
            {
                yield return new("harm", category, 0, text.Length, score, judgement.Action);
            }
        }

        if (policy.Injection.ActionAt(judgement.Injection) == judgement.Action)
        {
            yield return new("injection", source == ModerationSource.Document ? "indirect" : "direct", 0, text.Length, judgement.Injection, judgement.Action);
        }
    }

    private static string? Redact(string text, IReadOnlyList<Finding> findings)
    {
        if (findings.Count == 0)
        {
            return null;
        }

        var (redacted, at) = (new StringBuilder(text.Length), 0);
        foreach (var finding in findings.OrderBy(finding => finding.Start).ThenByDescending(finding => finding.End))
        {
            if (finding.End <= at)
            {
                continue;
            }

            if (finding.Start >= at)
            {
                redacted.Append(text, at, finding.Start - at).Append('[').Append(finding.Kind).Append(']');
            }

            at = finding.End;
        }

        return redacted.Append(text, at, text.Length - at).ToString();
    }
}
