using System.Text.Json;
using Parley.Sources.Store;

namespace Parley.Sources.Push;

/// <summary>A document that is pushed: its words in <c>text</c>, or any file in <c>content</c>.</summary>
/// <param name="ExternalId">The sender's own name for it, 1 to 2,000 characters.</param>
/// <param name="Version">Counts the changes of the item, or of all; an older one never takes the place of a newer. Left away, what comes last counts.</param>
/// <param name="Content">Bytes in base64.</param>
/// <param name="FileName">Its name with ending, which tells the kind of file where <paramref name="MediaType"/> does not.</param>
public sealed record PushUpsert(
    string? ExternalId, long? Version, string? Title, string? Text, string? Content, string? MediaType, string? FileName, string? Url,
    IReadOnlyList<string>? Acl, JsonElement? Metadata);

/// <summary>Changes that are pushed as one object.</summary>
/// <param name="Deletes">External ids, or <c>{external_id, version}</c>.</param>
public sealed record PushForm(IReadOnlyList<PushUpsert>? Upserts, IReadOnlyList<JsonElement>? Deletes);

/// <summary>One line of changes that are pushed as lines.</summary>
/// <param name="Op"><c>upsert</c> or <c>delete</c>.</param>
public sealed record PushLine(
    string? Op, string? ExternalId, long? Version, string? Title, string? Text, string? Content, string? MediaType, string? FileName, string? Url,
    IReadOnlyList<string>? Acl, JsonElement? Metadata);

/// <summary>Checks what is pushed.</summary>
internal static class PushChecks
{
    private const int LongestTitle = 500;
    private const int LongestName = 250;
    private const int LongestUrl = 2_000;
    private const int LongestMetadata = 16_384;

    public static PushedChange Check(PushLine line, int mostBytes) => line.Op switch
    {
        "upsert" => Check(
            new PushUpsert(
                line.ExternalId, line.Version, line.Title, line.Text, line.Content, line.MediaType, line.FileName, line.Url, line.Acl, line.Metadata),
            mostBytes),
        "delete" => new PushedChange(Id(line.ExternalId), Counted(line.Version), null),
        _ => throw Wrong("op", "It must be `upsert` or `delete`."),
    };

    public static PushedChange Check(PushUpsert upsert, int mostBytes)
    {
        var bytes = Bytes(upsert);
        if (bytes.Length > mostBytes)
        {
            throw new RefusedException(new Refusal(413, "document_too_large", $"The document is larger than the {mostBytes} bytes that one may have."));
        }

        if (upsert.Acl is not null)
        {
            Names.CheckedTags(upsert.Acl);
        }

        if (upsert.Metadata is { } metadata && (metadata.ValueKind is not JsonValueKind.Object || metadata.GetRawText().Length > LongestMetadata))
        {
            throw Wrong("metadata", $"It must be an object of at most {LongestMetadata} characters.");
        }

        return new PushedChange(
            Id(upsert.ExternalId),
            Counted(upsert.Version),
            new PushedDocument(
                bytes,
                Short(upsert.MediaType, LongestName, "media_type") ?? (upsert.Text is not null && upsert.FileName is null ? "text/plain" : null),
                Short(upsert.FileName, LongestName, "file_name"),
                Short(upsert.Title, LongestTitle, "title"),
                Short(upsert.Url, LongestUrl, "url"),
                upsert.Acl,
                upsert.Metadata));
    }

    public static PushedChange Check(JsonElement deletion) => deletion.ValueKind switch
    {
        JsonValueKind.String => new PushedChange(Id(Said(deletion)), null, null),
        JsonValueKind.Object when deletion.TryGetProperty("external_id", out var id) && id.ValueKind == JsonValueKind.String =>
            new PushedChange(Id(Said(id)), VersionOf(deletion), null),
        _ => throw Wrong("deletes", "Each must be an external id, or an object with `external_id` and `version`."),
    };

    // Half of a surrogate pair is no text.
    private static string? Said(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            throw Wrong("deletes", "An external id holds an escape that is no character.");
        }
    }

    private static long? VersionOf(JsonElement deletion) =>
        !deletion.TryGetProperty("version", out var version) || version.ValueKind == JsonValueKind.Null ? null
        : version.ValueKind == JsonValueKind.Number && version.TryGetInt64(out var number) ? Counted(number)
        : throw Wrong("version", "It must be a whole number.");

    private static byte[] Bytes(PushUpsert upsert)
    {
        if ((upsert.Text is null) == (upsert.Content is null))
        {
            throw Wrong("text", "Give the document's `text`, or its bytes in base64 as `content`.");
        }

        try
        {
            var bytes = upsert.Text is { } text ? System.Text.Encoding.UTF8.GetBytes(text) : Convert.FromBase64String(upsert.Content!);
            return bytes.Length > 0 ? bytes : throw Wrong("text", "The document is empty. Send at least one word.");
        }
        catch (FormatException)
        {
            throw Wrong("content", "It is not base64.");
        }
    }

    private static string Id(string? id) => Names.IsItem(id)
        ? id!
        : throw Wrong("external_id", "It must have 1 to 2,000 characters, no control characters, and no blanks at its ends.");

    private static long? Counted(long? version) => version is null or >= 0 ? version : throw Wrong("version", "It must be 0 or more.");

    private static string? Short(string? text, int most, string field) => text is null || (text.Length <= most && !text.Any(char.IsControl))
        ? text
        : throw Wrong(field, $"It must have at most {most} characters and no control characters.");

    private static RefusedException Wrong(string field, string sentence) => new(Refusal.Invalid(field, sentence));
}
