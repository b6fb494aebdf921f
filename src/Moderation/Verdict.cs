namespace Parley.Moderation;

/// <summary>Gathers what the guards say of one text: the highest score of each kind, and what is worth showing.</summary>
internal sealed class Verdict
{
    private readonly float[] _categories = new float[HarmCategories.All.Count];
    private readonly List<ModerationFinding> _findings = [];
    private float _profanity;
    private float _injection;

    public void Rule(TermMatch match, TextView view)
    {
        _categories[match.Id] = Math.Max(_categories[match.Id], SevereTerms.Score);
        Add(ModerationGuard.Rule, HarmCategories.All[match.Id], SevereTerms.Score, view, match.Start, match.End);
    }

    public void Harm(ReadOnlySpan<float> scores, TextView view, int start, int end)
    {
        for (var category = 0; category < _categories.Length; category++)
        {
            _categories[category] = Math.Max(_categories[category], scores[category]);
            Add(ModerationGuard.Harm, HarmCategories.All[category], scores[category], view, start, end);
        }

        _profanity = Math.Max(_profanity, scores[Heads.Profanity]);
    }

    public void Injection(string kind, float score, TextView view, int start, int end)
    {
        _injection = Math.Max(_injection, score);
        Add(ModerationGuard.Injection, kind, score, view, start, end);
    }

    public ModerationResult Result() => new(
        _categories, _profanity, _injection, [.. _findings.Distinct().OrderBy(finding => finding.Start).ThenBy(finding => finding.End).ThenBy(finding => finding.Kind, StringComparer.Ordinal)]);

    private void Add(ModerationGuard guard, string kind, float score, TextView view, int start, int end)
    {
        if (score >= ModerationResult.ReviewAt)
        {
            var (from, to) = view.Origin(start, end);
            _findings.Add(new(guard, kind, from, to, score, view.Kind));
        }
    }
}
