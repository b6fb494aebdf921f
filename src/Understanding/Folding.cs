using System.Globalization;
using System.Text;

namespace Parley.Understanding;

/// <summary>The plain form of characters: lower case, without the marks of Latin letters, every digit as 0, and no difference among blanks.</summary>
internal static class Folding
{
    /// <summary>Stands for everything that is no part of a word.</summary>
    public const char Gap = '\0';

    private const int Tabled = 0x250;

    private static readonly char[] Table = [.. Enumerable.Range(0, Tabled).Select(c => Fold((char)c))];

    /// <returns>The folded character; <see cref="Gap"/> between words; null for a mark that is left out of its word.</returns>
    public static char? Of(char c) => c < Tabled ? Table[c]
        : char.GetUnicodeCategory(c) switch
        {
            UnicodeCategory.NonSpacingMark when c < '\u0370' => null,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => c,
            UnicodeCategory.DecimalDigitNumber => '0',
            UnicodeCategory.Surrogate => c,
            _ when c is >= '\u1E00' and <= '\u1EFF' => Fold(c),
            _ => char.IsLetter(c) ? char.ToLowerInvariant(c) : Gap,
        };

    private static char Fold(char c) => char.IsDigit(c) ? '0'
        : !char.IsLetter(c) ? Gap
        : char.ToLowerInvariant(c.ToString().Normalize(NormalizationForm.FormD)[0]);
}
