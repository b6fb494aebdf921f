namespace Parley.Safety;

/// <summary>The hash of the last letters of a text, carried on letter by letter (Karp and Rabin, "Efficient randomized pattern-matching algorithms", 1987).</summary>
internal sealed class LeakWindow
{
    private static readonly ulong Leaving = Power(LeakSet.Window - 1);

    private readonly char[] _letters = new char[LeakSet.Window];
    private int _count;

    public ulong Hash { get; private set; }

    /// <returns>Whether there are enough letters for a hash.</returns>
    public bool Push(char letter)
    {
        var place = _count++ % LeakSet.Window;
        Hash = unchecked(((Hash - ((ulong)_letters[place] * Leaving)) * LeakSet.Base) + letter);
        _letters[place] = letter;
        return _count >= LeakSet.Window;
    }

    private static ulong Power(int exponent)
    {
        var power = 1UL;
        for (var i = 0; i < exponent; i++)
        {
            power = unchecked(power * LeakSet.Base);
        }

        return power;
    }
}
