namespace Parley.Redaction;

/// <summary>Check digits over ASCII digits.</summary>
internal static class Checksums
{
    // The group of the square's symmetries, and the permutation, of J. Verhoeff, "Error Detecting Decimal Codes" (1969).
    private static readonly byte[] Permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

    /// <summary>ISO/IEC 7812-1, annex B.</summary>
    public static bool IsLuhn(ReadOnlySpan<char> digits)
    {
        var (sum, any) = (0, false);
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            var doubled = i % 2 == 1 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
            any |= digit != 0;
        }

        return any && sum % 10 == 0;
    }

    public static bool IsVerhoeff(ReadOnlySpan<char> digits)
    {
        var check = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            for (var times = i % 8; times > 0; times--)
            {
                digit = Permutation[digit];
            }

            check = Dihedral(check, digit);
        }

        return check == 0;
    }

    /// <summary>The sum of digits times weights.</summary>
    public static int Weighted(ReadOnlySpan<char> digits, ReadOnlySpan<int> weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += (digits[i] - '0') * weights[i];
        }

        return sum;
    }

    /// <summary>ISO 7064 MOD 97-10 of letters and digits, a letter counting as 10 to 35; the first four stand last, as in an IBAN.</summary>
    public static bool IsMod97(ReadOnlySpan<char> text)
    {
        var rest = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = char.ToUpperInvariant(text[(i + 4) % text.Length]);
            rest = ((rest * (char.IsAsciiDigit(c) ? 10 : 100)) + (char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10)) % 97;
        }

        return rest == 1;
    }

    /// <summary>ISO 7064 MOD 11,10, as in German tax numbers.</summary>
    public static bool IsMod11And10(ReadOnlySpan<char> digits)
    {
        var product = 10;
        foreach (var digit in digits[..^1])
        {
            var sum = (digit - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (11 - product) % 10 == digits[^1] - '0';
    }

    public static bool IsOneDigit(ReadOnlySpan<char> digits) => !digits.ContainsAnyExcept(digits[0]);

    private static int Dihedral(int a, int b) => (a < 5, b < 5) switch
    {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + ((a + b) % 5),
        (false, true) => 5 + ((a - b + 5) % 5),
        _ => (a - b + 5) % 5,
    };
}
