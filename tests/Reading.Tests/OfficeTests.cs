namespace Parley.Reading.Tests;

/// <summary>How Office Open XML becomes clean text.</summary>
public sealed class OfficeTests
{
    [Fact]
    public async Task A_word_file_keeps_its_headings_lists_tables_and_notes()
    {
        var document = await Readings.ReadAsync(Made.Word(
            Made.Paragraph("Care of the lamp", "<w:pStyle w:val=\"Kop1\"/>")
            + "<w:p><w:r><w:t xml:space=\"preserve\">Wipe it </w:t></w:r><w:r><w:t>dry</w:t><w:footnoteReference w:id=\"2\"/></w:r><w:del><w:r><w:delText>wet</w:delText></w:r></w:del></w:p>"
            + Made.Paragraph("Unplug it.", "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"7\"/></w:numPr>")
            + Made.Paragraph("Wait.", "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"7\"/></w:numPr>")
            + "<w:tbl><w:tr><w:tc>" + Made.Paragraph("Part") + "</w:tc><w:tc>" + Made.Paragraph("Watt") + "</w:tc></w:tr><w:tr><w:tc>" + Made.Paragraph("Bulb") + "</w:tc><w:tc>"
            + Made.Paragraph("40") + "</w:tc></w:tr></w:tbl>",
            ("word/styles.xml", "<w:styles W_NS><w:style w:styleId=\"Kop1\"><w:name w:val=\"heading 1\"/></w:style></w:styles>"),
            ("word/numbering.xml", "<w:numbering W_NS><w:abstractNum w:abstractNumId=\"3\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"lowerLetter\"/><w:lvlText w:val=\"%1)\"/></w:lvl></w:abstractNum><w:num w:numId=\"7\"><w:abstractNumId w:val=\"3\"/></w:num></w:numbering>"),
            ("word/footnotes.xml", "<w:footnotes W_NS><w:footnote w:id=\"2\">" + Made.Paragraph("With a soft cloth.") + "</w:footnote></w:footnotes>")));

        Assert.Equal("Care of the lamp", document.Title);
        Assert.Equal("Care of the lamp\n\nWipe it dry[1]\n\na) Unplug it.\nb) Wait.\n\n| Part | Watt |\n| Bulb | 40 |\n\n[1] With a soft cloth.", document.Text);
        Assert.Equal("Heading1 Paragraph ListItem ListItem Table ListItem", document.Kinds());
    }

    [Fact]
    public async Task A_sheet_shows_numbers_and_dates_as_its_cells_do()
    {
        const string formats = """
            <numFmts><numFmt numFmtId="164" formatCode="[$€-2]\ #,##0.00"/><numFmt numFmtId="165" formatCode="[&lt;=9999999]###\-####;\(###\)\ ###\-####"/></numFmts>
            <cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="10"/><xf numFmtId="12"/><xf numFmtId="165"/><xf numFmtId="20"/></cellXfs>
            """;

        var document = await Readings.ReadAsync(Made.Sheet(
            "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>What</t></is></c><c r=\"C1\" t=\"inlineStr\"><is><t>Value</t></is></c></row>"
            + string.Concat(new[] { (1, "1234.5"), (2, "45306"), (3, "0.125"), (4, "2.25"), (5, "5554000600"), (6, "0.53819444444444442"), (0, "0.1") }.Select(
                (cell, i) => $"<row r=\"{i + 2}\"><c r=\"A{i + 2}\" t=\"str\"><v>row {i}</v></c><c r=\"C{i + 2}\" s=\"{cell.Item1}\"><v>{cell.Item2}</v></c></row>")), formats));

        Assert.Equal(
            "Prices\n\n| What | Value |\n| row 0 | € 1,234.50 |\n| row 1 | 2024-01-15 |\n| row 2 | 12.50% |\n| row 3 | 2 1/4 |\n| row 4 | (555) 400-0600 |\n| row 5 | 12:55 |\n| row 6 | 0.1 |",
            document.Text);
    }

    [Fact]
    public async Task A_long_sheet_says_its_header_with_every_group_of_rows()
    {
        var document = await Readings.ReadAsync(Made.Sheet(string.Concat(Enumerable.Range(0, 200).Select(i =>
            $"<row><c t=\"str\"><v>{(i == 0 ? "Town" : $"Town number {i}")}</v></c><c t=\"str\"><v>{(i == 0 ? "Mayor" : $"Mayor of {i}")}</v></c></row>"))));

        var tables = document.Blocks.Where(block => block.Kind == BlockKind.Table).Select(document.TextOf).ToList();
        Assert.True(tables.Count > 2);
        Assert.All(tables, table => Assert.StartsWith("| Town | Mayor |\n", table, StringComparison.Ordinal));
        Assert.Contains("| Town number 199 | Mayor of 199 |", document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_slide_is_a_page_under_its_title()
    {
        var document = await Readings.ReadAsync(Made.Slides(
            Made.Shape("body", "Ships in May", "Costs 40 EUR") + Made.Shape("title", "The plan"), Made.Shape("title", "Thanks") + Made.Shape("sldNum", "2")));

        Assert.Equal("The plan\n\n- Ships in May\n- Costs 40 EUR", document.TextOn(1));
        Assert.Equal("Thanks", document.TextOn(2));
        Assert.Equal("Heading1 ListItem ListItem Heading1", document.Kinds());
    }

    [Fact]
    public async Task What_is_hidden_in_a_workbook_stays_out_and_is_noted()
    {
        var bytes = Made.Sheet("<row><c t=\"str\"><v>seen</v></c></row>", workbook: "<sheets><sheet name=\"Salaries\" state=\"hidden\" r:id=\"r1\"/><sheet name=\"Open\" r:id=\"r1\"/></sheets>");

        var document = await Readings.ReadAsync(bytes);

        Assert.Equal("Open\n\n| seen |", document.Text);
        Assert.Contains("1 hidden", Assert.Single(document.Notes), StringComparison.Ordinal);
    }
}
