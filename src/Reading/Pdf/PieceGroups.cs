namespace Parley.Reading.Pdf;

/// <summary>
/// Puts pieces of text into lines and blocks in reading order, for a source that gives only places: the page is cut in turn along the widest
/// empty band from side to side, then from top to bottom, as long as there is one (the XY cut of Nagy and Seth, 1984).
/// </summary>
internal static class PieceGroups
{
    private const double SameLine = 0.3;
    private const double Gutter = 0.9;
    private const double BlockGap = 0.9;
    private const double WideGap = 1.5;
    private const int MostDepth = 40;

    public static IReadOnlyList<Page> Arrange(IReadOnlyList<Page> pages) => [.. pages.Select(Arrange)];

    private static Page Arrange(Page page)
    {
        var lines = new List<PageLine>();
        var block = 0;
        Cut([.. page.Lines.SelectMany(line => line.Words)], lines, ref block, 0);
        return page with { Lines = lines };
    }

    private static void Cut(List<PageWord> words, List<PageLine> lines, ref int block, int depth)
    {
        if (words.Count == 0)
        {
            return;
        }

        var size = words.Select(word => word.Height).Order().ElementAt(words.Count / 2);
        var down = Gap(words, word => word.Top, word => word.Bottom);
        var across = Gap(words, word => word.Left, word => word.Right);
        if (depth < MostDepth && across.Width > Gutter * size && IsGutter(words, across.At))
        {
            Cut(words.FindAll(word => word.Left < across.At), lines, ref block, depth + 1);
            Cut(words.FindAll(word => word.Left >= across.At), lines, ref block, depth + 1);
        }
        else if (depth < MostDepth && down.Width > BlockGap * size)
        {
            Cut(words.FindAll(word => word.Top < down.At), lines, ref block, depth + 1);
            Cut(words.FindAll(word => word.Top >= down.At), lines, ref block, depth + 1);
        }
        else
        {
            block++;
            Lines(words, lines, block);
        }
    }

    // Between columns of running text there are lines on both sides all the way down; a table's columns stay together.
    private static bool IsGutter(List<PageWord> words, double at)
    {
        var (left, right) = (Rows(words.FindAll(word => word.Left < at)), Rows(words.FindAll(word => word.Left >= at)));
        return left.Count > 2 && right.Count > 2 && left.Average(row => row.Count) >= 3 && right.Average(row => row.Count) >= 3;
    }

    private static (double At, double Width) Gap(List<PageWord> words, Func<PageWord, double> from, Func<PageWord, double> to)
    {
        var (best, at, reached) = (0.0, 0.0, double.NegativeInfinity);
        foreach (var word in words.OrderBy(from))
        {
            if (double.IsFinite(reached) && from(word) - reached > best)
            {
                (best, at) = (from(word) - reached, from(word));
            }

            reached = Math.Max(reached, to(word));
        }

        return (at, best);
    }

    // Where the gap is wide, another line begins at the same height: the next cell of a table.
    private static void Lines(List<PageWord> words, List<PageLine> lines, int block)
    {
        foreach (var row in Rows(words))
        {
            var start = 0;
            for (var i = 1; i <= row.Count; i++)
            {
                if (i == row.Count || row[i].Left - row[i - 1].Right > WideGap * row[i].Height)
                {
                    lines.Add(new PageLine(block, row[start..i]));
                    start = i;
                }
            }
        }
    }

    private static List<List<PageWord>> Rows(List<PageWord> words)
    {
        var rows = new List<List<PageWord>>();
        foreach (var word in words.OrderBy(word => word.Top + word.Bottom))
        {
            var row = rows.Count > 0 ? rows[^1] : null;
            if (row is not null && Math.Abs(row[0].Top + row[0].Bottom - word.Top - word.Bottom) / 2 < SameLine * Math.Min(row[0].Height, word.Height))
            {
                row.Add(word);
            }
            else
            {
                rows.Add([word]);
            }
        }

        rows.ForEach(row => row.Sort((one, other) => one.Left.CompareTo(other.Left)));
        return rows;
    }
}
