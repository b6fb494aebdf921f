namespace Parley.Reading.Pdf;

/// <summary>A word on a page, in points from the top left corner.</summary>
internal readonly record struct PageWord(double Left, double Top, double Right, double Bottom, string Text)
{
    public double Height => Bottom - Top;
}

/// <summary>Words beside each other.</summary>
/// <param name="Block">The number of the block on its page that the line belongs to, in reading order.</param>
internal sealed record PageLine(int Block, IReadOnlyList<PageWord> Words)
{
    public double Left { get; } = Words.Min(word => word.Left);

    public double Top { get; } = Words.Min(word => word.Top);

    public double Right { get; } = Words.Max(word => word.Right);

    public double Bottom { get; } = Words.Max(word => word.Bottom);

    public string Text { get; } = string.Join(' ', Words.Select(word => word.Text));

    /// <summary>The height of most of its words.</summary>
    public double Size { get; } = Words.Select(word => word.Height).Order().ElementAt(Words.Count / 2);

    public double Middle => (Top + Bottom) / 2;

    public bool IsBeside(PageLine other) => Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top) > 0.5 * Math.Min(Bottom - Top, other.Bottom - other.Top);
}

/// <param name="Number">From 1.</param>
/// <param name="Lines">In reading order.</param>
internal sealed record Page(int Number, double Width, double Height, IReadOnlyList<PageLine> Lines)
{
    /// <summary>True when its text was recognised in a picture, so that heights are rough.</summary>
    public bool IsScan { get; init; }
}
