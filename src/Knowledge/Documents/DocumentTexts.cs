using Parley.Storage;

namespace Parley.Knowledge;

/// <summary>The texts of documents' searchable versions, by id.</summary>
internal sealed class DocumentTexts(TenantDatabase database, Sealer sealer)
{
    /// <param name="documents">With the namespace of each; those that are not there are left out.</param>
    /// <param name="tags">The access tags of the reader; null for one who has read them already.</param>
    public async Task<IReadOnlyDictionary<DocumentId, StoredText>> LoadAsync(
        TenantScope tenant, IEnumerable<(string Namespace, DocumentId Id)> documents, IReadOnlyList<string>? tags, CancellationToken cancellationToken)
    {
        var texts = new Dictionary<DocumentId, StoredText>();
        foreach (var group in documents.GroupBy(document => document.Namespace))
        {
            var key = await sealer.KeyAsync(tenant.Id, Seals.KeyOwner(group.Key), cancellationToken);
            IReadOnlyList<Row> rows;
            await using (var connection = await database.OpenAsync(tenant, cancellationToken))
            {
                rows = await connection.QueryAsync<Row>(
                    """
                    SELECT id AS "Id", content AS "Content", outline AS "Outline", live_acl AS "Acl" FROM knowledge_documents
                    WHERE tenant_id = @tenant AND namespace = @Key AND id IN @ids AND content IS NOT NULL
                    """,
                    new { group.Key, ids = group.Select(document => document.Id.Value).Distinct().ToArray() });
            }

            foreach (var row in rows.Where(row => tags is null || AccessTags.Allows(row.Acl, tags)))
            {
                texts[new(row.Id)] = new(
                    key.Open(Seals.Documents, Seals.Content(row.Id), row.Content),
                    row.Outline is { } outline ? () => Seals.Outline(key, row.Id, outline).Pages : null);
            }
        }

        return texts;
    }

    private sealed record Row(string Id, byte[] Content, byte[]? Outline, string Acl);
}
