using System.Globalization;
using System.Text;
using System.Xml;

namespace Parley.Reading.Office;

/// <summary>XLSX (SpreadsheetML): each visible sheet under its name, its rows as tables, values as the cells show them.</summary>
internal sealed class SheetReader
{
    private readonly Package _package;
    private readonly ReadingOptions _options;
    private readonly CleanTextBuilder _text;
    private readonly IReadOnlyList<string> _strings = [];
    private readonly List<string?> _formats = [];
    private readonly bool _from1904;
    private long _characters;

    private SheetReader(Package package, ReadingOptions options, XmlPart workbook, Dictionary<string, Relation> relations)
    {
        (_package, _options, _text) = (package, options, new CleanTextBuilder(options.MostCharacters));
        _from1904 = workbook.Element("workbookPr")?["date1904"] is "1" or "true";
        if (relations.Values.FirstOrDefault(relation => relation.Type == "sharedStrings") is { } strings && package.Has(strings.Target))
        {
            _strings = SharedStrings.Read(package, strings.Target, options);
        }

        if (relations.Values.FirstOrDefault(relation => relation.Type == "styles") is { } styles && package.Has(styles.Target))
        {
            _formats = CellFormats(package.Xml(styles.Target));
        }
    }

    public static CleanDocument Read(byte[] bytes, ReadingOptions options)
    {
        using var package = Package.Open(bytes, options);
        const string main = "xl/workbook.xml";
        var workbook = package.Xml(main);
        var relations = package.Relations(main);
        var reader = new SheetReader(package, options, workbook, relations);
        var hidden = 0;
        foreach (var sheet in workbook.Element("sheets")?.Elements("sheet") ?? [])
        {
            if (sheet["state"] is "hidden" or "veryHidden")
            {
                hidden++;
            }
            else if (sheet["r:id"] is { } id && relations.TryGetValue(id, out var target) && package.Has(target.Target))
            {
                reader.Sheet(sheet["name"] ?? "", target.Target);
            }
        }

        if (hidden > 0)
        {
            reader._text.Note($"{hidden} hidden sheets were left out.");
        }

        return reader._text.Length == 0 ? throw new UnreadableDocumentException("Its sheets hold no values.") : reader._text.Build(CoreProperties.Title(package));
    }

    private void Sheet(string name, string part)
    {
        var rows = new List<SortedDictionary<int, (string Text, bool IsNumber)>>();
        try
        {
            using var reader = _package.Reader(part);
            reader.MoveToContent();

            // The two editions of the standard name the same elements in two namespaces.
            while (reader.ReadToFollowing("row", reader.NamespaceURI))
            {
                if (Row(reader) is { Count: > 0 } row)
                {
                    if (rows.Count == _options.MostRows)
                    {
                        _text.Note($"Of the sheet \"{name}\" only the first {_options.MostRows:N0} rows were read.");
                        break;
                    }

                    rows.Add(row);
                }
            }
        }
        catch (XmlException exception)
        {
            throw Package.Broken(part, exception);
        }

        if (rows.Count > 0)
        {
            var columns = rows.SelectMany(row => row.Keys).Distinct().Order().ToList();
            var first = rows.First();
            _text.Heading(1, name);
            RowGroups.Write(
                _text, rows.Select(row => (IReadOnlyList<string>)[.. columns.Select(column => row.TryGetValue(column, out var cell) ? cell.Text : "")]),
                first.Count > 1 && first.Count * 2 > columns.Count && first.Values.All(cell => !cell.IsNumber));
        }
    }

    private SortedDictionary<int, (string, bool)> Row(XmlReader reader)
    {
        var row = new SortedDictionary<int, (string, bool)>();
        if (reader.IsEmptyElement)
        {
            return row;
        }

        var (column, depth) = (-1, reader.Depth);
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "c" })
            {
                column = Column(reader.GetAttribute("r")) ?? column + 1;
                var (text, isNumber) = Cell(reader);
                if (!string.IsNullOrWhiteSpace(text))
                {
                    row[column] = (text, isNumber);
                    if ((_characters += text.Length) > _options.MostCharacters)
                    {
                        throw new UnreadableDocumentException($"It holds more than {_options.MostCharacters:N0} characters of text. Send it in parts.");
                    }
                }
            }
        }

        return row;
    }

    private (string Text, bool IsNumber) Cell(XmlReader reader)
    {
        var (type, style) = (reader.GetAttribute("t") ?? "n", reader.GetAttribute("s"));
        if (reader.IsEmptyElement)
        {
            return ("", false);
        }

        var (value, inline, depth, element) = ("", new StringBuilder(), reader.Depth, "");
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                element = reader.LocalName is "rPh" ? "" : reader.LocalName;
            }
            else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
            {
                value += element == "v" ? reader.Value : "";
                inline.Append(element == "t" ? reader.Value : "");
            }
        }

        return type switch
        {
            "s" => (int.TryParse(value, CultureInfo.InvariantCulture, out var i) && i >= 0 && i < _strings.Count ? _strings[i] : "", false),
            "inlineStr" => (inline.ToString(), false),
            "b" => (value.Trim() == "1" ? "TRUE" : "FALSE", false),
            "str" or "e" or "d" => (value, false),
            _ => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? (CellFormat.Show(number, int.TryParse(style, CultureInfo.InvariantCulture, out var s) && s >= 0 && s < _formats.Count ? _formats[s] : null, _from1904), true)
                : (value, false),
        };
    }

    private static int? Column(string? reference)
    {
        var column = 0;
        foreach (var c in reference ?? "")
        {
            if (!char.IsAsciiLetterUpper(c) || column > 20_000)
            {
                break;
            }

            column = (column * 26) + (c - 'A' + 1);
        }

        return column == 0 ? null : column - 1;
    }

    /// <returns>The number format of each cell style, by its number.</returns>
    private static List<string?> CellFormats(XmlPart styles)
    {
        var own = new Dictionary<int, string>();
        foreach (var format in styles.Element("numFmts")?.Elements("numFmt") ?? [])
        {
            if (int.TryParse(format["numFmtId"], CultureInfo.InvariantCulture, out var id))
            {
                own[id] = format["formatCode"] ?? "";
            }
        }

        var formats = new List<string?>();
        foreach (var style in styles.Element("cellXfs")?.Elements("xf") ?? [])
        {
            var id = int.TryParse(style["numFmtId"], CultureInfo.InvariantCulture, out var number) ? number : 0;
            formats.Add(own.GetValueOrDefault(id) ?? CellFormat.Code(id));
        }

        return formats;
    }
}
