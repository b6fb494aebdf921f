using Parley.Reading.Apart;
using Parley.Reading.Pdf;

namespace Parley.Reading;

/// <summary>The programs beside us that some kinds of files need.</summary>
public static class ReadingTools
{
    /// <returns>A sentence for each kind of file, and whether it can be read here.</returns>
    public static IEnumerable<(bool CanRead, string Sentence)> Look()
    {
        var (poppler, painter) = (ExternalTool.Find("pdftotext"), ExternalTool.Find("pdftoppm"));
        yield return poppler is not null ? (true, "PDF is read by Poppler")
            : ExternalTool.Find("node") is not null && PdfJs.Module() is not null ? (true, "PDF is read by pdf.js, which is slower than Poppler (poppler-utils)")
            : (false, "PDF cannot be read: install Poppler (poppler-utils)");
        yield return ExternalTool.Find("tesseract") is null ? (false, "text in scans and images is not recognised: install Tesseract (tesseract-ocr) and Poppler (poppler-utils)")
            : painter is null ? (false, "text in images is recognised, that on scanned pages is not: install Poppler (poppler-utils)")
            : (true, "text in scans and images is recognised by Tesseract");
    }
}
