namespace Parley.Redaction;

/// <summary>Whether letters were drawn by chance: Shannon's entropy of the letters, in bits, against what such a run could have.</summary>
internal static class Entropy
{
    private const double OfHex = 3.0;
    private const double OfAll = 3.6;

    public static bool LooksRandom(ReadOnlySpan<char> run)
    {
        Span<int> counts = stackalloc int[128];
        counts.Clear();
        var (digits, letters, isHex) = (0, 0, true);
        foreach (var c in run)
        {
            counts[c & 127]++;
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            letters += char.IsAsciiLetter(c) ? 1 : 0;
            isHex &= char.IsAsciiHexDigit(c) || c == '-';
        }

        var bits = 0.0;
        foreach (var count in counts)
        {
            bits -= count == 0 ? 0 : (double)count / run.Length * Math.Log2((double)count / run.Length);
        }

        return letters >= 3 && digits >= 2 && bits >= (isHex ? OfHex : OfAll) && (!isHex || run.Length >= 32);
    }
}
