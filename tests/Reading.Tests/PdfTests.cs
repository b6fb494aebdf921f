using Parley.Reading.Apart;
using Parley.Reading.Pdf;

namespace Parley.Reading.Tests;

/// <summary>How printed pages become clean text.</summary>
public sealed class PdfTests
{
    [Fact]
    public async Task Large_letters_are_headings_and_lines_are_paragraphs()
    {
        Readings.Need("pdftotext");

        var document = await Readings.ReadAsync(Made.Pdf(
        [
            (72, 760, 24, "Garden tools"), (72, 700, 16, "Shears"), (72, 670, 11, "Oil the blades before winter and keep the handles dry, or they will"),
            (72, 656, 11, "split."), (72, 620, 11, "1. Open them."), (72, 606, 11, "2. Wipe them."),
        ]));

        Assert.Equal("Garden tools\n\nShears\n\nOil the blades before winter and keep the handles dry, or they will split.\n\n1. Open them.\n2. Wipe them.", document.Text);
        Assert.Equal("Heading1 Heading2 Paragraph ListItem ListItem", document.Kinds());
    }

    [Fact]
    public async Task A_paragraph_goes_on_over_the_end_of_a_page_and_both_pages_are_known()
    {
        Readings.Need("pdftotext");

        var document = await Readings.ReadAsync(Made.Pdf([(72, 100, 11, "The warranty covers the frame of the bicycle and")], [(72, 760, 11, "the fork, but never the tyres.")]));

        Assert.Equal("The warranty covers the frame of the bicycle and the fork, but never the tyres.", document.Text);
        Assert.Equal("the fork, but never the tyres.", document.TextOn(2));
        Assert.Equal([1, 2], document.Pages.Select(page => page.Page));
    }

    [Fact]
    public async Task Columns_are_read_one_after_the_other()
    {
        Readings.Need("pdftotext");
        static IEnumerable<(double, double, double, string)> Column(double x, string word) =>
            Enumerable.Range(0, 12).Select(i => (x, 700.0 - (i * 13), 10.0, $"{word} column line number {i} tells of something long."));

        var document = await Readings.ReadAsync(Made.Pdf([.. Column(60, "Left"), .. Column(320, "Right")]));

        Assert.True(document.Text.LastIndexOf("Left column", StringComparison.Ordinal) < document.Text.IndexOf("Right column", StringComparison.Ordinal), document.Text);
        Assert.DoesNotContain(document.Blocks, block => block.Kind == BlockKind.Table);
    }

    [Fact]
    public async Task A_table_stays_whole()
    {
        Readings.Need("pdftotext");
        string[][] rows = [["Model", "Weight", "Price"], ["Lark", "9 kg", "899 EUR"], ["Wren", "11 kg", "649 EUR"], ["Kite", "8 kg", "1299 EUR"]];

        var document = await Readings.ReadAsync(Made.Pdf(
            [(72, 760, 11, "These are the models of this year:"), .. rows.SelectMany((row, i) => row.Select((cell, j) => (72.0 + (j * 150), 720.0 - (i * 18), 11.0, cell)))]));

        Assert.Equal(
            "These are the models of this year:\n\n| Model | Weight | Price |\n| Lark | 9 kg | 899 EUR |\n| Wren | 11 kg | 649 EUR |\n| Kite | 8 kg | 1299 EUR |",
            document.Text);
    }

    [Fact]
    public async Task A_cell_of_several_lines_stays_one_cell()
    {
        Readings.Need("pdftotext");

        var document = await Readings.ReadAsync(Made.Pdf(
        [
            (72, 720, 11, "Tool"), (200, 720, 11, "Price"), (330, 720, 11, "Remarks"),
            (330, 692, 11, "Two batteries and a charger"), (72, 685, 11, "Drill"), (200, 685, 11, "4 EUR"), (330, 678, 11, "are in the case"),
            (72, 650, 11, "Jigsaw"), (200, 650, 11, "5 EUR"), (330, 650, 11, "No blades"),
        ]));

        Assert.Equal("| Tool | Price | Remarks |\n| Drill | 4 EUR | Two batteries and a charger are in the case |\n| Jigsaw | 5 EUR | No blades |", document.Text);
    }

    [Fact]
    public async Task What_stands_on_every_page_is_kept_on_the_first_and_the_last_alone()
    {
        Readings.Need("pdftotext");

        var document = await Readings.ReadAsync(Made.Pdf([.. Enumerable.Range(1, 6).Select(i => new (double, double, double, string)[]
        {
            (72, 800, 9, "Acme handbook"), (72, 400, 11, $"Chapter {(char)('A' + i)} tells of one more thing."), (300, 30, 9, $"Page {i} of 6"),
        })]));

        Assert.Equal(2, document.Text.Split("Acme handbook").Length - 1);
        Assert.Equal("Chapter D tells of one more thing.", document.TextOn(3));
    }

    [Theory]
    [InlineData("the trans-", "lation is", "the translation is")]
    [InlineData("a well-", "known name", "a well-known name")]
    [InlineData("in New-", "Haven", "in New-Haven")]
    [InlineData("soft\u00ad", "ware", "software")]
    [InlineData("no hyphen", "here", "no hyphen here")]
    public void A_word_parted_at_a_line_end_is_joined_and_a_hyphen_of_its_own_kept(string line, string next, string joined)
    {
        var words = "well known trans lation translation".Split(' ').Select(word => new PageWord(0, 0, 10, 10, word)).ToList();

        Assert.Equal(joined, new LineJoin([new Page(1, 100, 100, [new PageLine(1, words)])]).Join(line, next));
    }

    [Fact]
    public async Task A_scanned_page_is_recognised()
    {
        Readings.Need("pdftotext", "pdftoppm", "tesseract");
        using var folder = new PrivateFolder(null);
        var printed = folder.Write("printed.pdf", Made.Pdf([(72, 700, 30, "Turn the red wheel twice")]));
        await ExternalTool.Find("pdftoppm")!.RunAsync(["-r", "100", "-gray", "-jpeg", "-singlefile", printed, "scan"], folder.Path, new ReadingOptions(), TestContext.Current.CancellationToken);
        var picture = await File.ReadAllBytesAsync(Path.Combine(folder.Path, "scan.jpg"), TestContext.Current.CancellationToken);

        var document = await Readings.ReadAsync(picture, "scan.png");

        Assert.Contains("Turn the red wheel twice", document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_poppler_the_words_come_from_pdf_js_and_the_text_is_the_same()
    {
        Readings.Need("node");
        Assert.SkipWhen(PdfJs.Module() is null, "pdf.js is not installed: npm ci in web/ installs it.");
        using var folder = new PrivateFolder(null);
        string[][] rows = [["Model", "Weight"], ["Lark", "9 kg"], ["Wren", "11 kg"]];
        var file = folder.Write("a.pdf", Made.Pdf(
        [
            (72, 760, 24, "Garden tools"), (72, 700, 11, "Oil the blades before winter and keep the handles dry, or they will"), (72, 686, 11, "split."),
            .. rows.SelectMany((row, i) => row.Select((cell, j) => (72.0 + (j * 150), 600.0 - (i * 18), 11.0, cell))),
        ]));

        var (_, pages) = await PdfJs.ReadAsync(file, folder, new ReadingOptions(), TestContext.Current.CancellationToken);
        var text = new CleanTextBuilder();
        new PdfText(text, pages).Write();

        Assert.Equal("Garden tools\n\nOil the blades before winter and keep the handles dry, or they will split.\n\n| Model | Weight |\n| Lark | 9 kg |\n| Wren | 11 kg |", text.Build(null).Text);
        await Assert.ThrowsAsync<UnreadableDocumentException>(() => PdfJs.ReadAsync(folder.Write("b.pdf", "%PDF-1.4 no"u8.ToArray()), folder, new ReadingOptions(), TestContext.Current.CancellationToken));
    }
}
