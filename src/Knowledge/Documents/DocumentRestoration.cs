using Parley.Safety;
using Parley.Storage;

namespace Parley.Knowledge;

/// <summary>Puts back into documents what placeholders stand for. Whom it is told is for its caller to decide.</summary>
public sealed class DocumentRestoration
{
    private readonly TenantDatabase _database;
    private readonly Sealer _sealer;

    internal DocumentRestoration(TenantDatabase database, Sealer sealer) => (_database, _sealer) = (database, sealer);

    /// <param name="aclTags">Of whoever asks: who may not read the document is told the values alone.</param>
    /// <returns>Null when the tenant has no such document, or it was not read yet.</returns>
    public async Task<RestoredText?> RestoreAsync(TenantScope tenant, IReadOnlyList<string> aclTags, DocumentId id, CancellationToken cancellationToken)
    {
        Row? row;
        await using (var connection = await _database.OpenAsync(tenant, cancellationToken))
        {
            row = await connection.QuerySingleOrDefaultAsync<Row>(
                """
                SELECT namespace AS "Namespace", content AS "Content", live_acl AS "Acl" FROM knowledge_documents
                WHERE tenant_id = @tenant AND id = @id AND content IS NOT NULL
                """,
                new { id = id.Value });
        }

        if (row is null)
        {
            return null;
        }

        var key = await _sealer.KeyAsync(tenant.Id, Seals.KeyOwner(row.Namespace), cancellationToken);
        await using var values = await _database.OpenAsync(tenant, cancellationToken);
        var restored = await Vault.RestoreAsync(values, key, id.Value, key.Open(Seals.Documents, Seals.Content(id.Value), row.Content));
        return AccessTags.Allows(row.Acl, aclTags) ? restored : restored with { Text = null };
    }

    private sealed record Row(string Namespace, byte[] Content, string Acl);
}
