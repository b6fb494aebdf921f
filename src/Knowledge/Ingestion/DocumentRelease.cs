using Parley.Knowledge.Indexing;
using Parley.Safety;
using Parley.Storage;

namespace Parley.Knowledge.Ingestion;

/// <summary>What makes a document's new version the searchable one, in the caller's transaction.</summary>
internal sealed class DocumentRelease
{
    private readonly JobQueue _jobs;
    private readonly DataKey _jobKey;
    private readonly IngestionItem _item;
    private readonly IndexedDocument _document;
    private readonly DateTimeOffset _now;
    private readonly byte[] _content;
    private readonly byte[] _outline;
    private string? _acl;

    public DocumentRelease(JobQueue jobs, DataKey jobKey, IngestionItem item, DateTimeOffset now)
    {
        (_jobs, _jobKey, _item, _document, _now) = (jobs, jobKey, item, item.Indexed!, now);
        _content = item.Key.Seal(Seals.Documents, Seals.Content(DocumentId), _document.Text);
        _outline = Seals.Seal(item.Key, DocumentId, new Outline(_document.Title, [])
        {
            Pages = [.. _document.Pages.Select(page => new DocumentPage(page.Page, page.Start, page.End))],
            IsReplaced = item.IsReplaced,
        });
    }

    public string DocumentId => _item.Work.Id;

    public Task<ChunkRange> ReserveAsync(TenantConnection connection) =>
        ChunkShelf.ReserveAsync(connection, _item.Namespace, _document.Chunks.Count);

    /// <summary>Holds the document for the rest of the transaction, unless it was deleted or uploaded anew since: then this version is nobody's.</summary>
    public async Task<bool> IsWantedAsync(TenantConnection connection) => (_acl = await connection.ScalarAsync<string>(
        "SELECT acl FROM knowledge_documents WHERE tenant_id = @tenant AND id = @Id AND revision = @Revision {for_update}",
        new { _item.Work.Id, _item.Work.Revision })) is not null;

    /// <summary>Hides the version before and shows this one and its file, to those who may read it now: its list may have been changed since it was taken up.</summary>
    public async Task ShowAsync(TenantConnection connection, ChunkRange range)
    {
        var acl = _acl ?? _item.Acl;
        await ChunkShelf.HideAsync(connection, _jobs, _jobKey, _item.Namespace, DocumentId);
        await ChunkShelf.ShowAsync(connection, range, acl, _document.Chunks.Select(chunk => chunk.BodyLength));
        await connection.ExecuteAsync(
            $"""
            UPDATE knowledge_documents SET state = 'ready', step = NULL, progress = 100, error = NULL, original = NULL, content = @content,
              outline = @outline, live_acl = @acl, first_chunk = @first, chunks = @chunks, language = @language, body_length = @length,
              index_form = @form, steps = @steps, {Originals.SetLive}, updated_at = @now
            WHERE tenant_id = @tenant AND id = @documentId
            """,
            new
            {
                documentId = DocumentId,
                content = _content,
                outline = _outline,
                acl,
                first = range.First,
                chunks = (long)_document.Chunks.Count,
                language = _document.Language.Code,
                length = _document.BodyLength,
                form = DocumentIndexer.Form,
                steps = DocumentStates.Write([.. _item.Steps, new("index", "done", 0)]),
                now = _now.ToUnixTimeMilliseconds(),
            });
        await Vault.EraseAsync(connection, DocumentId);
        await connection.ExecuteAllAsync(_item.Minted);
        await Originals.KeepLiveAsync(connection, DocumentId);
        await ChunkShelf.CountAsync(connection, _item.Namespace, _document.Language.Code, 1, _document.Chunks.Count, _document.BodyLength);
        await Drafts.RemoveAsync(connection, DocumentId);
        await DocumentFeed.ChangedAsync(connection, _item.Namespace, [DocumentId], _now);
    }
}
