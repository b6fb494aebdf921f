namespace Parley.Redaction;

/// <summary>How national numbers of persons are built; digits alone.</summary>
internal static class IdRules
{
    /// <summary>Area, group and serial of the Social Security Administration: none is zero, 666 and 900 and above are not given out.</summary>
    public static bool IsSocialSecurity(ReadOnlySpan<char> digits) =>
        digits[..3] is not ("000" or "666") && digits[0] != '9' && digits[3..5] is not "00" && digits[5..] is not "0000" && !Checksums.IsOneDigit(digits);

    /// <summary>The ITIN of the Internal Revenue Service.</summary>
    public static bool IsTaxpayer(ReadOnlySpan<char> digits) => digits[0] == '9' && digits[3] >= '5';

    public static bool IsDutch(ReadOnlySpan<char> digits) =>
        !Checksums.IsOneDigit(digits) && Checksums.Weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 == 0;

    public static bool IsBrazilian(ReadOnlySpan<char> digits) =>
        !Checksums.IsOneDigit(digits)
        && Checksums.Weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10 % 11 % 10 == digits[9] - '0'
        && Checksums.Weighted(digits, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10 % 11 % 10 == digits[10] - '0';

    public static bool IsBelgian(ReadOnlySpan<char> digits)
    {
        var (number, check) = (long.Parse(digits[..9], null), int.Parse(digits[9..], null));
        return IsMonthAndDay(digits[2..6]) && (97 - (number % 97) == check || 97 - ((number + 2_000_000_000) % 97) == check);
    }

    public static bool IsPolish(ReadOnlySpan<char> digits) =>
        (10 - (Checksums.Weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10 == digits[10] - '0'
        && int.Parse(digits[2..4], null) % 20 is >= 1 and <= 12 && int.Parse(digits[4..6], null) is >= 1 and <= 31;

    public static bool IsNorwegian(ReadOnlySpan<char> digits) =>
        IsDay(digits[..6])
        && Checksums.Weighted(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 == 0 && Checksums.Weighted(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0;

    /// <summary>The identification number of § 139b AO: one digit occurs twice or thrice among the first ten, and the check digit fits.</summary>
    public static bool IsGerman(ReadOnlySpan<char> digits)
    {
        var most = 0;
        for (var digit = '0'; digit <= '9'; digit++)
        {
            most = Math.Max(most, digits[..10].Count(digit));
        }

        return digits[0] != '0' && most is 2 or 3 && Checksums.IsMod11And10(digits);
    }

    public static bool IsIndian(ReadOnlySpan<char> digits) => digits[0] >= '2' && !Checksums.IsOneDigit(digits) && Checksums.IsVerhoeff(digits);

    public static bool IsSwiss(ReadOnlySpan<char> digits) =>
        digits.StartsWith("756") && Checksums.Weighted(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 == 0;

    public static bool IsSouthAfrican(ReadOnlySpan<char> digits) => IsMonthAndDay(digits[2..6]) && digits[10] <= '1' && Checksums.IsLuhn(digits);

    /// <summary>The NIR: sex, year, month, department, and the complement to 97.</summary>
    public static bool IsFrench(ReadOnlySpan<char> digits) =>
        digits[0] is '1' or '2' && int.Parse(digits[3..5], null) is >= 1 and <= 12 or >= 20 and <= 42 && 97 - (long.Parse(digits[..13], null) % 97) == long.Parse(digits[13..], null);

    /// <summary>GB 11643: ISO 7064 MOD 11-2 over 17 digits; the check may be X.</summary>
    public static bool IsChinese(ReadOnlySpan<char> digits, char check) =>
        digits[6..8] is "19" or "20" && IsMonthAndDay(digits[10..14])
        && "10X98765432"[Checksums.Weighted(digits, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11] == char.ToUpperInvariant(check);

    /// <summary>Two digits each of day, month and year, in the order of year first or day first; a day may have 40 or 60 added, as for people without a number.</summary>
    public static bool IsDay(ReadOnlySpan<char> digits) => IsMonthAndDay(digits[2..6]) || (int.Parse(digits[..2], null) is >= 1 and <= 71 && int.Parse(digits[2..4], null) is >= 1 and <= 12);

    private static bool IsMonthAndDay(ReadOnlySpan<char> digits) => int.Parse(digits[..2], null) is >= 1 and <= 12 && int.Parse(digits[2..], null) is >= 1 and <= 31 or >= 61 and <= 91;
}
