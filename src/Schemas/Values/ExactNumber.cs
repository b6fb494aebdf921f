using System.Globalization;
using System.Numerics;

namespace Parley.Schemas.Values;

/// <summary>A JSON number without rounding: mantissa · 10^exponent, with a mantissa that ends in no zero, so equal numbers are equal records.</summary>
/// <param name="Digits">How many decimal digits the mantissa has; 0 for zero.</param>
internal readonly record struct ExactNumber(BigInteger Mantissa, long Exponent, int Digits) : IComparable<ExactNumber>
{
    private const int MostDigits = 1_000;
    private const int LongestExponent = 12;

    public bool IsInteger => Exponent >= 0;

    /// <exception cref="BeyondLimitException">It has more digits than can be judged in bounded time.</exception>
    public static ExactNumber Parse(string json)
    {
        var mark = json.AsSpan().IndexOfAny('e', 'E');
        var mantissa = mark < 0 ? json : json[..mark];
        if (mark >= 0 && json.Length - mark > LongestExponent)
        {
            throw new BeyondLimitException("has an exponent that is too long to be checked");
        }

        var exponent = mark < 0 ? 0 : long.Parse(json.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            exponent -= mantissa.Length - point - 1;
            mantissa = mantissa.Remove(point, 1);
        }

        var digits = mantissa.AsSpan().TrimStart('-').TrimStart('0');
        var kept = digits.TrimEnd('0');
        return kept.Length switch
        {
            0 => default,
            > MostDigits => throw new BeyondLimitException($"has more than {MostDigits} digits, which are too many to be checked"),
            _ => new(BigInteger.Parse(kept, CultureInfo.InvariantCulture) * (mantissa[0] == '-' ? -1 : 1), exponent + digits.Length - kept.Length, kept.Length),
        };
    }

    public int CompareTo(ExactNumber other)
    {
        if (Mantissa.Sign != other.Mantissa.Sign || Mantissa.IsZero)
        {
            return Mantissa.Sign.CompareTo(other.Mantissa.Sign);
        }

        var larger = (Digits + Exponent).CompareTo(other.Digits + other.Exponent);
        return larger != 0 ? larger * Mantissa.Sign : Aligned(other.Exponent).CompareTo(other.Aligned(Exponent));
    }

    /// <summary>Roughly the multiplications of machine words that <see cref="IsMultipleOf"/> takes: the power of ten is made by squaring, modulo the divisor.</summary>
    public long CostOf(ExactNumber divisor)
    {
        const int DigitsAWord = 9;
        var (words, shift) = (divisor.Digits / DigitsAWord + 1L, Exponent - divisor.Exponent);
        return words * (Digits / DigitsAWord + 1) + (shift > 0 ? 2 * words * words * (BitOperations.Log2((ulong)shift) + 1) : 0);
    }

    /// <summary>Whether this is a whole multiple of another number that is greater than zero.</summary>
    public bool IsMultipleOf(ExactNumber divisor)
    {
        var shift = Exponent - divisor.Exponent;

        // A mantissa ends in no zero, so nothing but zero is a multiple of something with fewer decimals that it lacks.
        return Mantissa.IsZero || (shift >= 0 && (Mantissa * BigInteger.ModPow(10, shift, divisor.Mantissa) % divisor.Mantissa).IsZero);
    }

    /// <summary>As a count; beyond what an int holds, the largest int.</summary>
    public int ToCount() => Digits + Exponent > 9 ? int.MaxValue : (int)Aligned(0);

    // Only called where both are of the same magnitude or small, so the difference is at most the number of digits.
    private BigInteger Aligned(long exponent) => Exponent > exponent ? Mantissa * BigInteger.Pow(10, (int)(Exponent - exponent)) : Mantissa;
}
