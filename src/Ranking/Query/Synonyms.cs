using System.Collections.Frozen;
using Parley.Text;

namespace Parley.Ranking;

/// <summary>English words that questions and answers use for the same thing, from the groups of <c>synonyms.txt</c>.</summary>
internal static class Synonyms
{
    private static readonly string[] Lines = Read();
    private static readonly FrozenDictionary<string, string[]> SameByStem = Groups('=');
    private static readonly FrozenDictionary<string, string[]> RelatedByStem = Groups('~');

    /// <summary>The stems of words that say the same as a stem.</summary>
    public static IReadOnlyList<string> Of(string stem) => SameByStem.GetValueOrDefault(stem) ?? [];

    /// <summary>The stems of words that often stand where a stem might.</summary>
    public static IReadOnlyList<string> Near(string stem) => RelatedByStem.GetValueOrDefault(stem) ?? [];

    private static FrozenDictionary<string, string[]> Groups(char mark)
    {
        var english = Language.Find("en");
        var groups = Lines.Where(line => line.StartsWith(mark)).Select(line => TextAnalyzer.Terms(line, english).Distinct().ToArray()).ToList();
        return groups.SelectMany(group => group.Select(stem => (Stem: stem, Group: group))).GroupBy(pair => pair.Stem)
            .ToFrozenDictionary(pairs => pairs.Key, pairs => pairs.SelectMany(pair => pair.Group).Where(stem => stem != pairs.Key).Distinct().ToArray());
    }

    private static string[] Read()
    {
        using var stream = typeof(Synonyms).Assembly.GetManifestResourceStream("synonyms.txt")
            ?? throw new InvalidOperationException("The assembly lacks its synonyms.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries);
    }
}
