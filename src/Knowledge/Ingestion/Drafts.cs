using Parley.Storage;

namespace Parley.Knowledge.Ingestion;

/// <summary>What dear steps made of a document that is being read, sealed.</summary>
internal sealed class Drafts(TenantDatabase database)
{
    /// <returns>What was kept of this version, by step.</returns>
    public async Task<IReadOnlyDictionary<string, byte[]>> ReadAsync(TenantScope tenant, DataKey key, IngestWork work, CancellationToken cancellationToken)
    {
        IReadOnlyList<Row> rows;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            rows = await connection.QueryAsync<Row>(
                """
                SELECT step AS "Step", data AS "Data" FROM knowledge_drafts WHERE tenant_id = @tenant AND document_id = @Id AND revision = @Revision
                """,
                work);
        }

        return rows.ToDictionary(row => row.Step, row => key.OpenBytes(Seals.Drafts, Place(work, row.Step), row.Data));
    }

    public static byte[] Seal(DataKey key, IngestWork work, string step, byte[] kept) => key.Seal(Seals.Drafts, Place(work, step), kept);

    public static Task<int> WriteAsync(TenantConnection connection, IngestWork work, string step, byte[] data) => connection.ExecuteAsync(
        """
        INSERT INTO knowledge_drafts (tenant_id, document_id, step, revision, data) VALUES (@tenant, @Id, @step, @Revision, @data)
        ON CONFLICT (tenant_id, document_id, step) DO UPDATE SET revision = excluded.revision, data = excluded.data
        """,
        new { work.Id, step, work.Revision, data });

    public static Task<int> RemoveAsync(TenantConnection connection, string documentId) => connection.ExecuteAsync(
        "DELETE FROM knowledge_drafts WHERE tenant_id = @tenant AND document_id = @documentId", new { documentId });

    private static string Place(IngestWork work, string step) => $"{work.Id}/{work.Revision}/{step}";

    private sealed record Row(string Step, byte[] Data);
}
