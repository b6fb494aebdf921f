namespace Parley.Redaction;

/// <summary>Numbers of payment cards: ranges of issuers (ISO/IEC 7812), their lengths, and the check digit of Luhn.</summary>
internal static class Cards
{
    // First and last prefix, shortest and longest number.
    private static readonly (int First, int Last, int Shortest, int Longest)[] Issuers =
    [
        (4, 4, 13, 19), (51, 55, 16, 16), (2221, 2720, 16, 16), (34, 34, 15, 15), (37, 37, 15, 15), (300, 305, 14, 19), (3095, 3095, 14, 19),
        (36, 36, 14, 19), (38, 39, 14, 19), (6011, 6011, 16, 19), (644, 649, 16, 19), (65, 65, 16, 19), (3528, 3589, 15, 19), (2131, 2131, 15, 15),
        (1800, 1800, 15, 15), (62, 62, 16, 19), (81, 82, 16, 19), (508, 508, 16, 16), (60, 60, 16, 16), (2200, 2204, 16, 19), (9792, 9792, 16, 16), (50, 50, 12, 19),
        (56, 58, 12, 19), (6304, 6304, 12, 19), (6390, 6390, 12, 19), (67, 67, 12, 19), (604, 604, 12, 19),
    ];

    /// <param name="isSaid">Whether the words before speak of a card: then a digit may be mistyped, or the issuer unknown.</param>
    /// <returns>How certain it is that digits are a card; 0 when they are none.</returns>
    public static double Certainty(ReadOnlySpan<char> digits, bool isSaid)
    {
        if (digits.Length is < 12 or > 19)
        {
            return 0;
        }

        var isIssued = IsIssued(digits);
        return (Checksums.IsLuhn(digits), isIssued) switch
        {
            (true, true) => digits.Length >= 15 ? 0.99 : digits.Length >= 13 || isSaid ? 0.9 : 0.8,
            (true, false) or (false, true) when isSaid => 0.89,
            _ => 0,
        };
    }

    private static bool IsIssued(ReadOnlySpan<char> digits)
    {
        foreach (var (first, last, shortest, longest) in Issuers)
        {
            var length = first == 604 ? 4 : (int)Math.Log10(first) + 1;
            var prefix = int.Parse(digits[..length], null);
            if (prefix >= first && prefix <= last && digits.Length >= shortest && digits.Length <= longest)
            {
                return true;
            }
        }

        return false;
    }
}
