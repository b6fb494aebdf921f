namespace Parley.Redaction;

/// <summary>A segment with what stands before it.</summary>
internal readonly ref struct Segment
{
    public Segment(ReadOnlySpan<char> text, int from, string region)
    {
        Text = text;
        From = from;
        Region = region;
        foreach (var c in text[from..])
        {
            Digits += char.IsAsciiDigit(c) ? 1 : 0;
        }
    }

    /// <summary>What stands before, and the segment.</summary>
    public ReadOnlySpan<char> Text { get; }

    /// <summary>Where the segment begins in <see cref="Text"/>.</summary>
    public int From { get; }

    public string Region { get; }

    public int Digits { get; }

    /// <summary>The character at a place; 0 beyond the ends.</summary>
    public char At(int place) => (uint)place < (uint)Text.Length ? Text[place] : '\0';

    /// <summary>Whether one of some words stands shortly before a place, in the same paragraph.</summary>
    public bool SaysBefore(WordList words, int place, int within = 48)
    {
        var before = Text[Math.Max(0, place - within)..place];
        return words.IsIn(before[(before.LastIndexOf("\n\n") + 1)..]);
    }

    public bool SaysAfter(WordList words, int place, int within = 24) => words.IsIn(Text[place..Math.Min(Text.Length, place + within)]);
}
