namespace Parley.Redaction;

/// <summary>
/// Reads a text segment by segment. Where a segment ends is decided by what stands before and shortly after, and a finding depends on its segment and
/// what stands before it alone; so a text that arrives in pieces is read exactly like one that is there at once.
/// </summary>
internal sealed class Walker(FindOptions options)
{
    /// <summary>What is looked back at for the words that say what a number is.</summary>
    public const int Context = 160;

    private const int LongestOpen = 16_384;

    private readonly Segmenter _segmenter = new(CalmWords.Suffice(options));
    private readonly SegmentReader _reader = new(options);
    private KeyBlock? _block;
    private int _swallowed;

    /// <summary>Whether the last finding goes on where the read text ends.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Reads on from a place.</summary>
    /// <param name="text">The text as far as it is known, with at least <see cref="Context"/> characters before the place, or all that there are.</param>
    /// <param name="final">Whether nothing follows.</param>
    /// <param name="found">Receives what was found; the last entry grows while <see cref="IsOpen"/>.</param>
    /// <returns>Up to where was read; the place itself when that needs more text.</returns>
    public int Next(ReadOnlySpan<char> text, int from, bool final, List<PersonalDatum> found)
    {
        if (IsOpen)
        {
            return Extend(text, from, final, found);
        }

        var length = _segmenter.Length(text[from..], final);
        if (length == 0)
        {
            return from;
        }

        var to = from + length;
        if (options.Wants(DatumKinds.Secret) && KeyBlock.Starts(text[from..to]))
        {
            (_block, _swallowed, IsOpen) = (new(), 0, true);
            found.Add(new(DatumKinds.Secret, from, from, 1));
            return Extend(text[..to], from, final: false, found);
        }

        var before = found.Count;
        _reader.Read(text[..to], from, found);
        IsOpen = _segmenter.IsTorn && found.Count > before && found[^1].End == to;
        (_block, _swallowed) = (null, 0);
        return to;
    }

    private int Extend(ReadOnlySpan<char> text, int from, bool final, List<PersonalDatum> found)
    {
        var at = from;
        while (at < text.Length && IsOpen)
        {
            IsOpen = _swallowed < LongestOpen && (_block?.Takes(text[at]) ?? Segmenter.IsOfToken(text[at]));
            if (IsOpen)
            {
                (at, _swallowed) = (at + 1, _swallowed + 1);
                IsOpen = _block?.IsWhole != true;
            }
        }

        found[^1] = found[^1] with { End = at };
        IsOpen &= !final;
        return at;
    }
}
