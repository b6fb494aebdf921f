using System.Globalization;

namespace Parley.Redaction.Tagging;

/// <summary>Splits a text into tokens.</summary>
internal static class Tokens
{
    public const uint Sign = 1, Digits = 2, Lower = 16, Capital = 17, Upper = 18, Mixed = 19, Initial = 20, WithDigits = 21, Caseless = 22;

    private const int LongestRead = 24;

    /// <summary>Whether a token is a word that begins with a capital.</summary>
    public static bool IsCapital(uint shape) => (shape & 31) is Capital or Upper or Mixed or Initial;

    public static void Read(ReadOnlySpan<char> text, int from, List<Token> tokens)
    {
        var isAfterLine = false;
        for (var at = from; at < text.Length;)
        {
            var c = text[at];
            if (char.IsWhiteSpace(c))
            {
                isAfterLine |= c == '\n';
                at++;
                continue;
            }

            var end = at + 1;
            if (char.IsLetterOrDigit(c))
            {
                while (end < text.Length && (IsInner(text[end]) || (text[end] is '\'' or '’' && end + 1 < text.Length && char.IsLetter(text[end + 1]))))
                {
                    end++;
                }

                // "'s" is no part of a name.
                end = end - at > 2 && text[end - 1] is 's' or 'S' && text[end - 2] is '\'' or '’' ? end - 2 : end;
            }
            else if (char.IsHighSurrogate(c) && end < text.Length && char.IsLowSurrogate(text[end]))
            {
                end++;
            }

            tokens.Add(Make(text[at..end], at, isAfterLine));
            (isAfterLine, at) = (false, end);
        }
    }

    private static bool IsInner(char c) => char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static Token Make(ReadOnlySpan<char> word, int at, bool isAfterLine)
    {
        Span<char> lower = stackalloc char[LongestRead];
        var length = Math.Min(word.Length, LongestRead);
        word[..length].ToLowerInvariant(lower);
        lower = lower[..length];
        var isNumber = !word.ContainsAnyExceptInRange('0', '9');

        // Which digits stand in a number says nothing, how many does.
        var hash = isNumber ? 7919u + (uint)Math.Min(9, word.Length) : Features.HashOf(lower);
        return new(at, at + word.Length, hash, ShapeOf(word), Features.HashOf(lower[..Math.Min(3, length)]), Features.HashOf(lower[^Math.Min(3, length)..]), Features.HashOf(lower[^Math.Min(5, length)..]), isAfterLine);
    }

    // The lower five bits say how the case is, those above how many letters and of which script.
    private static uint ShapeOf(ReadOnlySpan<char> word)
    {
        if (!char.IsLetterOrDigit(word[0]))
        {
            return Sign + (32u * word[0]);
        }

        var (upper, lower, digits, others, wide) = (0, 0, 0, 0, 0);
        foreach (var c in word)
        {
            upper += char.IsUpper(c) ? 1 : 0;
            lower += char.IsLower(c) ? 1 : 0;
            digits += char.IsDigit(c) ? 1 : 0;
            others += char.IsLetter(c) && !char.IsUpper(c) && !char.IsLower(c) ? 1 : 0;
            wide += c >= 'Ͱ' ? 2 : c >= '\u00C0' ? 1 : 0;
        }

        var script = 32u * (wide == 0 ? 0u : wide < word.Length ? 1u : 2u);
        return digits == word.Length ? Digits + (32u * (uint)Math.Min(8, digits))
            : digits > 0 ? WithDigits + (32u * (upper > 0 ? 1u : 0u))
            : script + (others > 0 ? Caseless
            : upper == 0 ? Lower
            : word.Length == 1 ? Initial
            : lower == 0 ? Upper
            : upper == 1 && char.IsUpper(word[0]) ? Capital : Mixed);
    }
}
