using Parley.Reading.Apart;
using Parley.Reading.Pdf;

namespace Parley.Reading.Tests;

/// <summary>How much of a long scan is recognised.</summary>
public sealed class ScanTests
{
    private static readonly ReadingOptions Limits = new() { TimeLimit = TimeSpan.FromSeconds(60) };

    private readonly FakeTime _time = new();
    private readonly CleanTextBuilder _text = new();

    [Fact]
    public async Task A_long_scan_is_recognised_as_far_as_the_time_allows_and_the_rest_is_named()
    {
        var pages = await FillAsync(Limits, 9, SlowlyAsync);

        Assert.Equal([1, 2, 3, 4, 5], Recognised(pages));
        Assert.Equal("Only the first 5 scanned pages were recognised; left out: 6, 7, 8, 9.", Note());
    }

    [Fact]
    public async Task A_page_that_takes_too_long_costs_none_of_those_before_it()
    {
        var pages = await FillAsync(Limits, 4, async (page, cancelled) =>
        {
            _time.Advance(TimeSpan.FromSeconds(page.Number == 3 ? 50 : 1));
            await Task.Delay(page.Number == 3 ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancelled);
            return Found(page);
        });

        Assert.Equal([1, 2], Recognised(pages));
        Assert.Equal("Only the first 2 scanned pages were recognised; left out: 3, 4.", Note());
    }

    [Fact]
    public async Task Of_more_pages_than_are_recognised_the_first_are()
    {
        var pages = await FillAsync(Limits with { MostScannedPages = 2 }, 3, SlowlyAsync);

        Assert.Equal([1, 2], Recognised(pages));
        Assert.Equal("Only the first 2 scanned pages were recognised; left out: 3.", Note());
    }

    [Fact]
    public async Task A_scan_of_which_nothing_was_recognised_in_time_says_so()
    {
        var refused = await Assert.ThrowsAsync<UnreadableDocumentException>(() => FillAsync(Limits, 2, async (_, cancelled) =>
        {
            _time.Advance(TimeSpan.FromSeconds(50));
            await Task.Delay(Timeout.InfiniteTimeSpan, cancelled);
            return null;
        }));

        Assert.Contains("in the time that one file may take", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_cancels_gets_no_part_of_a_scan()
    {
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FillAsync(Limits, 2, async (page, cancelled) =>
        {
            await cancel.CancelAsync();
            cancelled.ThrowIfCancellationRequested();
            return Found(page);
        }, cancel.Token));
    }

    [Fact]
    public async Task A_process_that_reads_apart_stops_by_what_is_left_of_the_time()
    {
        Readings.Need("pdftotext", "pdftoppm", "tesseract");
        using var input = new MemoryStream();
        using var output = new MemoryStream();
        var left = new ReadingOptions { TimeLimit = TimeSpan.FromMilliseconds(1) };
        await Frames.WriteAsync(input, new ReadingRequest("a.pdf", null, left, null), TestContext.Current.CancellationToken);
        await Frames.WriteAsync(input, Made.Pdf([(72, 700, 11, "Some text here.")], [], []), TestContext.Current.CancellationToken);
        input.Position = 0;

        Assert.Equal(0, await ReadingWorker.RunAsync(input, output, TimeProvider.System, TestContext.Current.CancellationToken));

        output.Position = 0;
        var document = (await Frames.ReadAsync<ReadingAnswer>(output, 100_000, TestContext.Current.CancellationToken))!.Document!;
        Assert.Equal("Some text here.", document.Text);
        Assert.Equal("Only the first 0 scanned pages were recognised; left out: 2, 3.", Assert.Single(document.Notes));
    }

    private Task<IReadOnlyList<Page>> FillAsync(
        ReadingOptions options, int pages, Func<Page, CancellationToken, Task<Page?>> recognise, CancellationToken? cancellationToken = null) => Scans.FillAsync(
        [.. Enumerable.Range(1, pages).Select(number => new Page(number, 595, 842, []))], _text, options, new ReadingClock(options.TimeLimit, _time),
        recognise, cancellationToken ?? TestContext.Current.CancellationToken);

    private Task<Page?> SlowlyAsync(Page page, CancellationToken cancellationToken)
    {
        _time.Advance(TimeSpan.FromSeconds(11));
        return Task.FromResult<Page?>(Found(page));
    }

    private static Page Found(Page page) => page with { Lines = [new PageLine(1, [new PageWord(0, 0, 10, 10, "word")])] };

    private static IEnumerable<int> Recognised(IReadOnlyList<Page> pages) => pages.Where(page => page.IsScan).Select(page => page.Number);

    private string Note() => Assert.Single(_text.Build(null).Notes);
}
