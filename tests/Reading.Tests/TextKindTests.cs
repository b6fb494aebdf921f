using System.Text;

namespace Parley.Reading.Tests;

/// <summary>How tables, data, code and text in any encoding are read.</summary>
public sealed class TextKindTests
{
    [Theory]
    [InlineData("name,price\n\"Tea, green\",3\nMug,\"5\"\"\"\n")]
    [InlineData("name;price\r\nTea, green;3\r\nMug;\"5\"\"\"\r\n")]
    [InlineData("name\tprice\nTea, green\t3\nMug\t5\"\n")]
    public async Task A_table_of_values_is_read_whatever_parts_its_cells(string source)
    {
        Assert.Equal("| name | price |\n| Tea, green | 3 |\n| Mug | 5\" |", (await Readings.ReadAsync(source, "prices.csv")).Text);
    }

    [Fact]
    public async Task Data_is_written_as_paths_and_each_entry_of_a_list_stands_alone()
    {
        var document = await Readings.ReadAsync("""[{"name": "Lark", "size": {"wheel": 28}, "colours": ["red", "blue"], "note": null}, {"name": "Wren"}]""", "bikes.json");

        Assert.Equal("name: Lark\nsize.wheel: 28\ncolours: red, blue\n\nname: Wren", document.Text);
        Assert.Equal(2, document.Blocks.Count);
    }

    [Fact]
    public async Task Lines_of_data_are_entries()
    {
        Assert.Equal("a: 1\n\na: 2", (await Readings.ReadAsync("{\"a\": 1}\n\n{\"a\": 2}\n", "log.jsonl")).Text);
    }

    [Fact]
    public async Task Code_is_cut_between_its_functions_and_names_its_language()
    {
        var body = string.Concat(Enumerable.Repeat("    total = total + price\n\n", 40));
        var document = await Readings.ReadAsync($"def first():\n{body}\ndef second():\n{body}", "shop.py");

        Assert.Equal(2, document.Blocks.Count);
        Assert.All(document.Blocks, block => Assert.StartsWith("```python\ndef ", document.TextOf(block), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("windows-1252")]
    public async Task Text_is_read_in_the_encoding_that_it_has(string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = Encoding.GetEncoding(name);

        var document = await Readings.ReadAsync([.. encoding.Preamble, .. encoding.GetBytes("Der Käse wird für 5 € über Nacht gekühlt.")], "kaese.txt");

        Assert.Equal("Der Käse wird für 5 € über Nacht gekühlt.", document.Text);
    }

    [Fact]
    public async Task Characters_have_one_form_and_none_is_there_that_nobody_sees()
    {
        Assert.Equal("Café service, no less", (await Readings.ReadAsync("Cafe\u0301 ser\u00advice,\u200b no\u0007 less", "a.txt")).Text);
    }

    [Fact]
    public async Task A_declared_charset_is_believed_where_the_bytes_are_not_utf8()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

        Assert.Equal("Добрый день", (await Readings.ReadAsync(Encoding.GetEncoding("koi8-r").GetBytes("Добрый день"), "hello.txt", "text/plain; charset=koi8-r")).Text);
        Assert.Contains("UTF-8", await Readings.RefuseAsync(Encoding.GetEncoding("koi8-r").GetBytes("Добрый день, дорогие друзья и гости нашего города"), "hello.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rich_text_is_read_without_its_fonts()
    {
        var document = await Readings.ReadAsync(
            @"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator Word}\f0 Caf\'e9 \b closes\b0  at \u8222?six\u8220?.\par Sorry.}", "note.rtf");

        Assert.Equal("Café closes at „six“.\n\nSorry.", document.Text);
    }

    [Theory]
    [InlineData("mislabelled.pdf", "<!doctype html><title>T</title><p>Hello there, dear reader.</p>", "Hello there, dear reader.")]
    [InlineData("report.docx", "Only plain text.", "Only plain text.")]
    public async Task A_wrong_name_is_no_matter(string name, string source, string text)
    {
        Assert.Equal(text, (await Readings.ReadAsync(source, name)).Text);
        Assert.Equal("Prices\n\n| 7 |", (await Readings.ReadAsync(Made.Sheet("<row><c><v>7</v></c></row>"), "picture.png", "image/png")).Text);
    }

    [Fact]
    public void What_is_kept_of_a_file_leads_back_to_its_kind_without_its_name()
    {
        Assert.Equal("text/x-python", DocumentReader.Recognise(new SourceFile("a.PY", null, "x = 1"u8.ToArray())));
        Assert.Equal("text/x-python", DocumentReader.Recognise(new SourceFile(null, "text/x-python", "x = 1"u8.ToArray())));
        Assert.Equal("message/rfc822", DocumentReader.Recognise(new SourceFile(null, null, "Received: by a\nFrom: b@c.org\n\nHi"u8.ToArray())));
        Assert.All(FileType.All, type => Assert.Same(type, FileType.OfMediaType(type.MediaType)));
    }
}
