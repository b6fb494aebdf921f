using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Parley.Reading.Tests;

/// <summary>Files as programs write them, made here so that each test shows what is in its file.</summary>
internal static class Made
{
    private const string W = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    private const string S = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    private const string P = "xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    private const string Relations = "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"";
    private const string Kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

    public static byte[] Zip(params (string Name, string Text)[] parts)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in parts)
            {
                using var part = archive.CreateEntry(name, CompressionLevel.SmallestSize).Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }

    /// <param name="body">What stands in <c>w:body</c>.</param>
    public static byte[] Word(string body, params (string Name, string Text)[] more) => Zip(
        [("[Content_Types].xml", "<Types/>"), ("word/document.xml", $"<w:document {W}><w:body>{body}</w:body></w:document>"), .. more.Select(part => (part.Name, part.Text.Replace("W_NS", W, StringComparison.Ordinal)))]);

    public static string Paragraph(string text, string properties = "") => $"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>";

    /// <param name="rows">What stands in <c>sheetData</c>.</param>
    public static byte[] Sheet(string rows, string formats = "", string workbook = "", string name = "Prices") => Zip(
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", $"<workbook {S}>{workbook}<sheets><sheet name=\"{name}\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", $"<Relationships {Relations}><Relationship Id=\"r1\" Type=\"{Kind}worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{Kind}styles\" Target=\"styles.xml\"/></Relationships>"),
        ("xl/styles.xml", $"<styleSheet {S}>{formats}</styleSheet>"),
        ("xl/worksheets/sheet1.xml", $"<worksheet {S}><sheetData>{rows}</sheetData></worksheet>"));

    public static byte[] Slides(params string[] shapes) => Zip(
    [
        ("[Content_Types].xml", "<Types/>"),
        ("ppt/presentation.xml", $"<p:presentation {P}><p:sldIdLst>{string.Concat(shapes.Select((_, i) => $"<p:sldId id=\"{256 + i}\" r:id=\"r{i}\"/>"))}</p:sldIdLst></p:presentation>"),
        ("ppt/_rels/presentation.xml.rels", $"<Relationships {Relations}>{string.Concat(shapes.Select((_, i) => $"<Relationship Id=\"r{i}\" Type=\"{Kind}slide\" Target=\"slides/slide{i}.xml\"/>"))}</Relationships>"),
        .. shapes.Select((shape, i) => ($"ppt/slides/slide{i}.xml", $"<p:sld {P}><p:cSld><p:spTree>{shape}</p:spTree></p:cSld></p:sld>")),
    ]);

    /// <param name="place">Such as <c>title</c> or <c>body</c>.</param>
    public static string Shape(string place, params string[] lines) =>
        $"<p:sp><p:nvSpPr><p:nvPr><p:ph type=\"{place}\"/></p:nvPr></p:nvSpPr><p:txBody>{string.Concat(lines.Select(line => $"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>"))}</p:txBody></p:sp>";

    /// <summary>A PDF in Helvetica: each page is a list of texts with their place (from the bottom left corner) and size in points.</summary>
    public static byte[] Pdf(params (double X, double Y, double Size, string Text)[][] pages) => PdfOf([.. pages.Select(page => string.Concat(page.Select(text =>
        string.Create(CultureInfo.InvariantCulture, $"BT /F1 {text.Size} Tf {text.X} {text.Y} Td ({text.Text.Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal)}) Tj ET\n"))))]);

    /// <param name="contents">What is drawn on each page.</param>
    public static byte[] PdfOf(params string[] contents)
    {
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R >>",
            $"<< /Type /Pages /Count {contents.Length} /Kids [{string.Join(' ', contents.Select((_, i) => $"{4 + (i * 2)} 0 R"))}] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        };
        foreach (var content in contents)
        {
            objects.Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {objects.Count + 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>");
            objects.Add($"<< /Length {content.Length} >>\nstream\n{content}\nendstream");
        }

        var file = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        foreach (var (i, text) in objects.Index())
        {
            places.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{text}\nendobj\n");
        }

        var table = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n{string.Concat(places.Select(place => $"{place:0000000000} 00000 n \n"))}");
        file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(file.ToString());
    }
}
