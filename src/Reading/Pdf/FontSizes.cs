namespace Parley.Reading.Pdf;

/// <summary>The size of most letters, and which larger sizes stand for which level of heading.</summary>
internal sealed class FontSizes
{
    private const double Same = 0.06;
    private readonly List<double> _larger = [];

    public FontSizes(IReadOnlyList<Page> pages)
    {
        var sizes = new Dictionary<double, int>();
        foreach (var line in pages.SelectMany(page => page.Lines))
        {
            var size = Math.Round(line.Size * 2) / 2;
            sizes[size] = sizes.GetValueOrDefault(size) + line.Text.Length;
        }

        Body = sizes.Count == 0 ? 0 : sizes.MaxBy(size => size.Value).Key;
        foreach (var size in sizes.Keys.Where(size => size > Body * 1.1).OrderDescending())
        {
            if (_larger.Count == 0 || _larger[^1] - size > Same * size)
            {
                _larger.Add(size);
            }
        }
    }

    public double Body { get; }

    /// <returns>From 1 for the largest letters to 6.</returns>
    public int Level(double size) => Math.Clamp(_larger.FindIndex(larger => size >= larger * (1 - Same)) + 1, 1, 6);
}
