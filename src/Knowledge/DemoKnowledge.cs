using System.Text;
using Parley.Reading;

namespace Parley.Knowledge;

/// <summary>Gives a tenant the product's own documentation, so that a first question has an answer.</summary>
public sealed class DemoKnowledge
{
    /// <summary>The namespace of the product's documentation.</summary>
    public const string Namespace = "parley-docs";

    private readonly Uploads _uploads;

    internal DemoKnowledge(Uploads uploads) => _uploads = uploads;

    /// <summary>Adds or replaces the documents; a job makes them searchable.</summary>
    public async Task SeedAsync(
        TenantScope tenant, IEnumerable<(string ExternalId, string Title, string Markdown)> documents, CancellationToken cancellationToken = default)
    {
        var acl = AccessTags.Canonical([AccessTags.Members, AccessTags.Public]);
        var uploads = documents.Select(document => new Upload(
            document.ExternalId, new DocumentCard(document.Title, null, null), DocumentSource.Markdown, Encoding.UTF8.GetBytes(document.Markdown), acl));
        await _uploads.AcceptAsync(tenant, Namespace, [.. uploads], cancellationToken);
    }
}
