using System.Globalization;

namespace Parley.Text;

/// <summary>Shortens texts without taking apart what a reader sees as one character: a pair of surrogates, a letter with its marks, an emoji.</summary>
public static class Shortening
{
    private const int LooksBack = 64;

    /// <summary>The last place at or before another where a text may be cut, in UTF-16 units.</summary>
    public static int PlaceBefore(string text, int at)
    {
        if (at <= 0 || at >= text.Length)
        {
            return Math.Clamp(at, 0, text.Length);
        }

        var place = Math.Max(0, at - LooksBack);
        place += place > 0 && char.IsLowSurrogate(text[place]) && char.IsHighSurrogate(text[place - 1]) ? 1 : 0;
        while (StringInfo.GetNextTextElementLength(text, place) is var length && place + length <= at)
        {
            place += length;
        }

        // A character longer than what was looked at is cut between code points.
        return place > Math.Max(0, at - LooksBack) || place == 0 && at < LooksBack ? place
            : char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1]) ? at - 1
            : at;
    }

    /// <summary>A text, or as much of its beginning as has at most so many UTF-16 units.</summary>
    public static string Beginning(string text, int most) => text.Length <= most ? text : text[..PlaceBefore(text, most)];

    /// <summary>The last place at or before another where a word ends, or where the text may be cut when that is too far away.</summary>
    public static int WordBefore(string text, int at)
    {
        if (at >= text.Length)
        {
            return text.Length;
        }

        for (var end = at; end > Math.Max(0, at - LooksBack); end--)
        {
            if (char.IsWhiteSpace(text[end]) && !char.IsWhiteSpace(text[end - 1]))
            {
                return end;
            }
        }

        return PlaceBefore(text, at);
    }

    /// <summary>The text, or its beginning with an ellipsis where it is longer.</summary>
    /// <param name="most">UTF-16 units, the ellipsis among them.</param>
    public static string To(string text, int most) =>
        text.Length <= most ? text : text[..WordBefore(text, Math.Max(0, most - 1))] + "…";
}
