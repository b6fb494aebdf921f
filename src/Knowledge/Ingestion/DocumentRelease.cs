using Parley.Storage;

namespace Parley.Knowledge.Ingestion;

/// <summary>What makes a document's new version the searchable one, in the caller's transaction.</summary>
internal sealed class DocumentRelease(
    JobQueue jobs, DataKey key, DataKey jobKey, string @namespace, IngestWork work, string acl, IndexedDocument document, long now)
{
    public IngestWork Work => work;

    public string Namespace => @namespace;

    public string DocumentId => work.Id;

    public string Acl => acl;

    public Task<HiddenRange> ReserveAsync(TenantConnection connection) =>
        ChunkShelf.ReserveAsync(connection, @namespace, work.Id, document.Chunks.Count);

    /// <summary>Holds the document for the rest of the transaction, unless it was deleted or uploaded anew since: then this version is nobody's.</summary>
    public async Task<bool> IsWantedAsync(TenantConnection connection) => await connection.ScalarAsync<string>(
        "SELECT id FROM knowledge_documents WHERE tenant_id = @tenant AND id = @Id AND revision = @Revision {for_update}",
        new { work.Id, work.Revision }) is not null;

    /// <summary>Hides the version before and shows this one.</summary>
    public async Task<bool> ShowAsync(TenantConnection connection, HiddenRange range)
    {
        await ChunkShelf.HideAsync(connection, jobs, jobKey, @namespace, work.Id);
        await connection.ExecuteAsync(
            """
            UPDATE knowledge_documents SET state = 'ready', step = NULL, progress = 100, error = NULL, original = NULL, content = @content,
              outline = @outline, live_acl = @acl, first_chunk = @first, chunks = @chunks, language = @language, body_length = @length,
              updated_at = @now
            WHERE tenant_id = @tenant AND id = @Id
            """,
            new
            {
                work.Id,
                content = key.Seal(Seals.Documents, Seals.Content(work.Id), document.Text),
                outline = Seals.Seal(key, work.Id, document.Outline),
                acl,
                first = range.First,
                chunks = (long)document.Chunks.Count,
                language = document.Language.Code,
                length = document.BodyLength,
                now,
            });
        await ChunkShelf.KnowAclAsync(connection, acl);
        await ChunkShelf.CountAsync(connection, @namespace, document.Language.Code, 1, document.Chunks.Count, document.BodyLength);
        await ChunkShelf.RevealAsync(connection, range);
        await DocumentFeed.ChangedAsync(connection, @namespace, [work.Id], DateTimeOffset.FromUnixTimeMilliseconds(now));
        return true;
    }
}
