using Parley.Reading.Apart;
using Parley.Reading.Data;
using Parley.Reading.Mail;
using Parley.Reading.Office;
using Parley.Reading.Pdf;

namespace Parley.Reading;

/// <summary>Reads a file of any kind, here and now; whoever calls sees to time and memory.</summary>
internal static class FileParser
{
    /// <param name="folder">Where files for external tools may be put; null for the system's folder.</param>
    /// <param name="clock">The caller's time, so that what takes long is read as far as it allows.</param>
    /// <exception cref="UnreadableDocumentException">It cannot be read.</exception>
    public static async Task<CleanDocument> ParseAsync(
        SourceFile file, ReadingOptions options, string? folder, ReadingClock clock, CancellationToken cancellationToken)
    {
        var type = FileRecognition.Recognise(file, options);
        try
        {
            return Questions.Mark(type.Kind switch
            {
                FileKind.Pdf => await ApartAsync((bytes, place) => PdfReader.ReadAsync(bytes, place, options, clock, cancellationToken)),
                FileKind.Image => await ApartAsync((bytes, place) => Scans.ReadImageAsync(bytes, type.Endings[0], place, options, cancellationToken)),
                FileKind.Word => WordReader.Read(file.Bytes, options),
                FileKind.Slides => SlideReader.Read(file.Bytes, options),
                FileKind.Sheets => SheetReader.Read(file.Bytes, options),
                FileKind.Mail => MailReader.Read(file.Bytes, options),
                FileKind.RichText => RichTextReader.Read(file.Bytes, options),
                _ => Text(type, file, options),
            });
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidDataException or FormatException or OverflowException or IndexOutOfRangeException or System.Xml.XmlException)
        {
            // The parsers answer nesting beyond their depth, and much else that is wrong with a file, with such exceptions.
            throw new UnreadableDocumentException($"Its {type.MediaType} could not be read: {exception.Message}");
        }

        async Task<CleanDocument> ApartAsync(Func<byte[], PrivateFolder, Task<CleanDocument>> read)
        {
            using var place = new PrivateFolder(folder);
            return await read(file.Bytes, place);
        }
    }

    private static CleanDocument Text(FileType type, SourceFile file, ReadingOptions options)
    {
        var text = TextDecoding.Decode(file.Bytes, file.MediaType);
        var document = type.Kind switch
        {
            FileKind.Markdown => MarkdownReader.Read(text, options),
            FileKind.Html => HtmlReader.Read(text, options: options),
            FileKind.Csv => CsvReader.Read(text, options),
            FileKind.Json => JsonReader.Read(text, options),
            FileKind.JsonLines => JsonReader.ReadLines(text, options),
            FileKind.Code => CodeReader.Read(text, type.Language, file.Name, options),
            _ => PlainTextReader.Read(text, options),
        };
        return document.Text.Length > 0 ? document : throw new UnreadableDocumentException("No text was found in it.");
    }
}
