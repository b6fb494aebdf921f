using System.Text;
using System.Text.Json;
using Parley.Knowledge.Ingestion;
using Parley.Reading;

namespace Parley.Knowledge.Routes;

/// <summary>A document as JSON.</summary>
/// <param name="ExternalId">Your own id for it; sending the same one again replaces the document. Left away, the document gets one.</param>
/// <param name="MediaType"><c>text/markdown</c>, <c>text/html</c> or <c>text/plain</c>; left away, plain text, or what the address answers with.</param>
/// <param name="Url">Where it stands. Without a text the document is fetched from there.</param>
/// <param name="Acl">Who may read it: <c>public</c>, <c>members</c>, <c>role:…</c>, <c>group:…</c>, <c>user:…</c>; left away, every member.</param>
/// <param name="Metadata">An object, kept as it is.</param>
public sealed record DocumentForm(
    string? ExternalId, string? Title, string? Text, string? MediaType, string? Url, IReadOnlyList<string>? Acl, JsonElement? Metadata);

/// <summary>Checks what is said of a document.</summary>
internal static class DocumentForms
{
    private const int LongestTitle = 500;
    private const int LongestId = 256;
    private const int LongestUrl = 2_000;
    private const int LongestMetadata = 16_384;
    private const int LongestType = 200;

    public static Upload Check(DocumentForm form, KnowledgeOptions options)
    {
        if (form.Text is null && form.Url is null)
        {
            throw new RefusedException(Refusal.Invalid("text", "The text is missing. Send it, or the `url` that it is to be fetched from."));
        }

        if (form.Text is null)
        {
            var described = Describe(form, Limited(form.MediaType, LongestType, "media_type") ?? AddressFetcher.UnknownType, []);
            return described with { Card = described.Card with { Url = Fetchable(described.Card.Url), IsFetchDue = true } };
        }

        var mediaType = DocumentSource.MediaType(form.MediaType ?? DocumentSource.Plain, null, "media_type");
        var utf8 = Encoding.UTF8.GetBytes(DocumentSource.Check(form.Text, "text"));
        CheckSize(utf8.Length, options);
        return Describe(form, mediaType, utf8);
    }

    public static Upload Describe(DocumentForm form, string mediaType, byte[] utf8) => new(
        Limited(form.ExternalId, LongestId, "external_id"),
        new DocumentCard(
            Limited(form.Title, LongestTitle, "title"), Limited(form.Url, LongestUrl, "url"), CheckMetadata(form.Metadata)),
        mediaType,
        utf8,
        AccessTags.Canonical(form.Acl));

    public static void CheckSize(long bytes, KnowledgeOptions options)
    {
        if (bytes > options.MostDocumentBytes)
        {
            throw new RefusedException(new Refusal(
                413, "document_too_large", $"The document is larger than the {options.MostDocumentBytes / 1_048_576.0:0.#} MiB that one may have. Send it in parts."));
        }
    }

    private static string? Limited(string? text, int most, string field)
    {
        text = text?.Trim();
        if (text is { Length: > 0 } && (text.Length > most || text.Any(char.IsControl)))
        {
            throw new RefusedException(Refusal.Invalid(field, $"It must have at most {most} characters and no control characters."));
        }

        return text is { Length: > 0 } ? text : null;
    }

    // Where a name leads is looked at when it is called; this looks only at how the address is written.
    private static string Fetchable(string? url) =>
        !Uri.TryCreate(url, UriKind.Absolute, out var address) || !url.Contains("://", StringComparison.Ordinal) ? throw Unfetchable(
            "This is no whole address. Write it like https://example.com/page, or send the document's `text`.")
        : address.Scheme is not ("http" or "https") || address.Host.Length == 0 ? throw Unfetchable(
            "Only addresses by http and https are fetched. Send another file's `text`, or the file itself by form (multipart/form-data).")
        : address.UserInfo.Length > 0 ? throw Unfetchable(
            "The address holds a user name or password, which everybody could read who may read the document. Leave them away; what needs them can be a source of the kind `website`.")
        : url;

    private static RefusedException Unfetchable(string sentence) => new(Refusal.Invalid("url", sentence));

    private static JsonElement? CheckMetadata(JsonElement? metadata) => metadata switch
    {
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        { ValueKind: JsonValueKind.Object } value when value.GetRawText().Length <= LongestMetadata => value,
        _ => throw new RefusedException(Refusal.Invalid("metadata", $"It must be an object of at most {LongestMetadata} characters.")),
    };
}
