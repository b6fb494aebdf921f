using System.Text.Json;
using Parley.Reading;

namespace Parley.Knowledge;

/// <summary>A document as a source brings it.</summary>
/// <param name="ExternalId">The source's own name for it, 1 to 256 characters; the same again replaces the document.</param>
/// <param name="MediaType">What the source says it is, or null; the name and the bytes decide where they know better.</param>
/// <param name="FileName">Its name with ending, or null.</param>
/// <param name="Acl">Who may read it: <c>public members role:… group:… user:…</c>; null for every member of the tenant.</param>
/// <param name="Metadata">An object, kept as it is.</param>
public sealed record IncomingDocument(
    string ExternalId, byte[] Bytes, string? MediaType = null, string? FileName = null, string? Title = null, string? Url = null,
    IReadOnlyList<string>? Acl = null, JsonElement? Metadata = null);

/// <summary>Takes documents in for other rooms, by the way that uploads go.</summary>
public sealed class KnowledgeIntake
{
    private static readonly ReadingOptions Limits = new();

    private readonly Uploads _uploads;
    private readonly DocumentStore _documents;
    private readonly DocumentAccess _access;

    internal KnowledgeIntake(Uploads uploads, DocumentStore documents, DocumentAccess access) => (_uploads, _documents, _access) = (uploads, documents, access);

    /// <summary>Whom two access lists both let in, as far as tags can say so.</summary>
    /// <param name="first">Tags joined by blanks.</param>
    /// <param name="second">Tags joined by blanks.</param>
    /// <returns>In the same form, sorted; empty when that is nobody.</returns>
    public static string Both(string first, string second) => AccessTags.Both(first, second);

    /// <summary>Adds documents, or replaces those with the same external ids; one job makes them searchable. All of them or none.</summary>
    /// <exception cref="RefusedException">A name, a size, an access tag or a kind of file cannot be taken.</exception>
    public async Task<JobId> PutAsync(
        TenantScope tenant, string @namespace, IReadOnlyList<IncomingDocument> documents, CancellationToken cancellationToken)
    {
        Namespaces.CheckName(@namespace);
        return (await _uploads.AcceptAsync(tenant, @namespace, [.. documents.Select(Checked)], cancellationToken)).Job;
    }

    /// <summary>Deletes documents by their external ids; those that are not there are passed over.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> RemoveAsync(
        TenantScope tenant, string @namespace, IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var id in await _documents.NamedAsync(tenant, Namespaces.CheckName(@namespace), externalIds, cancellationToken))
        {
            removed += await _documents.DeleteAsync(tenant, @namespace, id, cancellationToken) ? 1 : 0;
        }

        return removed;
    }

    /// <summary>Gives documents another access list at once, without reading them again; those that are not there are passed over.</summary>
    /// <param name="acl">As in <see cref="IncomingDocument.Acl"/>; empty for nobody.</param>
    /// <exception cref="RefusedException">One of the tags is none.</exception>
    public Task AllowAsync(
        TenantScope tenant, string @namespace, IReadOnlyList<string> externalIds, IReadOnlyList<string> acl, CancellationToken cancellationToken) =>
        _access.AllowAsync(tenant, Namespaces.CheckName(@namespace), externalIds, acl.Count == 0 ? "" : AccessTags.Canonical(acl), cancellationToken);

    private static Upload Checked(IncomingDocument document)
    {
        var file = new SourceFile(document.FileName, document.MediaType, document.Bytes);
        var mediaType = DocumentSource.MediaType(file, Limits, "file");
        return Routes.DocumentForms.Describe(
            new(document.ExternalId, document.Title, null, null, document.Url, document.Acl, document.Metadata), mediaType,
            DocumentSource.Kept(file, mediaType, "file"));
    }
}
