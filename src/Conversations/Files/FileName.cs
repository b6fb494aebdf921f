using System.Globalization;
using System.Text;

namespace Parley.Conversations;

/// <summary>What a sender calls a file, without what could mislead: folders, line breaks, marks that turn the direction of writing.</summary>
internal static class FileName
{
    private const int Longest = 200;
    private const string Nameless = "file";

    public static string Sound(string? given)
    {
        var name = new StringBuilder();
        foreach (var rune in (given ?? "")[((given ?? "").LastIndexOfAny(['/', '\\']) + 1)..].EnumerateRunes())
        {
            var kind = Rune.GetUnicodeCategory(rune);
            if (kind is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned) && rune != Rune.ReplacementChar)
            {
                name.Append(rune);
            }
        }

        var sound = name.ToString().Trim().Trim('.').Trim();
        return sound.Length == 0 ? Nameless : sound.Length <= Longest ? sound : Shortened(sound);
    }

    /// <summary>Cut between letters as people see them; the ending stays, which tells what the file is.</summary>
    private static string Shortened(string name)
    {
        var ending = Path.GetExtension(name) is { Length: <= 16 } found ? found : "";
        var kept = new StringBuilder();
        var letters = StringInfo.GetTextElementEnumerator(name);
        while (letters.MoveNext() && kept.Length + letters.GetTextElement().Length + ending.Length <= Longest)
        {
            kept.Append(letters.GetTextElement());
        }

        return kept.Append(ending).ToString();
    }
}
