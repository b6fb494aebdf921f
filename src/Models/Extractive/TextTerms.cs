using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Parley.Models;

/// <summary>
/// The content words of a text, folded so that forms of one word meet: lower case, no diacritics, a light cut of endings. Scripts
/// without blanks give pairs of characters.
/// </summary>
internal static class TextTerms
{
    private static readonly FrozenSet<string> StopWords = FrozenSet.ToFrozenSet(
        """
        a an the and or but if then than so of to in on at by for from with without into onto over under about as is are was were be been
        being am do does did done doing have has had having will would shall should can could may might must not no nor it its this that
        these those there here he she they them his her their we us our you your i me my mine what which who whom whose when where why how
        thank thanks hello hi hey ok okay danke hallo moin dank
        please tell explain describe give show know many much any some all also just very
        der die das den dem des ein eine einen einem einer eines und oder aber wenn dann als so von zu im in am an auf bei fur mit ohne uber
        unter aus nach vor ist sind war waren sein wird werden wurde wurden hat haben hatte kann konnen konnte muss mussen soll sollen darf
        nicht kein keine es er sie wir ihr ich du mir mich mein meine dein deine ihre was welche welcher welches wer wen wem wann wo warum
        wieso wie bitte sag erklare zeig gibt man sich auch nur sehr viele viel zum zur beim vom
        le la les un une des du de et ou est sont que qui quoi dans sur pour avec el los las una y o es son en por para con que como il lo gli
        di da e che
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        StringComparer.Ordinal);

    public static IReadOnlyList<string> Of(string text)
    {
        var terms = new List<string>();
        var word = new StringBuilder();
        var before = '\0';

        // U+FFFE may stand in a text, but nothing that has it is normalized.
        foreach (var c in text.Replace('\uFFFE', ' ').Normalize(NormalizationForm.FormKD))
        {
            if (IsUnspaced(c))
            {
                Flush(word, terms);
                if (IsUnspaced(before))
                {
                    terms.Add($"{before}{c}");
                }
            }
            else if (char.IsLetterOrDigit(c))
            {
                word.Append(char.ToLowerInvariant(c));
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format))
            {
                Flush(word, terms);
            }

            before = c;
        }

        Flush(word, terms);
        return terms;
    }

    /// <summary>Cuts common English and German endings; what is left need not be a word, only the same for its forms.</summary>
    internal static string Stem(string word)
    {
        if (word.Length < 4 || !char.IsAsciiLetter(word[0]))
        {
            return word;
        }

        var stem = word switch
        {
            _ when word.EndsWith("ies", StringComparison.Ordinal) => word[..^3] + "y",
            _ when word.EndsWith("sses", StringComparison.Ordinal) => word[..^2],
            _ when word.EndsWith("ing", StringComparison.Ordinal) && word.Length > 6 => word[..^3],
            _ when word.EndsWith("ed", StringComparison.Ordinal) && word.Length > 5 => word[..^2],
            _ when word.EndsWith("en", StringComparison.Ordinal) && word.Length > 5 => word[..^2],
            _ when word.EndsWith("er", StringComparison.Ordinal) && word.Length > 6 => word[..^2],
            _ when word.EndsWith("es", StringComparison.Ordinal) && word.Length > 5 => word[..^2],
            _ when word.EndsWith("ly", StringComparison.Ordinal) && word.Length > 5 => word[..^2],
            _ when word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) && !word.EndsWith("us", StringComparison.Ordinal) => word[..^1],
            _ => word,
        };
        stem = stem.Length > 4 && stem.EndsWith('e') ? stem[..^1] : stem;
        return stem.Length > 3 && stem[^1] == stem[^2] && stem[^1] is not ('s' or 'l') ? stem[..^1] : stem;
    }

    private static void Flush(StringBuilder word, List<string> terms)
    {
        if (word.Length > 0 && word.ToString() is var text && !StopWords.Contains(text))
        {
            terms.Add(Stem(text));
        }

        word.Clear();
    }

    private static bool IsUnspaced(char c) => c is (>= '\u3040' and < '\u3100') or (>= '\u3400' and < '\uA000') or (>= '\u0E00' and < '\u0E80');
}
