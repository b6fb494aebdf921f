using System.Collections.Frozen;
using Parley.Text;

namespace Parley.Caching;

/// <summary>What stands on the two sides of a word such as "to" or "than".</summary>
internal sealed record Direction(IReadOnlyList<string> Before, IReadOnlyList<string> After)
{
    // What is compared may stand before its adjective: tea is better than coffee.
    private const int LooksBeforeThan = 3;
    private const int LooksBefore = 2;

    private static readonly FrozenSet<string> Than = ((string[])["than", "als"]).ToFrozenSet();
    private static readonly FrozenSet<string> Markers = ((string[])
    [
        "to", "into", "from", "over", "before", "after", "versus", "nach", "zu", "von", "vor", "vers", "avant", "après", "hacia", "antes", "después",
    ]).Select(word => Words.Fold(word, Script.Latin)).ToFrozenSet();

    public static IReadOnlyList<Direction> Of(string text, Language language)
    {
        var words = Words.In(text).Select(word => (
            Folded: Words.Fold(text.AsSpan(word.Start, word.Length), word.Script),
            Stems: TextAnalyzer.TermsOf(text, word, language).ToArray())).ToList();
        return
        [
            .. words.Index().Where(word => Compares(word.Item.Folded, language) || Markers.Contains(word.Item.Folded) || (language.Code, word.Item.Folded) is ("es" or "fr", "a")).Select(word => new Direction(
                [.. words[..word.Index].SelectMany(before => before.Stems).TakeLast(Compares(word.Item.Folded, language) ? LooksBeforeThan : LooksBefore)],
                [.. words[(word.Index + 1)..].SelectMany(after => after.Stems).Take(1)])),
        ];
    }

    private static bool Compares(string word, Language language) => Than.Contains(word) || (language.Code is "fr" or "es" && word == "que");

    /// <summary>Whether two things stand here the other way round than there.</summary>
    public bool IsReverse(Direction other) => After.Any(other.Before.Contains) && other.After.Any(Before.Contains) && !After.SequenceEqual(other.After);
}
