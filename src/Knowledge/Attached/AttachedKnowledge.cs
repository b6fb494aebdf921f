using System.Text;
using Parley.Safety;
using Parley.Storage;

namespace Parley.Knowledge;

/// <summary>How far an attached text is.</summary>
public enum AttachedState
{
    Reading,
    Ready,
    Failed,
}

/// <summary>The knowledge that came with a conversation's messages.</summary>
public sealed class AttachedKnowledge
{
    private readonly TenantDatabase _database;
    private readonly Uploads _uploads;

    internal AttachedKnowledge(TenantDatabase database, Uploads uploads) => (_database, _uploads) = (database, uploads);

    /// <summary>Takes a text in, to be read in the background.</summary>
    /// <param name="externalId">The same again replaces the text.</param>
    /// <param name="mediaType"><c>text/plain</c>, <c>text/markdown</c> or <c>text/html</c>.</param>
    /// <param name="hold">Holds what it is attached to for the rest of the transaction; false when that was erased, and then nothing is kept.</param>
    public Task AddAsync(
        TenantScope tenant, AttachedNamespace @namespace, string externalId, string title, string mediaType, string text,
        Func<TenantConnection, Task<bool>> hold, CancellationToken cancellationToken) =>
        _uploads.AcceptAsync(
            tenant, @namespace.Name,
            [new Upload(externalId, new DocumentCard(title, null, null), mediaType, Encoding.UTF8.GetBytes(text), @namespace.Tag)],
            hold, cancellationToken);

    /// <returns>How far each is that was taken in, by its external id.</returns>
    public async Task<IReadOnlyDictionary<string, AttachedState>> StatesAsync(
        TenantScope tenant, AttachedNamespace @namespace, IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<StateRow>(
            """
            SELECT d.external_id AS "ExternalId",
              CASE WHEN d.state IN ('queued', 'running') AND h.state = 'failed' THEN 'failed' ELSE d.state END AS "State"
            FROM knowledge_documents d LEFT JOIN sys_jobs h ON h.id = d.job_id AND h.tenant_id = @tenant
            WHERE d.tenant_id = @tenant AND d.namespace = @name AND d.external_id IN @ids
            """,
            new { name = @namespace.Name, ids = externalIds.ToArray() });
        return rows.ToDictionary(
            row => row.ExternalId,
            row => row.State switch { "ready" => AttachedState.Ready, "failed" => AttachedState.Failed, _ => AttachedState.Reading });
    }

    /// <summary>Erases all that came with a conversation, in the caller's transaction.</summary>
    public static async Task EraseAsync(TenantConnection connection, ConversationId conversation)
    {
        foreach (var name in await connection.QueryAsync<string>(
            "SELECT name FROM knowledge_namespaces WHERE tenant_id = @tenant AND conversation_id = @conversation",
            new { conversation = conversation.Value }))
        {
            // Whoever writes a document or folds its postings holds one of these: what they leave is seen by all that follows.
            foreach (var document in await connection.QueryAsync<string>(
                "SELECT id FROM knowledge_documents WHERE tenant_id = @tenant AND namespace = @name ORDER BY id {for_update}", new { name }))
            {
                await Vault.EraseAsync(connection, document);
            }

            await Indexing.PostingRows.HoldAsync(connection, name);
            foreach (var table in (string[])["knowledge_originals", "knowledge_drafts"])
            {
                await connection.ExecuteAsync(
                    $"""
                    DELETE FROM {table} WHERE tenant_id = @tenant AND document_id IN (
                      SELECT id FROM knowledge_documents WHERE tenant_id = @tenant AND namespace = @name)
                    """,
                    new { name });
            }

            foreach (var table in (string[])
                ["knowledge_documents", "knowledge_parts", "knowledge_postings", "knowledge_chunks", "knowledge_facts", "knowledge_statistics"])
            {
                await connection.ExecuteAsync($"DELETE FROM {table} WHERE tenant_id = @tenant AND namespace = @name", new { name });
            }

            await connection.ExecuteAsync("DELETE FROM knowledge_namespaces WHERE tenant_id = @tenant AND name = @name", new { name });
        }
    }

    /// <summary>Erases one text, in the caller's transaction.</summary>
    public static async Task EraseAsync(TenantConnection connection, AttachedNamespace @namespace, string externalId)
    {
        var document = await connection.QuerySingleOrDefaultAsync<DocumentRangeRow>(
            """
            SELECT id AS "Id", first_chunk AS "First", chunks AS "Chunks", language AS "Language", body_length AS "BodyLength"
            FROM knowledge_documents WHERE tenant_id = @tenant AND namespace = @name AND external_id = @externalId {for_update}
            """,
            new { name = @namespace.Name, externalId });
        if (document is null)
        {
            return;
        }

        // First the document, for which its writer asks before every portion: nothing follows what is removed here.
        await connection.ExecuteAsync("DELETE FROM knowledge_documents WHERE tenant_id = @tenant AND id = @id", new { id = document.Id });
        await Originals.RemoveAsync(connection, document.Id);
        await Vault.EraseAsync(connection, document.Id);
        await Reviews.ForgetAsync(connection, [new(document.Id)]);
        await Ingestion.Drafts.RemoveAsync(connection, document.Id);
        await Indexing.ChunkRemoval.RemoveAsync(connection, document.Id);
        if (document.Chunks > 0)
        {
            await Indexing.FactsTable.SetAsync(
                connection, new(@namespace.Name, document.First, document.First + document.Chunks - 1), Indexing.FactsTable.Nobody, null);
            await Indexing.ChunkShelf.CountAsync(
                connection, @namespace.Name, document.Language, -1, -document.Chunks, -document.BodyLength);
        }
    }

    private sealed record StateRow(string ExternalId, string State);

    private sealed record DocumentRangeRow(string Id, long First, long Chunks, string Language, long BodyLength);
}
