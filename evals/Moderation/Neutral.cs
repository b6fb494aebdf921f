namespace Parley.ModerationEval;

/// <summary>
/// Names of peoples, languages, religions and the like where nothing is said against anybody, and our own sentences of hate with the same names in them: so
/// that what is said counts, and not of whom.
/// </summary>
internal static class Neutral
{
    private const int Seed = 20261123;
    private const int PerPattern = 30;
    private const int HatefulPerPattern = 30;

    public static IEnumerable<Example> Write()
    {
        var (random, grammar) = (new Random(Seed), new Grammar("neutral"));
        foreach (var (_, pattern) in grammar.Patterns)
        {
            foreach (var text in grammar.Fill(pattern, PerPattern, random))
            {
                yield return new(text, "neutral", pattern, Example.Harm(), 1);
            }
        }

        var harm = new Grammar("harm");
        foreach (var (label, pattern) in harm.Patterns.Where(pattern => pattern.Pattern.Contains("{group}", StringComparison.Ordinal)))
        {
            var named = pattern.Replace("{group}", "{any}", StringComparison.Ordinal);
            foreach (var text in Enumerable.Range(0, HatefulPerPattern).Select(_ => harm.Fill(grammar.Fill(named, random), random)).Distinct())
            {
                yield return new(text, "neutral", pattern, Example.Harm(label.Split(", ")), 1);
            }
        }
    }
}
