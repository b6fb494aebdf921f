using System.Text;

namespace Parley.Reading;

/// <summary>Tells what a file is: by its first bytes, then by its name, then by what its sender says.</summary>
internal static class FileRecognition
{
    private const string Kinds = "PDF, Word (.docx), PowerPoint (.pptx), Excel (.xlsx), HTML, Markdown, text, CSV, JSON, e-mail (.eml), source code or an image";
    private const int HeadBytes = 1_024;

    private static readonly (byte[] Magic, string Name)[] Others =
    [
        ([0x1f, 0x8b], "a gzip archive"), ("Rar!"u8.ToArray(), "a RAR archive"), ([0x37, 0x7a, 0xbc, 0xaf], "a 7z archive"), ("BZh"u8.ToArray(), "a bzip2 archive"),
        ([0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'], "an xz archive"), ([0x7f, (byte)'E', (byte)'L', (byte)'F'], "a program"), ("MZ\u0090"u8.ToArray(), "a program"),
        ("SQLite format 3\0"u8.ToArray(), "a database"), ("OggS"u8.ToArray(), "a sound"), ("ID3"u8.ToArray(), "a sound"), ("fLaC"u8.ToArray(), "a sound"),
        ("wOF"u8.ToArray(), "a font"), ("%!PS"u8.ToArray(), "a PostScript file"), ([0xca, 0xfe, 0xba, 0xbe], "a program"), ("\0asm"u8.ToArray(), "a program"),
    ];

    private static readonly (byte[] Magic, string MediaType)[] Images =
    [
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], "image/png"), ([0xff, 0xd8, 0xff], "image/jpeg"), ("GIF8"u8.ToArray(), "image/gif"),
        ([(byte)'I', (byte)'I', 42, 0], "image/tiff"), ([(byte)'M', (byte)'M', 0, 42], "image/tiff"),
    ];

    /// <exception cref="UnreadableDocumentException">It is none that can be read.</exception>
    public static FileType Recognise(SourceFile file, ReadingOptions options)
    {
        ReadOnlySpan<byte> bytes = file.Bytes;
        if (bytes.Length > options.MostBytes)
        {
            throw new UnreadableDocumentException($"It has {bytes.Length:N0} bytes; {options.MostBytes:N0} are the most. Send it in parts.");
        }

        if (bytes.TrimStart((byte)0).IsEmpty)
        {
            throw new UnreadableDocumentException(bytes.IsEmpty ? "The file is empty." : "The file holds only zero bytes. It was probably damaged on its way: send it again.");
        }

        return Binary(file, options) ?? Text(file);
    }

    private static FileType? Binary(SourceFile file, ReadingOptions options)
    {
        ReadOnlySpan<byte> bytes = file.Bytes;
        if (bytes.StartsWith("PK\u0003\u0004"u8) || bytes.StartsWith("PK\u0005\u0006"u8))
        {
            return Archive(file, options);
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xd0, 0xcf, 0x11, 0xe0]))
        {
            throw new UnreadableDocumentException(bytes.IndexOf(Encoding.Unicode.GetBytes("EncryptedPackage")) >= 0
                ? "It is protected by a password. Remove the password and send it again."
                : "This is a file of an old Office version (.doc, .xls, .ppt, .msg). Save it as .docx, .xlsx, .pptx or .eml and send it again.");
        }

        if (bytes[..Math.Min(bytes.Length, HeadBytes)].IndexOf("%PDF-"u8) >= 0)
        {
            return FileType.Pdf;
        }

        foreach (var (magic, type) in Images)
        {
            if (bytes.StartsWith(magic))
            {
                return FileType.OfMediaType(type);
            }
        }

        if (bytes.StartsWith("RIFF"u8) && bytes.Length > 12)
        {
            return bytes[8..].StartsWith("WEBP"u8) ? FileType.OfMediaType("image/webp") : throw Other("a sound or a film");
        }

        foreach (var (magic, name) in Others)
        {
            if (bytes.StartsWith(magic))
            {
                throw Other(name);
            }
        }

        if (bytes.Length > 12 && bytes[4..].StartsWith("ftyp"u8))
        {
            throw Other("a film, a sound or a picture that cannot be read");
        }

        return bytes.StartsWith("BM"u8) && bytes.Length > 26 && bytes[6..10].SequenceEqual((ReadOnlySpan<byte>)[0, 0, 0, 0]) ? FileType.OfMediaType("image/bmp")
            : bytes.StartsWith("{\\rtf"u8) ? FileType.RichText
            : null;
    }

    private static FileType Archive(SourceFile file, ReadingOptions options)
    {
        using var archive = Office.Package.Open(file.Bytes, options);
        var type = archive.Has("word/document.xml") ? FileType.Word
            : archive.Has("ppt/presentation.xml") ? FileType.Slides
            : archive.Has("xl/workbook.xml") ? FileType.Sheets
            : OfContentTypes(archive);
        return type ?? throw new UnreadableDocumentException(
            archive.Has("content.xml") ? "This is an OpenDocument file (.odt, .ods, .odp). Save it as .docx, .xlsx, .pptx or PDF and send it again."
            : archive.Has("META-INF/container.xml") ? "This is an e-book (.epub). Send it as PDF or HTML."
            : "This is a zip archive. Unpack it and send the files in it.");
    }

    private static FileType? OfContentTypes(Office.Package archive) => archive.MainType() switch
    {
        { } main when main.Contains("wordprocessingml", StringComparison.Ordinal) => FileType.Word,
        { } main when main.Contains("presentationml", StringComparison.Ordinal) => FileType.Slides,
        { } main when main.Contains("spreadsheetml", StringComparison.Ordinal) && !main.Contains("binary", StringComparison.Ordinal) => FileType.Sheets,
        _ => null,
    };

    private static FileType Text(SourceFile file)
    {
        var head = TextDecoding.Head(file.Bytes, HeadBytes);
        var named = FileType.OfEnding(file.Ending) is { IsText: true } ending ? ending : FileType.OfMediaType(file.Type) is { IsText: true } type ? type : null;
        if (named is { Kind: not (FileKind.Plain or FileKind.RichText) })
        {
            return named;
        }

        // Nothing is said of it, or something that is wrong: a text named .pdf, an error page saved as .docx.
        var start = head.TrimStart();
        return start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase) ? FileType.Html
            : Mail.MailHeaders.LooksLikeMail(start) ? FileType.Mail
            : named is null && FileType.OfMediaType(file.Type) is null && file.Type.Length > 0 && !file.Type.StartsWith("text/", StringComparison.Ordinal) && file.Ending.Length == 0
                ? throw new UnreadableDocumentException($"\"{Shorten(file.Type)}\" cannot be read. Send {Kinds}.")
            : FileType.Plain;
    }

    private static UnreadableDocumentException Other(string name) => new($"This is {name}, whatever its name says. Send {Kinds}.");

    private static string Shorten(string text) => text.Length > 60 ? text[..60] : text;
}
