using System.Text;

namespace Parley.Reading;

/// <summary>What was uploaded, judged while its sender still waits.</summary>
public static class DocumentSource
{
    public const string Markdown = "text/markdown";
    public const string Html = "text/html";
    public const string Plain = "text/plain";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The kind of a text that came as text, by what is said of it and else by its name.</summary>
    /// <exception cref="RefusedException">It is none that comes as text.</exception>
    public static string MediaType(string? declared, string? fileName, string field)
    {
        var file = new SourceFile(fileName, declared, []);
        var type = FileType.OfEnding(file.Ending) ?? FileType.OfMediaType(file.Type) ?? (file.Type.Length == 0 && file.Ending.Length == 0 ? FileType.Plain : null);
        return type switch
        {
            { IsText: true } => type.MediaType,
            null => throw Unsupported(field, $"\"{Shorten(file.Type.Length > 0 ? file.Type : file.Ending)}\" cannot be read. Send Markdown, HTML, plain text, CSV, JSON or source code as text, other files by form."),
            _ => throw Unsupported(field, $"\"{type.MediaType}\" is no text. Send such a file by form (multipart/form-data)."),
        };
    }

    /// <summary>The kind of a file that came as bytes.</summary>
    /// <exception cref="RefusedException">Nothing can be read in it; the sentence says what would help.</exception>
    public static string MediaType(SourceFile file, ReadingOptions limits, string field)
    {
        try
        {
            return DocumentReader.Recognise(file, limits);
        }
        catch (UnreadableDocumentException exception) when (file.Bytes.Length == 0)
        {
            throw new RefusedException(Refusal.Invalid(field, $"{exception.Message} Send at least one word."));
        }
        catch (UnreadableDocumentException exception)
        {
            throw Unreadable(field, exception.Message);
        }
    }

    /// <summary>The bytes of a file as they are kept: text in UTF-8, everything else as it came.</summary>
    /// <param name="mediaType">As it was recognised.</param>
    /// <exception cref="RefusedException">What should be text is none, or is empty.</exception>
    public static byte[] Kept(SourceFile file, string mediaType, string field)
    {
        if (FileType.OfMediaType(mediaType) is not { IsText: true, Kind: not (FileKind.Mail or FileKind.RichText) })
        {
            return file.Bytes;
        }

        try
        {
            return Encoding.UTF8.GetBytes(Check(TextDecoding.Decode(file.Bytes, file.MediaType), field));
        }
        catch (UnreadableDocumentException exception)
        {
            throw Unreadable(field, exception.Message);
        }
    }

    /// <summary>The text of a field of a form.</summary>
    /// <exception cref="RefusedException">It is empty or not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes, string field)
    {
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

    private static RefusedException Unsupported(string field, string sentence) => new(
        new Refusal(415, "unsupported_media_type", sentence) { Errors = new Dictionary<string, string[]> { [field] = [sentence] } });

    private static RefusedException Unreadable(string field, string sentence) => new(
        new Refusal(415, "unreadable_document", sentence) { Errors = new Dictionary<string, string[]> { [field] = [sentence] } });

    private static string Shorten(string text) => text.Length > 60 ? text[..60] : text;
}
