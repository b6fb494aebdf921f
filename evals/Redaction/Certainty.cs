using Parley.Redaction;

namespace Parley.PersonalData;

/// <summary>Whether the tagger is as sure as it is right: what was tagged in both sets, by score.</summary>
internal static class Certainty
{
    public static void Write(IReadOnlyList<(double Score, bool IsRight)> tagged)
    {
        Console.WriteLine("\n| score | tagged | mean score | right |\n|---|---|---|---|");
        foreach (var bin in tagged.GroupBy(one => Math.Min(5, (int)((one.Score - 0.4) * 10))).OrderBy(bin => bin.Key))
        {
            Console.WriteLine($"| {0.4 + (bin.Key / 10.0):0.0} | {bin.Count()} | {bin.Average(one => one.Score):0.00} | {bin.Average(one => one.IsRight ? 1.0 : 0):0.00} |");
        }
    }
}
