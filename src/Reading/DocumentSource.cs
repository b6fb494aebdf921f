using System.Text;

namespace Parley.Reading;

/// <summary>What was uploaded: text of a kind that can be read here.</summary>
public static class DocumentSource
{
    public const string Markdown = "text/markdown";
    public const string Html = "text/html";
    public const string Plain = "text/plain";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly (byte[] Magic, string Name)[] Binaries =
    [
        ("PK\u0003\u0004"u8.ToArray(), "a zip archive (also DOCX, XLSX, ODT)"), ("PK\u0005\u0006"u8.ToArray(), "a zip archive"),
        ("%PDF-"u8.ToArray(), "a PDF file"), ([0x1f, 0x8b], "a gzip archive"), ([0x89, (byte)'P', (byte)'N', (byte)'G'], "a PNG image"),
        ("GIF8"u8.ToArray(), "a GIF image"), ([0xff, 0xd8, 0xff], "a JPEG image"), ([0x7f, (byte)'E', (byte)'L', (byte)'F'], "a program"),
        ([0xd0, 0xcf, 0x11, 0xe0], "an old Office file"), ("Rar!"u8.ToArray(), "a RAR archive"), ([0x37, 0x7a, 0xbc, 0xaf], "a 7z archive"),
        ([0xff, 0xfe], "text in UTF-16"), ([0xfe, 0xff], "text in UTF-16"),
    ];

    /// <summary>The kind of text, by what is said of it and else by the file's name.</summary>
    /// <exception cref="RefusedException">It is none that can be read.</exception>
    public static string MediaType(string? declared, string? fileName, string field)
    {
        var type = declared?.Split(';')[0].Trim().ToLowerInvariant();
        var ending = Path.GetExtension(fileName ?? "").ToLowerInvariant();
        return (type, ending) switch
        {
            (_, ".md" or ".markdown" or ".mdx") => Markdown,
            (_, ".html" or ".htm" or ".xhtml") => Html,
            (_, ".txt" or ".text") => Plain,
            ("text/markdown" or "text/x-markdown", _) => Markdown,
            ("text/html" or "application/xhtml+xml", _) => Html,
            ("text/plain", _) => Plain,
            (null or "" or "application/octet-stream", "") => Plain,
            _ => throw new RefusedException(new Refusal(
                415, "unsupported_media_type",
                $"\"{Shorten(type is null or "" or "application/octet-stream" ? ending : type)}\" cannot be read. Send Markdown, HTML or plain text.")
            { Errors = new Dictionary<string, string[]> { [field] = ["Only Markdown, HTML and plain text can be read."] } }),
        };
    }

    /// <summary>The text of an upload.</summary>
    /// <exception cref="RefusedException">It is empty, binary or not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes, string field)
    {
        foreach (var (magic, name) in Binaries)
        {
            if (bytes.StartsWith(magic))
            {
                throw Unreadable(field, $"This is {name}, whatever its name says. Send Markdown, HTML or plain text in UTF-8.");
            }
        }

        bytes = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes;
        try
        {
            return Check(Strict.GetString(bytes), field);
        }
        catch (DecoderFallbackException exception)
        {
            throw Unreadable(field, $"The text is not valid UTF-8 at byte {exception.Index}. Convert it to UTF-8 and send it again.");
        }
    }

    /// <exception cref="RefusedException">There is nothing to read in it.</exception>
    public static string Check(string text, string field)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw Unreadable(field, "This holds zero bytes, so it is no text. Send Markdown, HTML or plain text in UTF-8.");
        }

        return string.IsNullOrWhiteSpace(text)
            ? throw new RefusedException(Refusal.Invalid(field, "The document is empty. Send at least one word."))
            : text;
    }

    /// <summary>Reads the text of a kind.</summary>
    public static CleanDocument Read(string text, string mediaType) => mediaType switch
    {
        Markdown => MarkdownReader.Read(text),
        Html => HtmlReader.Read(text),
        _ => PlainTextReader.Read(text),
    };

    private static RefusedException Unreadable(string field, string sentence) => new(
        new Refusal(415, "unreadable_document", sentence) { Errors = new Dictionary<string, string[]> { [field] = [sentence] } });

    private static string Shorten(string text) => text.Length > 60 ? text[..60] : text;
}
