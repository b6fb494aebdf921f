using System.Buffers.Binary;
using System.Text;

namespace Parley.Reading.Tests;

/// <summary>What is broken, hidden, too large or meant to harm ends in a reason that its sender understands.</summary>
public sealed class HostileFileTests
{
    private static readonly ReadingOptions Tight = new() { MostUnpackedBytes = 4_000_000, MostParts = 64, MostCharacters = 200_000 };

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\0\0\0\0", "zero bytes")]
    [InlineData("   \n ", "No text")]
    [InlineData("PK\u0003\u0004 and no more", "cut off")]
    [InlineData("\u007fELF\u0002", "a program")]
    [InlineData("Rar!\u001a\u0007", "RAR")]
    [InlineData("ok\u0001\u0002\u0003\0\u0004\u0005", "stand in no text")]
    public async Task What_is_no_document_is_refused(string bytes, string reason)
    {
        Assert.Contains(reason, await Readings.RefuseAsync(Encoding.Latin1.GetBytes(bytes), "report.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_office_file_with_a_password_says_so()
    {
        Assert.Contains("password", await Readings.RefuseAsync([0xd0, 0xcf, 0x11, 0xe0, .. Encoding.Unicode.GetBytes("EncryptedPackage")], "plan.docx"), StringComparison.Ordinal);
        Assert.Contains("old Office", await Readings.RefuseAsync([0xd0, 0xcf, 0x11, 0xe0, 1, 2], "plan.doc"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_cut_off_is_refused()
    {
        var bytes = Made.Word(Made.Paragraph(string.Concat(Enumerable.Range(0, 900).Select(i => $"word{i} "))));

        Assert.Contains("cut off", await Readings.RefuseAsync(bytes[..(bytes.Length / 2)], "plan.docx"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_that_would_grow_beyond_measure_is_not_unpacked()
    {
        var bomb = Made.Word(Made.Paragraph(new string(' ', 3_000_000)));

        Assert.Contains("times as large", await Readings.RefuseAsync(bomb, "plan.docx", null, Tight), StringComparison.Ordinal);
        Assert.Contains("files inside", await Readings.RefuseAsync(Made.Zip([.. Enumerable.Range(0, 65).Select(i => ($"word/{i}.xml", ""))]), "plan.docx", null, Tight), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_that_lies_about_its_size_is_stopped_while_it_unpacks()
    {
        var bytes = Made.Zip(("word/document.xml", $"<document><body><p><r><t>{new string(' ', 6_000_000)}</t></r></p></body></document>"));
        foreach (var (magic, at) in new[] { ("PK\u0001\u0002", 24), ("PK\u0003\u0004", 22) })
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(bytes.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(magic)) + at), 100);
        }

        var reason = await Readings.RefuseAsync(bytes, "plan.docx", null, Tight);

        Assert.True(reason.Contains("more than the", StringComparison.Ordinal) || reason.Contains("damaged", StringComparison.Ordinal), reason);
    }

    [Theory]
    [InlineData("<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><document><body><p><r><t>&x;</t></r></p></body></document>")]
    [InlineData("<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]><document><body><p><r><t>&c;</t></r></p></body></document>")]
    public async Task Entities_are_never_looked_up(string xml)
    {
        Assert.Contains("entities", await Readings.RefuseAsync(Made.Zip(("word/document.xml", xml)), "plan.docx"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Elements_in_elements_without_end_are_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("<sdt><sdtContent>", 5_000)) + string.Concat(Enumerable.Repeat("</sdtContent></sdt>", 5_000));

        Assert.Contains("deep", await Readings.RefuseAsync(Made.Word(deep), "plan.docx"), StringComparison.Ordinal);
        Assert.Contains("deep", await Readings.RefuseAsync(Encoding.ASCII.GetBytes(new string('[', 10_000) + new string(']', 10_000)), "data.json"), StringComparison.Ordinal);
        Assert.Contains("deep", await Readings.RefuseAsync(Encoding.ASCII.GetBytes(@"{\rtf1" + new string('{', 10_000)), "note.rtf"), StringComparison.Ordinal);
        Assert.Contains("open at once", await Readings.RefuseAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("<div>", 20_000))), "page.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_presentation_without_slides_and_a_sheet_without_values_say_so()
    {
        Assert.Contains("no slides", await Readings.RefuseAsync(Made.Slides(), "talk.pptx"), StringComparison.Ordinal);
        Assert.Contains("no values", await Readings.RefuseAsync(Made.Sheet(string.Concat(Enumerable.Range(1, 1_000_000).Select(i => "<row/>"))), "empty.xlsx", null, new ReadingOptions { MostExpansion = 1_000 }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_without_end_and_a_broken_line_are_named()
    {
        Assert.Contains("quotation mark", await Readings.RefuseAsync(Encoding.ASCII.GetBytes("a,b\n\"" + new string('x', 10_000_000)), "t.csv"), StringComparison.Ordinal);
        Assert.Contains("line 3", await Readings.RefuseAsync("{\"a\": 1}\n{\"a\": 2}\n{\"a\": "u8.ToArray(), "t.jsonl"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_much_is_refused_with_the_number_that_is_allowed()
    {
        Assert.Contains("10 are the most", await Readings.RefuseAsync(new byte[11], "a.txt", null, new ReadingOptions { MostBytes = 10 }), StringComparison.Ordinal);
        Assert.Contains("200,000 characters", await Readings.RefuseAsync(Encoding.ASCII.GetBytes(new string('x', 300_000)), "a.txt", null, Tight), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%PDF-1.4\n1 0 obj\n<< /Type /Catalog")]
    [InlineData("%PDF-1.7\nnothing but noise")]
    public async Task A_pdf_without_pages_says_that_it_is_damaged(string source)
    {
        Readings.Need("pdftotext", "pdfinfo");

        Assert.Contains("damaged", await Readings.RefuseAsync(Encoding.ASCII.GetBytes(source), "a.pdf"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pdf_whose_table_of_objects_is_wrong_is_read_all_the_same()
    {
        Readings.Need("pdftotext");
        var source = Encoding.Latin1.GetString(Made.Pdf([(72, 700, 11, "Still readable text.")]));

        var document = await Readings.ReadAsync(Encoding.Latin1.GetBytes(source.Replace("0000000009", "0000099999", StringComparison.Ordinal)), "a.pdf");

        Assert.Equal("Still readable text.", document.Text);
    }

    [Fact]
    public async Task A_pdf_with_more_pages_than_allowed_is_refused()
    {
        Readings.Need("pdftotext", "pdfinfo");

        Assert.Contains("3 pages; 2 are the most", await Readings.RefuseAsync(Made.PdfOf("", "", ""), "a.pdf", null, new ReadingOptions { MostPages = 2 }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("page.html")]
    [InlineData("faq.txt")]
    [InlineData("data.json")]
    public async Task A_file_with_very_many_of_one_thing_is_read_in_no_time(string name)
    {
        var text = name switch
        {
            "page.html" => "<main><article><p>" + string.Join("</p><p>", Enumerable.Repeat("This is a sentence of twelve words, which is what a text has.", 5)) + "</p>"
                + string.Concat(Enumerable.Repeat("<span>x</span>", 40_000)) + "</article></main>",
            "faq.txt" => string.Concat(Enumerable.Repeat("Q: a\n\n", 100_000)),
            _ => $"{{\"{new string('n', 150_000)}\": [{string.Concat(Enumerable.Repeat("[],", 200_000))}[]], \"gate\": \"nine\"}}",
        };

        var document = await Task.Run(() => Readings.ReadAsync(text, name, new ReadingOptions { TimeLimit = TimeSpan.FromMinutes(2) }))
            .WaitAsync(TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);

        Assert.NotEmpty(document.Text);
    }
}
