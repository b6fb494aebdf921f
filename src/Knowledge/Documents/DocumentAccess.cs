using Parley.Knowledge.Indexing;
using Parley.Storage;

namespace Parley.Knowledge;

/// <summary>Changes who may read documents, without reading them again.</summary>
internal sealed class DocumentAccess(TenantDatabase database, TimeProvider time)
{
    /// <summary>
    /// Gives documents another access list, from now on and whatever is being done with them. A version that waits is shown under it, too;
    /// until then the one before is shown to nobody new.
    /// </summary>
    /// <param name="acl">In the written form; empty for nobody.</param>
    public Task AllowAsync(TenantScope tenant, string @namespace, IReadOnlyList<string> externalIds, string acl, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async connection =>
            {
                var rows = await connection.QueryAsync<Row>(
                    """
                    SELECT id AS "Id", state AS "State", live_acl AS "LiveAcl" FROM knowledge_documents
                    WHERE tenant_id = @tenant AND namespace = @namespace AND external_id IN @ids AND (acl <> @acl OR live_acl <> @acl) ORDER BY id {for_update}
                    """,
                    new { @namespace, ids = externalIds.ToArray(), acl });
                foreach (var row in rows)
                {
                    await ChunkShelf.RestrictAsync(connection, @namespace, row.Id, row.State == "ready" ? acl : AccessTags.Both(row.LiveAcl, acl));
                    await connection.ExecuteAsync(
                        "UPDATE knowledge_documents SET acl = @acl, updated_at = @now WHERE tenant_id = @tenant AND id = @Id",
                        new { row.Id, acl, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
                }

                await DocumentFeed.ChangedAsync(connection, @namespace, rows.Select(row => row.Id), time.GetUtcNow());
            },
            Durability.Full,
            cancellationToken);

    private sealed record Row(string Id, string State, string LiveAcl);
}
