using System.Globalization;
using System.Text;

namespace Parley.Exchange;

/// <summary>Names of files that every system can keep, made of titles that anybody may have written.</summary>
internal static class FileName
{
    private const int Longest = 80;
    private const string Nameless = "conversation";

    /// <param name="extension">With its dot.</param>
    public static string Of(string title, string extension)
    {
        var kept = new StringBuilder();
        foreach (var element in TextElements(OneLine.Of(title)))
        {
            var safe = element.Length == 1 && (char.IsWhiteSpace(element[0]) || "\"*/:<>?\\|%;".Contains(element[0], StringComparison.Ordinal)) ? "-" : element;
            if (kept.Length + safe.Length > Longest)
            {
                break;
            }

            if (safe != "-" || (kept.Length > 0 && kept[^1] != '-'))
            {
                kept.Append(safe);
            }
        }

        var name = kept.ToString().Trim('-', '.', ' ');
        return (name.Length == 0 || IsDevice(name) ? $"{Nameless}{(name.Length == 0 ? "" : "-" + name)}" : name) + extension;
    }

    private static IEnumerable<string> TextElements(string text)
    {
        for (var elements = StringInfo.GetTextElementEnumerator(text); elements.MoveNext();)
        {
            yield return elements.GetTextElement();
        }
    }

    // Windows opens these as devices, whatever their extension is.
    private static bool IsDevice(string name)
    {
        var stem = name.Split('.')[0].ToUpperInvariant();
        return stem is "CON" or "PRN" or "AUX" or "NUL"
            || (stem.Length == 4 && (stem.StartsWith("COM", StringComparison.Ordinal) || stem.StartsWith("LPT", StringComparison.Ordinal)) && char.IsAsciiDigit(stem[3]));
    }
}

/// <summary>Text of strangers that is to stay on one line and in its own direction.</summary>
internal static class OneLine
{
    /// <returns>The text without line breaks, control characters, half pairs and marks that turn the direction of what follows.</returns>
    public static string Of(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var kind = Rune.GetUnicodeCategory(rune);
            if (kind is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                kept.Append(' ');
            }
            else if (rune.Value is not (0xFFFD or 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF))
            {
                kept.Append(rune.ToString());
            }
        }

        return kept.ToString().Trim();
    }
}
