using System.Diagnostics;

namespace Parley.Bench.Gateway;

/// <summary>A token says when it was sent: an @ and sixteen digits, microseconds of the machine's monotonic clock.</summary>
internal static class Stamps
{
    public const byte Mark = (byte)'@';
    public const int Digits = 16;

    public static long Now => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000);

    public static void Write(Span<byte> digits, long stamp)
    {
        for (var i = Digits - 1; i >= 0; i--)
        {
            (stamp, var digit) = Math.DivRem(stamp, 10);
            digits[i] = (byte)('0' + digit);
        }
    }

    public static long Read(ReadOnlySpan<byte> digits)
    {
        var stamp = 0L;
        foreach (var digit in digits[..Digits])
        {
            stamp = stamp * 10 + digit - '0';
        }

        return stamp;
    }
}
