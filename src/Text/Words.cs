using System.Globalization;
using System.Text;

namespace Parley.Text;

/// <summary>A word of a text, or for scripts without blanks a run of such characters, with its place in UTF-16 units.</summary>
public readonly record struct Word(int Start, int Length, Script Script)
{
    public int End => Start + Length;
}

/// <summary>Finds the words of a text.</summary>
public static class Words
{
    private const int LongestWord = 60;

    public static IEnumerable<Word> In(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var script = Scripts.Of(text[at]);
            if (script == Script.None || Scripts.IsMark(text[at]))
            {
                at++;
                continue;
            }

            var end = at + 1;
            while (end < text.Length && Continues(text, end, script))
            {
                end++;
            }

            if (end - at <= LongestWord || script is Script.Cjk or Script.SouthEast)
            {
                yield return new Word(at, end - at, script);
            }

            at = end;
        }
    }

    /// <summary>
    /// The comparable form of a word: compatibility forms joined, lower case; marks dropped where readers leave them out (Latin, Greek,
    /// Arabic vowel signs, Hebrew points) and kept where they are part of the letter (Devanagari, Thai, Cyrillic й).
    /// </summary>
    public static string Fold(ReadOnlySpan<char> word, Script script, bool keepsMarks = false)
    {
        if (IsPlain(word))
        {
            return string.Create(word.Length, word, static (span, source) => source.ToLowerInvariant(span));
        }

        var text = word.ToString().Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        if (keepsMarks || script is Script.Devanagari or Script.Other or Script.SouthEast or Script.Cjk)
        {
            return text;
        }

        var folded = new StringBuilder(text.Length + 2);
        foreach (var c in script == Script.Cyrillic ? text : text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.ModifierSymbol)
            {
                continue;
            }

            folded.Append(c switch
            {
                'ß' => "ss",
                'æ' => "ae",
                'œ' => "oe",
                'ø' => "o",
                'đ' => "d",
                'ł' => "l",
                'ı' => "i",
                'ς' => "σ",
                'ё' => "е",
                'أ' or 'إ' or 'آ' or 'ٱ' => "ا",
                'ى' => "ي",
                'ة' => "ه",
                'ـ' or '\'' or '’' => "",
                _ => c.ToString(),
            });
        }

        return folded.ToString();
    }

    private static bool IsPlain(ReadOnlySpan<char> word) => !word.ContainsAnyExceptInRange('0', 'z') && !word.ContainsAny('`', '^');

    private static bool Continues(string text, int at, Script script)
    {
        var c = text[at];
        var next = Scripts.Of(c);
        if (next == Script.None)
        {
            // An apostrophe inside a word, and a point or comma inside a number, belong to it.
            return at + 1 < text.Length && c switch
            {
                '\'' or '’' => script == Script.Latin && char.IsLetter(text[at + 1]) && Scripts.Of(text[at + 1]) == Script.Latin,
                '.' or ',' => char.IsAsciiDigit(text[at - 1]) && char.IsAsciiDigit(text[at + 1]),
                _ => false,
            };
        }

        return script switch
        {
            Script.Cjk => next == Script.Cjk,
            Script.SouthEast => next == Script.SouthEast,
            _ => next is not (Script.Cjk or Script.SouthEast),
        };
    }
}
