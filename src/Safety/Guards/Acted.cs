using System.Text;
using Parley.Moderation;

namespace Parley.Safety;

/// <summary>Makes of a judgement what is done about it.</summary>
internal static class Acted
{
    private const int MostFindings = 8;
    private const int Digits = 3;

    public static ScannedText On(string text, Judgement judgement, Policy policy, ModerationSource source)
    {
        // What a document says of people belongs to the document; who may read it was decided where it is kept.
        var acting = judgement.Findings.Where(finding =>
            finding.Action > GuardAction.Allow && (source != ModerationSource.Document || finding.Guard != "personal_data")).ToList();
        var placed = acting.Select(finding => finding.Action).DefaultIfEmpty().Max();
        acting.AddRange(Placeless(text, judgement, policy, source).Where(finding => finding.Action > placed));
        return new(
            acting.Select(finding => finding.Action).DefaultIfEmpty().Max(),
            [
                .. acting.GroupBy(finding => (finding.Guard, finding.Kind))
                    .Select(same => same.First() with { Score = Math.Round(same.Max(one => one.Score), Digits), Action = same.Max(one => one.Action) })
                    .OrderByDescending(finding => finding.Action).ThenByDescending(finding => finding.Score).ThenBy(finding => finding.Kind, StringComparer.Ordinal)
                    .Take(MostFindings),
            ],
            Redact(text, [.. acting.Where(finding => finding.Action == GuardAction.Redact)]));
    }

    // A policy may act below the score from which the guards name a place: then it is the whole text.
    private static IEnumerable<Finding> Placeless(string text, Judgement judgement, Policy policy, ModerationSource source) =>
        judgement.Scores.Select(score => new Finding("harm", score.Key, 0, text.Length, score.Value, policy.Categories[score.Key].ActionAt(score.Value)))
            .Append(new(
                "injection", source == ModerationSource.Document ? "indirect" : "direct", 0, text.Length, judgement.Injection, policy.Injection.ActionAt(judgement.Injection)));

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
