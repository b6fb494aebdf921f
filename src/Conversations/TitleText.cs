using System.Globalization;
using System.Text;

namespace Parley.Conversations;

/// <summary>What may stand as a title: one line of visible text, cut between what a reader sees as characters.</summary>
public static class TitleText
{
    /// <summary>The longest title that the server makes by itself, in UTF-16 code units.</summary>
    public const int Longest = 60;

    /// <summary>Joins the words of a text by single blanks, without control characters, and cuts it.</summary>
    /// <remarks>Grapheme clusters of Unicode annex 29, so that an emoji or a letter with its marks is there whole or not at all.</remarks>
    /// <returns>At most <see cref="Longest"/> code units; an ellipsis is the last where something was cut off.</returns>
    public static string From(ReadOnlySpan<char> text)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length > Longest * 8)
            {
                break;
            }

            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                if (line.Length > 0 && line[^1] != ' ')
                {
                    line.Append(' ');
                }
            }
            else if (!IsHidden(rune))
            {
                line.Append(rune.ToString());
            }
        }

        return Cut(line.ToString().TrimEnd());
    }

    // Marks that turn the direction of what follows them would reach beyond the title.
    private static bool IsHidden(Rune rune) =>
        rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C or 0xFEFF or 0xFFFD;

    private static string Cut(string line)
    {
        if (line.Length <= Longest)
        {
            return line;
        }

        var end = 0;
        while (end < line.Length)
        {
            var next = StringInfo.GetNextTextElementLength(line, end);
            if (end + next > Longest - 1)
            {
                break;
            }

            end += next;
        }

        return line[..end].TrimEnd() + "…";
    }
}
