namespace Parley.ModerationEval;

/// <summary>
/// What is harmless and names peoples, languages, religions, genders, orientations or disabilities: patterns and terms that were learned from
/// (<c>neutral.txt</c>), and others that were not (<c>probes.txt</c>), each with each. Beside it what is harmless and is said in the words of harm
/// (<c>asked.txt</c>).
/// </summary>
internal static class Probes
{
    private const int Seed = 20261123;
    private const int PerPattern = 12;
    private const string Hateful = "hateful";

    /// <param name="Group">Whom or what its terms name.</param>
    /// <param name="Form"><c>sentence</c> or <c>list</c>, which is also what tables are.</param>
    public sealed record Probe(string Group, string Form, bool HasLearnedTerms, bool HasLearnedPattern, string Text)
    {
        public bool IsHeldOut => !HasLearnedTerms && !HasLearnedPattern;
    }

    public static IReadOnlyList<Probe> Neutral { get; } = [.. Fill(from terms in Files from patterns in Files select (terms, patterns), pattern => pattern != Hateful)];

    /// <summary>What is hate, whomever it is said of: that names tell nothing must not mean that hate is not seen.</summary>
    public static IReadOnlyList<Probe> Hate { get; } = [.. Fill(from terms in Files select (terms, "probes"), pattern => pattern == Hateful)];

    /// <summary>Ordinary sentences with words that stand in sentences of harm; none of the sentences was learned.</summary>
    public static IReadOnlyList<Probe> Ordinary { get; } = [.. Fill([("asked", "asked")], _ => true)];

    private static string[] Files => ["neutral", "probes"];

    private static IEnumerable<Probe> Fill(IEnumerable<(string Terms, string Patterns)> files, Func<string, bool> isMeant)
    {
        foreach (var (terms, patterns) in files)
        {
            var (random, choices) = (new Random(Seed), new Grammar(terms));
            foreach (var (label, pattern) in new Grammar(patterns).Patterns.Where(pattern => isMeant(pattern.Label)))
            {
                foreach (var text in choices.Fill(pattern, PerPattern, random))
                {
                    yield return new(label.Split(": ")[0], label.Split(": ")[^1], terms == Files[0], patterns == Files[0], text);
                }
            }
        }
    }
}
