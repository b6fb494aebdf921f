using System.Globalization;

namespace Parley.Schemas.Patterns;

/// <summary>A set of code points: ranges, general categories of Unicode, other sets; all that or all but that.</summary>
/// <param name="Ranges">First and last code point of each range.</param>
/// <param name="Categories">A bit for each <see cref="UnicodeCategory"/>.</param>
internal sealed record CharacterSet((int First, int Last)[] Ranges, int Categories, CharacterSet[] Sets, bool Negated)
{
    // \s of ECMA-262: white space and line ends.
    private static readonly CharacterSet Space = new([(9, 13), (0x20, 0x20), (0xA0, 0xA0), (0x2028, 0x2029), (0xFEFF, 0xFEFF)], 1 << (int)UnicodeCategory.SpaceSeparator, [], false);
    private static readonly CharacterSet Digit = Of(('0', '9'));
    private static readonly CharacterSet Word = Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    /// <summary>What <c>.</c> stands for: all but line ends.</summary>
    public static CharacterSet Dot { get; } = Of(('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029)) with { Negated = true };

    public static CharacterSet Of(params (int, int)[] ranges) => new(ranges, 0, [], false);

    public static CharacterSet Of(int codePoint) => Of((codePoint, codePoint));

    /// <returns>The set of <c>\d \D \w \W \s \S</c>; null for other letters.</returns>
    public static CharacterSet? Named(int letter) => letter switch
    {
        'd' => Digit,
        'D' => Digit with { Negated = true },
        'w' => Word,
        'W' => Word with { Negated = true },
        's' => Space,
        'S' => Space with { Negated = true },
        _ => null,
    };

    public static bool IsWord(int codePoint) => Word.Contains(codePoint);

    public bool Contains(int codePoint)
    {
        foreach (var (first, last) in Ranges)
        {
            if (codePoint >= first && codePoint <= last)
            {
                return !Negated;
            }
        }

        var inside = (Categories != 0 && (Categories >> (int)CharUnicodeInfo.GetUnicodeCategory(codePoint) & 1) != 0) || Array.Exists(Sets, set => set.Contains(codePoint));
        return inside != Negated;
    }
}
