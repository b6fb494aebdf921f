using System.Text;

namespace Parley.Models;

/// <summary>
/// Joins what another model says to what was said already: takes out the words that it says again, be they the last ones or the whole
/// beginning of the answer. It holds back only as much as it needs to tell.
/// </summary>
internal sealed class Stitch(string said)
{
    /// <summary>An answer that begins like the first one from its first word on has begun anew once so many characters agree.</summary>
    private const int SurelyAnew = 24;
    private const int LongestOverlap = 400;

    private readonly StringBuilder _held = new();
    private readonly string _tail = said.Length <= LongestOverlap ? said : said[^LongestOverlap..];

    /// <summary>Whether it is known where the two texts meet; what comes now goes on as it is.</summary>
    public bool IsJoined { get; private set; } = said.Length == 0;

    /// <summary>Whether the model said the answer anew and in other words: the two cannot be joined.</summary>
    public bool IsBroken { get; private set; }

    /// <returns>What follows the text so far; null while that cannot be told.</returns>
    public string? Take(string text)
    {
        if (IsJoined)
        {
            return text;
        }

        _held.Append(text);
        return Join(isLast: false);
    }

    /// <returns>All that the model said so far, where it cannot be joined.</returns>
    public string GiveUp() => Joined(_held.ToString());

    /// <returns>What was held back when the model ended.</returns>
    public string? End() => IsJoined ? null : Join(isLast: true);

    private string? Join(bool isLast)
    {
        var held = _held.ToString();
        var next = held.TrimStart();
        if (next.Length == 0 && !isLast)
        {
            return null;
        }

        var agrees = next.AsSpan().CommonPrefixLength(said.AsSpan().TrimStart());
        var whole = said.AsSpan().TrimStart().Length;
        if (agrees == whole)
        {
            return Joined(next[agrees..]);
        }

        if (agrees == next.Length && !isLast)
        {
            return null;
        }

        var overlap = Overlap(next, isLast);
        if (overlap is null)
        {
            return null;
        }

        if (overlap > 0)
        {
            return Joined(next[overlap.Value..]);
        }

        IsBroken = agrees >= SurelyAnew;
        return IsBroken ? null : Joined(Spaced(held));
    }

    private string Joined(string rest)
    {
        (IsJoined, IsBroken) = (true, false);
        _held.Clear();
        return rest;
    }

    /// <returns>
    /// The length of the longest end of what was said with which the new text begins, from the beginning of a word on; null while more of
    /// it could decide that.
    /// </returns>
    private int? Overlap(string next, bool isLast)
    {
        var end = _tail.AsSpan().TrimEnd();
        for (var start = 0; start < end.Length; start++)
        {
            var words = end[start..];
            if (!IsWordStart(end, start))
            {
                continue;
            }

            if (!isLast && words.StartsWith(next))
            {
                return null;
            }

            if (next.AsSpan().StartsWith(words) && IsEnough(words, next))
            {
                return WithBlanks(next, words.Length, _tail.Length - end.Length, isLast);
            }
        }

        return 0;
    }

    // Blanks that were said already are not said again.
    private static int? WithBlanks(string next, int after, int blanks, bool isLast)
    {
        for (; blanks > 0 && after < next.Length && char.IsWhiteSpace(next[after]); blanks--)
        {
            after++;
        }

        return blanks > 0 && after == next.Length && !isLast ? null : after;
    }

    // One short word that comes twice is a chance; a piece of a word that was cut is not.
    private static bool IsEnough(ReadOnlySpan<char> words, string next) =>
        (LettersIn(words) >= 4 && (words.Length >= 8 || words.Contains(' '))) || (words.Length < next.Length && char.IsLetterOrDigit(words[^1]) && char.IsLetterOrDigit(next[words.Length]));

    private static int LettersIn(ReadOnlySpan<char> text)
    {
        var letters = 0;
        foreach (var letter in text)
        {
            letters += char.IsLetterOrDigit(letter) ? 1 : 0;
        }

        return letters;
    }

    private static bool IsWordStart(ReadOnlySpan<char> text, int at) =>
        !char.IsLowSurrogate(text[at]) && !char.IsWhiteSpace(text[at]) && (at == 0 || !char.IsLetterOrDigit(text[at - 1]) || !char.IsLetterOrDigit(text[at]));

    // A model that begins a message begins it without the blank that would part two words.
    private string Spaced(string held) =>
        said.Length > 0 && held.Length > 0 && char.IsLetterOrDigit(said[^1]) && char.IsLetterOrDigit(held[0]) ? " " + held : held;
}
