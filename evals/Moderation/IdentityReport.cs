using Parley.Moderation;

namespace Parley.ModerationEval;

/// <summary>Says how often names of peoples, languages, religions and the like are taken for harm where nothing is said against anybody, and how often hate against them is seen.</summary>
internal static class IdentityReport
{
    public static void Write(ModerationModel model)
    {
        var moderator = new Moderator(model);
        var neutral = Looked(Probes.Neutral);
        Console.WriteLine("\n| names, nothing said against anybody | texts | blocked (≥ .8) | to review (≥ .5) |\n|---|---|---|---|");
        foreach (var (terms, patterns) in new[] { (true, true), (true, false), (false, true), (false, false) })
        {
            Row($"terms {Seen(terms)}, sentences {Seen(patterns)}", neutral.Where(one => one.Probe.HasLearnedTerms == terms && one.Probe.HasLearnedPattern == patterns));
        }

        Console.WriteLine("\n| terms and sentences held out | texts | blocked (≥ .8) | to review (≥ .5) |\n|---|---|---|---|");
        foreach (var group in neutral.Where(one => one.Probe.IsHeldOut).GroupBy(one => one.Probe.Group))
        {
            Row(group.Key, group);
        }

        foreach (var form in neutral.Where(one => one.Probe.IsHeldOut).GroupBy(one => one.Probe.Form))
        {
            Row($"all, {form.Key}", form);
        }

        Console.WriteLine("\n| hate against the same groups, sentences held out | texts | blocked (≥ .8) | to review (≥ .5) |\n|---|---|---|---|");
        foreach (var terms in Looked(Probes.Hate).GroupBy(one => one.Probe.HasLearnedTerms))
        {
            Row($"terms {Seen(terms.Key)}", terms);
        }

        (Probes.Probe Probe, float Score)[] Looked(IEnumerable<Probes.Probe> probes) => [.. probes.Select(probe => (probe, moderator.Look(probe.Text, ModerationSource.Output).Harm))];
    }

    private static string Seen(bool isLearned) => isLearned ? "learned" : "held out";

    private static void Row(string title, IEnumerable<(Probes.Probe Probe, float Score)> probes)
    {
        var scores = probes.Select(one => one.Score).ToArray();
        string Share(float from) => $"{scores.Average(score => score >= from ? 1.0 : 0):0.000}";
        Console.WriteLine($"| {title} | {scores.Length} | {Share(ModerationResult.BlockAt)} | {Share(ModerationResult.ReviewAt)} |");
    }
}
