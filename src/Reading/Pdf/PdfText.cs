using System.Text.RegularExpressions;

namespace Parley.Reading.Pdf;

/// <summary>Makes blocks of the lines of all pages: headings by the size of their letters, paragraphs over line, column and page ends, lists, tables.</summary>
internal sealed partial class PdfText(CleanTextBuilder text, IReadOnlyList<Page> pages)
{
    private const double HeadingSize = 1.15;
    private const double ScanHeadingSize = 1.5;
    private const int MostHeadingWords = 25;

    private readonly LineJoin _join = new(pages);
    private readonly FontSizes _sizes = new(pages);
    private readonly List<PageLine> _heading = [];
    private readonly HashSet<PageLine> _done = [];
    private string? _mark;
    private string _open = "";
    private PageLine? _last;
    private int _waitingBreaks;

    public void Write()
    {
        foreach (var (i, page) in pages.Index())
        {
            if (i > 0)
            {
                CloseHeading();
                _waitingBreaks++;
            }
            else
            {
                text.Page(page.Number);
            }

            Page(page with { Lines = [.. Marked(page.Lines)] });
        }

        Close();
        FlushBreaks();
    }

    private void Page(Page page)
    {
        var tables = PageTables.Find(page).ToList();
        foreach (var line in page.Lines)
        {
            if (tables.FirstOrDefault(table => table.Lines.Contains(line)) is { } table)
            {
                if (tables.Remove(table))
                {
                    Close();
                    FlushBreaks();
                    text.Table(table.Rows);
                    _done.UnionWith(table.Lines);
                }
            }
            else if (!_done.Contains(line))
            {
                Line(line, page);
            }
        }

        _done.Clear();
    }

    private void Line(PageLine line, Page page)
    {
        var isHeading = line.Size >= _sizes.Body * (page.IsScan ? ScanHeadingSize : HeadingSize) && line.Words.Count <= MostHeadingWords && line.Text.Any(char.IsLetter);
        if (isHeading)
        {
            ClosePart();
            if (_heading.Count > 0 && (Math.Abs(_heading[^1].Size - line.Size) > 0.06 * line.Size || line.Top - _heading[^1].Bottom > 0.7 * line.Size || _heading.Count > 3))
            {
                CloseHeading();
            }

            _heading.Add(line);
            return;
        }

        CloseHeading();
        var item = ListMark.Split(line.Text);
        if (_open.Length > 0 && item is null && GoesOn(line))
        {
            _open = _join.Join(_open, $"{Breaks()}{line.Text}");
        }
        else
        {
            ClosePart();
            (_mark, _open) = item is { } found ? (found.Mark, found.Text) : (null, line.Text);
        }

        _last = line;
    }

    private bool GoesOn(PageLine line)
    {
        var last = _last!;
        if (Leader().IsMatch(_open))
        {
            return false;
        }

        var endsSentence = _open.TrimEnd('"', '\'', ')', '\u201d', '\u2019') is [.., '.' or '!' or '?' or ':' or '\u3002' or '\u2026'];
        if (_waitingBreaks > 0 || line.Block != last.Block)
        {
            // The text of a column or page goes on in the next one in the middle of a sentence.
            return !endsSentence && (char.IsLower(line.Text[0]) || _open.EndsWith('-') || _open.EndsWith(',')) && Math.Abs(line.Size - last.Size) < 0.15 * last.Size;
        }

        var gap = line.Top - last.Bottom;
        var isIndented = line.Left > last.Left + (0.9 * line.Size) && _mark is null;
        var isOutdented = line.Left < last.Left - (0.9 * line.Size) && _mark is not null;
        var isLastOfMany = endsSentence && last.Right < line.Right - (0.2 * (line.Right - line.Left)) && !char.IsLower(line.Text[0]) && !last.IsBeside(line);
        return gap < 0.75 * line.Size && !isLastOfMany && !(isIndented && endsSentence) && !(isOutdented && endsSentence) && Math.Abs(line.Size - last.Size) < 0.2 * last.Size;
    }

    // A bullet often is a line of its own beside its text.
    private static IEnumerable<PageLine> Marked(IReadOnlyList<PageLine> lines)
    {
        var marks = lines.Where(line => line.Words.Count == 1 && ListMark.Is(line.Text)).ToList();
        if (marks.Count == 0)
        {
            return lines;
        }

        var marked = new Dictionary<PageLine, PageLine>();
        foreach (var mark in marks)
        {
            if (lines.Where(line => line != mark && line.IsBeside(mark) && line.Left > mark.Left && line.Left - mark.Right < 5 * mark.Size).MinBy(line => line.Left) is { } text)
            {
                marked.TryAdd(text, mark);
            }
        }

        var used = marked.Values.ToHashSet();
        return lines.Where(line => !used.Contains(line)).Select(line => marked.TryGetValue(line, out var mark) ? new PageLine(line.Block, [mark.Words[0], .. line.Words]) : line);
    }

    // A line of a table of contents.
    [GeneratedRegex(@"(?:\. ?){4,}\s*\d{1,4}$", RegexOptions.CultureInvariant)]
    private static partial Regex Leader();

    private string Breaks()
    {
        var breaks = new string(CleanTextBuilder.PageBreak, _waitingBreaks);
        _waitingBreaks = 0;
        return breaks;
    }

    private void Close()
    {
        ClosePart();
        CloseHeading();
    }

    private void ClosePart()
    {
        if (_open.Length > 0)
        {
            var (mark, part) = (_mark, _open);
            (_mark, _open, _last) = (null, "", null);
            if (mark is not null)
            {
                text.ListItem(mark, 0, part);
            }
            else
            {
                text.Paragraph(part);
            }
        }

        FlushBreaks();
    }

    private void FlushBreaks()
    {
        for (; _waitingBreaks > 0; _waitingBreaks--)
        {
            text.NextPage();
        }
    }

    private void CloseHeading()
    {
        if (_heading.Count > 0)
        {
            text.Heading(_sizes.Level(_heading[0].Size), string.Join(' ', _heading.Select(line => line.Text)));
            _heading.Clear();
        }
    }
}
