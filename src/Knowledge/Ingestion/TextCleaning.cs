using System.Globalization;
using System.Text;
using Parley.Reading;

namespace Parley.Knowledge.Ingestion;

/// <summary>
/// Brings a document's text into one form, block by block: canonical composition (NFC), so that one word is one sequence of characters; without
/// control characters, soft hyphens, byte order marks and lone surrogates, which nobody sees and which break words apart.
/// </summary>
internal static class TextCleaning
{
    public static CleanDocument Clean(CleanDocument document)
    {
        if (IsClean(document.Text))
        {
            return document;
        }

        var text = new StringBuilder(document.Text.Length);
        var blocks = new List<Block>(document.Blocks.Count);
        var moved = new List<(int From, int To)> { (0, 0) };
        var at = 0;
        foreach (var block in document.Blocks)
        {
            text.Append(Clean(document.Text[at..block.Start]));
            var start = text.Length;
            moved.Add((block.Start, start));
            text.Append(Clean(document.TextOf(block)));
            blocks.Add(block with { Start = start, End = text.Length });
            at = block.End;
        }

        text.Append(Clean(document.Text[at..]));
        var end = text.Length;
        return document with
        {
            Title = document.Title is { } title ? Clean(title) : null,
            Text = text.ToString(),
            Blocks = blocks,
            Pages = [.. document.Pages.Select(page => new PageSpan(
                page.Page, Moved(moved, page.Start, end), page.End >= document.Text.Length ? end : Moved(moved, page.End, end)))],
        };
    }

    // Pages begin with a block, or between two.
    private static int Moved(List<(int From, int To)> moved, int offset, int end)
    {
        var at = moved.FindIndex(one => one.From >= offset);
        return at < 0 ? end : moved[at].To;
    }

    private static bool IsClean(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsUnseen(rune))
            {
                return false;
            }
        }

        return !HasLoneSurrogate(text) && text.IsNormalized(NormalizationForm.FormC);
    }

    private static string Clean(string text)
    {
        if (IsClean(text))
        {
            return text;
        }

        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsUnseen(rune))
            {
                kept.Append(rune);
            }
        }

        return kept.ToString().Normalize(NormalizationForm.FormC);
    }

    // Joiners stay: words of Persian and of the languages of India are written with them.
    private static bool IsUnseen(Rune rune) =>
        (Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control && rune.Value is not ('\n' or '\t' or '\r')) || rune.Value is 0xad or 0xfeff or 0x2060 or 0x200b or 0xfffd;

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return true;
            }
        }

        return false;
    }
}
