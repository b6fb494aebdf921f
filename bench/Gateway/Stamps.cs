using System.Diagnostics;

namespace Parley.Bench.Gateway;

/// <summary>
/// A token says when it was sent: a bar and five letters, microseconds of the machine's monotonic clock modulo some twelve seconds. To guards it is a word
/// like others.
/// </summary>
internal static class Stamps
{
    public const byte Mark = (byte)'|';
    public const int Letters = 5;
    private const int Base = 26;
    private const long Turn = 26 * 26 * 26 * 26 * 26;

    public static long Now => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000);

    public static void Write(Span<byte> letters, long stamp)
    {
        for (var i = Letters - 1; i >= 0; i--)
        {
            (stamp, var letter) = Math.DivRem(stamp, Base);
            letters[i] = (byte)('a' + letter);
        }
    }

    /// <param name="now">When it was read, less than a turn of the letters later.</param>
    public static long Read(ReadOnlySpan<byte> letters, long now)
    {
        var stamp = 0L;
        foreach (var letter in letters[..Letters])
        {
            stamp = stamp * Base + letter - 'a';
        }

        return now - (now - stamp) % Turn;
    }
}
