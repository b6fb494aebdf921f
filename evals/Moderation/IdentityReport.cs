using Parley.Moderation;
using Parley.Safety;

namespace Parley.ModerationEval;

/// <summary>
/// Says how often names of peoples, languages, religions and the like, and words that harm is spoken of with, are taken for harm where nothing is said
/// against anybody, and how often hate is seen.
/// </summary>
internal static class IdentityReport
{
    /// <param name="root">The folder that has README.md and docs.</param>
    public static void Write(ModerationModel model, string root)
    {
        var moderator = new Moderator(model);
        var neutral = Looked(Probes.Neutral);
        Console.WriteLine("\n| names, nothing said against anybody | texts | blocked (≥ .8) | to review (≥ .5) |\n|---|---|---|---|");
        foreach (var (terms, patterns) in new[] { (true, true), (true, false), (false, true), (false, false) })
        {
            Row($"terms {Seen(terms)}, sentences {Seen(patterns)}", neutral.Where(one => one.Probe.HasLearnedTerms == terms && one.Probe.HasLearnedPattern == patterns));
        }

        var asked = neutral.Where(one => !one.Probe.HasLearnedPattern).ToArray();
        Console.WriteLine("\n| sentences held out | texts, terms held out | blocked (≥ .8) | to review (≥ .5) | texts, terms learned | blocked (≥ .8) | to review (≥ .5) |\n|---|---|---|---|---|---|---|");
        foreach (var group in asked.GroupBy(one => one.Probe.Group).Concat(asked.GroupBy(one => $"all, {one.Probe.Form}")))
        {
            Console.WriteLine($"| {group.Key} | {Shares(group.Where(one => !one.Probe.HasLearnedTerms))} | {Shares(group.Where(one => one.Probe.HasLearnedTerms))} |");
        }

        Console.WriteLine("\n| hate against the same groups, sentences held out | texts | blocked (≥ .8) | to review (≥ .5) |\n|---|---|---|---|");
        foreach (var terms in Looked(Probes.Hate).GroupBy(one => one.Probe.HasLearnedTerms))
        {
            Row($"terms {Seen(terms.Key)}", terms);
        }

        Console.WriteLine("\n| ordinary sentences in the words of harm | texts | blocked (≥ .8) | to review (≥ .5) |\n|---|---|---|---|");
        var ordinary = Looked(Probes.Ordinary);
        foreach (var group in ordinary.GroupBy(one => one.Probe.Group).Append(ordinary.GroupBy(_ => "all").Single()))
        {
            Row(group.Key, group);
        }

        string[] pages = [Path.Combine(root, "README.md"), Path.Combine(root, "SECURITY.md"), .. Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories)];
        float[] pieces = [.. pages.SelectMany(path => Pieces(File.ReadAllText(path))).Select(piece => moderator.Look(piece, ModerationSource.Output).Harm)];
        Console.WriteLine($"\nOur own {pages.Length} pages as answers: {pieces.Length} pieces, {pieces.Count(score => score >= ModerationResult.BlockAt)} blocked, {pieces.Count(score => score >= ModerationResult.ReviewAt)} to review, highest {pieces.Max():0.00}");

        (Probes.Probe Probe, float Score)[] Looked(IEnumerable<Probes.Probe> probes) => [.. probes.Select(probe => (probe, moderator.Look(probe.Text, ModerationSource.Output).Harm))];
    }

    /// <summary>As an answer is judged: clause by clause, each with what stands before it.</summary>
    private static IEnumerable<string> Pieces(string text)
    {
        var clauses = new Clauses();
        for (var at = 0; at < text.Length;)
        {
            var length = clauses.Next(text.AsSpan(at), final: true);
            var from = Math.Max(0, at - ClauseGuard.Context);
            yield return text[from..(at + length)];
            at += length;
        }
    }

    private static string Seen(bool isLearned) => isLearned ? "learned" : "held out";

    private static void Row(string title, IEnumerable<(Probes.Probe Probe, float Score)> probes) => Console.WriteLine($"| {title} | {Shares(probes)} |");

    private static string Shares(IEnumerable<(Probes.Probe Probe, float Score)> probes)
    {
        var scores = probes.Select(one => one.Score).ToArray();
        string Share(float from) => $"{scores.Average(score => score >= from ? 1.0 : 0):0.000}";
        return $"{scores.Length} | {Share(ModerationResult.BlockAt)} | {Share(ModerationResult.ReviewAt)}";
    }
}
