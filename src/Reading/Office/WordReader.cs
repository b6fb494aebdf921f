using System.Text;

namespace Parley.Reading.Office;

/// <summary>DOCX (WordprocessingML): paragraphs, headings by style or outline level, lists, tables, text boxes, footnotes, comments left out.</summary>
internal sealed class WordReader
{
    private const string Main = "word/document.xml";

    private readonly Package _package;
    private readonly CleanTextBuilder _text;
    private readonly WordStyles _styles;
    private readonly WordLists _lists;
    private readonly Dictionary<string, XmlPart> _notes = new(StringComparer.Ordinal);
    private readonly List<string> _used = [];

    private WordReader(Package package, ReadingOptions options)
    {
        _package = package;
        _text = new CleanTextBuilder(options.MostCharacters);
        _styles = new WordStyles(package.Has("word/styles.xml") ? package.Xml("word/styles.xml") : null);
        _lists = new WordLists(package.Has("word/numbering.xml") ? package.Xml("word/numbering.xml") : null);
        foreach (var kind in new[] { "footnote", "endnote" })
        {
            foreach (var note in package.Has($"word/{kind}s.xml") ? package.Xml($"word/{kind}s.xml").Elements(kind) : [])
            {
                _notes[$"{kind}{note["id"]}"] = note;
            }
        }
    }

    public static CleanDocument Read(byte[] bytes, ReadingOptions options)
    {
        using var package = Package.Open(bytes, options);
        var main = package.Has(Main) ? Main : package.Names.FirstOrDefault(name => name.StartsWith("word/document", StringComparison.OrdinalIgnoreCase) && name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase));
        var reader = new WordReader(package, options);
        var body = package.Xml(main ?? throw Package.Damaged()).Element("body") ?? throw Package.Damaged();
        reader.Blocks(body);
        reader.Notes();
        return reader._text.Build(CoreProperties.Title(package));
    }

    private void Blocks(XmlPart parent)
    {
        foreach (var part in parent.Children)
        {
            switch (part.Name)
            {
                case "p":
                    Paragraph(part);
                    break;
                case "tbl":
                    Table(part);
                    break;
                case "sdt" when part.Element("sdtContent") is { } content:
                    Blocks(content);
                    break;
                case "customXml" or "ins" or "moveTo" or "smartTag":
                    Blocks(part);
                    break;
            }
        }
    }

    private void Paragraph(XmlPart paragraph)
    {
        var boxes = new List<XmlPart>();
        var line = new StringBuilder();
        Runs(paragraph, line, boxes);
        var properties = paragraph.Element("pPr");
        var style = properties?.At("pStyle")?["val"];
        var text = line.ToString();
        if (_styles.HeadingLevel(style, properties) is { } level && text.Trim().Length is > 0 and <= 300)
        {
            _text.Heading(level, _lists.Mark(_styles.Numbering(style, properties), heading: true) is { Mark: { Length: > 0 } number } ? $"{number} {text.Trim()}" : text);
        }
        else if (text.Trim().Length > 0 && _lists.Mark(_styles.Numbering(style, properties), heading: false) is { } item)
        {
            _text.ListItem(item.Mark, item.Depth, CleanTextBuilder.OneLine(text));
        }
        else
        {
            _text.Paragraph(text);
        }

        foreach (var box in boxes)
        {
            Blocks(box);
        }
    }

    private void Runs(XmlPart parent, StringBuilder line, List<XmlPart> boxes)
    {
        foreach (var part in parent.Children)
        {
            switch (part.Name)
            {
                case "t":
                    line.Append(part.Text);
                    break;
                case "tab" or "ptab" when parent.Name == "r":
                    line.Append('\t');
                    break;
                case "br" or "cr":
                    line.Append('\n');
                    break;
                case "noBreakHyphen":
                    line.Append('-');
                    break;
                case "sym" or "delText" or "instrText" or "pPr" or "rPr" or "del" or "moveFrom" or "Fallback":
                    break;
                case "footnoteReference" or "endnoteReference":
                    Reference(part, line);
                    break;
                case "txbxContent":
                    boxes.Add(part);
                    break;
                case "oMath":
                    line.Append(string.Concat(part.Descendants("t").Select(t => t.Text)));
                    break;
                case "docPr":
                    break;
                default:
                    Runs(part, line, boxes);
                    break;
            }
        }
    }

    private void Reference(XmlPart reference, StringBuilder line)
    {
        var key = $"{reference.Name[..^"Reference".Length]}{reference["id"]}";
        if (_notes.ContainsKey(key))
        {
            _used.Add(key);
            line.Append('[').Append(_used.Count).Append(']');
        }
    }

    private void Notes()
    {
        foreach (var (i, key) in _used.Index())
        {
            _text.ListItem($"[{i + 1}]", 0, CellText(_notes[key]));
        }
    }

    private void Table(XmlPart table)
    {
        var rows = Rows(table).Select(row => row.Where(cell => cell.Name == "tc").ToList()).ToList();

        // A table of one cell, or with tables in it, lays a page out.
        if (rows.Sum(row => row.Count) == 1 || rows.SelectMany(row => row).Any(cell => cell.Descendants("tbl").Any()))
        {
            foreach (var cell in rows.SelectMany(row => row))
            {
                Blocks(cell);
            }

            return;
        }

        RowGroups.Write(_text, rows.Select(row => (IReadOnlyList<string>)[.. row.Select(CellText)]));
    }

    private static IEnumerable<IEnumerable<XmlPart>> Rows(XmlPart table) =>
        table.Children.SelectMany(row => row.Name == "sdt" ? row.Element("sdtContent")?.Children ?? [] : [row]).Where(row => row.Name == "tr")
            .Select(row => row.Children.SelectMany(cell => cell.Name == "sdt" ? cell.Element("sdtContent")?.Children ?? [] : [cell]));

    private string CellText(XmlPart cell)
    {
        var text = new StringBuilder();
        foreach (var paragraph in cell.Descendants("p"))
        {
            Runs(paragraph, text, []);
            text.Append(' ');
        }

        return CleanTextBuilder.OneLine(text.ToString());
    }
}
