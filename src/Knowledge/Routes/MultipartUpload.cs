using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Parley.Reading;

namespace Parley.Knowledge.Routes;

/// <summary>Reads an upload by form in memory: a document's text never lies in a temporary file.</summary>
internal static class MultipartUpload
{
    private const int MostParts = 20;
    private const int LongestField = 32_768;

    /// <exception cref="RefusedException">The form is broken, or what it holds cannot be taken.</exception>
    public static async Task<Upload> ReadAsync(HttpRequest request, KnowledgeOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadPartsAsync(request, options, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new RefusedException(new Refusal(400, "invalid_multipart", "The multipart body is broken: a boundary, a header or its end is missing."));
        }
    }

    private static async Task<Upload> ReadPartsAsync(HttpRequest request, KnowledgeOptions options, CancellationToken cancellationToken)
    {
        var reader = new MultipartReader(Boundary(request), request.Body) { HeadersCountLimit = 16 };
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        (byte[] Bytes, string? Name, string? Type)? file = null;
        for (var parts = 0; await reader.ReadNextSectionAsync(cancellationToken) is { } section; parts++)
        {
            if (parts == MostParts || !ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
            {
                throw new InvalidDataException();
            }

            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
            if (name == "file")
            {
                var fileName = disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName;
                file = (
                    await BytesAsync(section.Body, options.MostDocumentBytes, cancellationToken), HeaderUtilities.RemoveQuotes(fileName).Value,
                    section.ContentType);
                DocumentForms.CheckSize(file.Value.Bytes.Length, options);
            }
            else
            {
                fields[name] = Field(name, await BytesAsync(section.Body, LongestField, cancellationToken));
            }
        }

        if (file is not { } found)
        {
            throw new RefusedException(Refusal.Invalid("file", "The part named `file` is missing."));
        }

        var sent = new SourceFile(found.Name, found.Type, found.Bytes);
        var mediaType = DocumentSource.MediaType(sent, new ReadingOptions { MostBytes = options.MostDocumentBytes }, "file");
        return DocumentForms.Describe(Form(fields, found.Name), mediaType, DocumentSource.Kept(sent, mediaType, "file"));
    }

    private static DocumentForm Form(Dictionary<string, string> fields, string? fileName) => new(
        fields.GetValueOrDefault("external_id"), fields.GetValueOrDefault("title") ?? null, null, null, fields.GetValueOrDefault("url"),
        fields.TryGetValue("acl", out var acl) ? Acl(acl) : null,
        fields.TryGetValue("metadata", out var metadata) ? Json<JsonElement>(metadata, "metadata") : FileName(fileName));

    private static JsonElement? FileName(string? name) =>
        name is null ? null : JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["file_name"] = Path.GetFileName(name) });

    private static string[] Acl(string text) => text.TrimStart().StartsWith('[')
        ? [.. Json<string?[]>(text, "acl").Select(tag => tag ?? "")]
        : text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    // The serializer takes half of a surrogate pair for wrong JSON; an element would break when its text is asked for.
    private static T Json<T>(string text, string field)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new RefusedException(Refusal.Invalid(field, "This is not valid JSON of the form that belongs here."));
        }
    }

    private static string Field(string name, byte[] bytes)
    {
        if (bytes.Length > LongestField)
        {
            throw new RefusedException(Refusal.Invalid(name, $"It is longer than {LongestField} bytes."));
        }

        return bytes.Length == 0 ? "" : DocumentSource.Decode(bytes, name);
    }

    private static string Boundary(HttpRequest request)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        return string.IsNullOrEmpty(boundary) || boundary.Length > 200 ? throw new InvalidDataException() : boundary;
    }

    /// <returns>At most one byte more than the limit.</returns>
    private static async Task<byte[]> BytesAsync(Stream body, int most, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16_384];
        for (int read; bytes.Length <= most && (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            bytes.Write(buffer, 0, (int)Math.Min(read, most + 1 - bytes.Length));
        }

        return bytes.ToArray();
    }
}
