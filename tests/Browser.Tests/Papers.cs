using System.Globalization;
using System.Text;

namespace Parley.Browser.Tests;

/// <summary>Small files as people have them.</summary>
internal static class Papers
{
    /// <summary>A file that says it is a PDF and is cut off after its first lines.</summary>
    public static byte[] CutPdf { get; } = Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj\n<< /Type /Catalog");

    // A red square of 32 by 32 in JPEG 2000, as scanners write it, in hexadecimal.
    private const string Red =
        """
        FF4FFF51002F000000000020000000200000000000000000000000200000002000000000000000000003070101070101
        070101FF52000C00000001010004040001FF5C00044040FF640025000143726561746564206279204F70656E4A504547
        2076657273696F6E20322E352E30FF90000A0000000000320001FF93C7D250115054AFFF7FECDA473000000000018484
        BFFF7F80DF012014005CAFFF6F84BF87FFD9
        """;

    /// <summary>A PDF with the given lines on each of its pages, and a red square at their right.</summary>
    public static byte[] Pdf(params string[][] pages)
    {
        var first = 3 + pages.Length;
        var objects = new List<string>
        {
            $"<< /Type /Pages /Kids [{string.Join(' ', pages.Select((_, page) => $"{first + page + 1} 0 R"))}] /Count {pages.Length} >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            "<< /Type /XObject /Subtype /Image /Width 32 /Height 32 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter [/ASCIIHexDecode /JPXDecode] "
                + $"/Length {Red.Length + 1} >>\nstream\n{Red}>\nendstream",
        };
        objects.AddRange(pages.Select(lines => Drawn(lines)));
        objects.AddRange(pages.Select((_, page) =>
            $"<< /Type /Page /Parent 1 0 R /MediaBox [0 0 612 792] /Contents {4 + page} 0 R /Resources << /Font << /F1 2 0 R >> /XObject << /I1 3 0 R >> >> >>"));
        objects.Add("<< /Type /Catalog /Pages 1 0 R >>");
        var file = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        foreach (var (index, one) in objects.Index())
        {
            places.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{index + 1} 0 obj\n{one}\nendobj\n");
        }

        var table = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        places.ForEach(place => file.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n"));
        file.Append(CultureInfo.InvariantCulture, $"trailer << /Size {objects.Count + 1} /Root {objects.Count} 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(file.ToString());
    }

    private static string Drawn(string[] lines)
    {
        var text = $"q 60 0 0 60 500 700 cm /I1 Do Q\nBT /F1 12 Tf 72 740 Td 16 TL\n{string.Concat(lines.Select(line => $"({line}) Tj T*\n"))}ET";
        return $"<< /Length {text.Length} >>\nstream\n{text}\nendstream";
    }
}
