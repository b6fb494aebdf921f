using System.Security.Cryptography;
using System.Text;
using Parley.Knowledge.Ingestion;
using Parley.Storage;

namespace Parley.Knowledge;

/// <summary>A chunk as it stands in the index.</summary>
/// <param name="Start">Where it starts in the document's text, in UTF-16 code units.</param>
/// <param name="Page">From 1; null where the format has none.</param>
/// <param name="Question">The question that it answers, of an entry of an FAQ; else null.</param>
/// <param name="ParentStart">Where the passage starts that is read with it.</param>
/// <param name="ParentEnd">Where that ends.</param>
/// <param name="Tokens">How long it is, roughly.</param>
public sealed record DocumentChunk(
    ChunkId Id, int Ordinal, int Start, int End, int? Page, string? Heading, string? Question, int ParentStart, int ParentEnd, int Tokens, string Text);

/// <summary>What stands in a document, for those who meet its access list: its text, its chunks, its file.</summary>
internal sealed class DocumentContents(TenantDatabase database, Sealer sealer)
{
    /// <returns>The searchable version's text; null when the caller sees no such document, or it has none yet.</returns>
    public async Task<DocumentText?> TextAsync(
        TenantScope tenant, string @namespace, DocumentId id, IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(tenant, @namespace, cancellationToken);
        if (await LiveAsync(tenant, @namespace, id, tags, cancellationToken) is not { Content: { } content, Outline: { } outline })
        {
            return null;
        }

        var utf8 = key.OpenBytes(Seals.Documents, Seals.Content(id.Value), content);
        return new(Encoding.UTF8.GetString(utf8), Convert.ToHexStringLower(SHA256.HashData(utf8)), Seals.Outline(key, id.Value, outline).Pages);
    }

    /// <param name="after">The ordinal after which the page begins; -1 for the first.</param>
    /// <returns>The searchable version's chunks in their order; null when the caller sees no such document, or it has none yet.</returns>
    public async Task<KnowledgePage<DocumentChunk>?> ChunksAsync(
        TenantScope tenant, string @namespace, DocumentId id, IReadOnlyList<string> tags, int after, int limit, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(tenant, @namespace, cancellationToken);
        if (await LiveAsync(tenant, @namespace, id, tags, cancellationToken) is not { Content: not null } live)
        {
            return null;
        }

        IReadOnlyList<ChunkRow> rows;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            rows = await connection.QueryAsync<ChunkRow>(
                """
                SELECT id AS "Id", ordinal AS "Ordinal", start_at AS "StartAt", end_at AS "EndAt", page AS "Page", parent_start AS "ParentStart",
                  parent_end AS "ParentEnd", card AS "Card"
                FROM knowledge_chunks
                WHERE tenant_id = @tenant AND namespace = @namespace AND number >= @from AND number < @to AND card IS NOT NULL
                ORDER BY number LIMIT @most
                """,
                new { @namespace, from = live.First + after + 1, to = live.First + live.Chunks, most = limit + 1L });
        }

        return new([.. rows.Take(limit).Select(row => row.Open(key))], rows.Count > limit ? $"{rows[limit - 1].Ordinal}" : null);
    }

    /// <returns>The file that the searchable version was read from, and its kind; null when the caller sees no such document, its file is not kept, or says what was taken out of the text.</returns>
    public async Task<(string MediaType, byte[] Bytes)?> FileAsync(
        TenantScope tenant, string @namespace, DocumentId id, IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(tenant, @namespace, cancellationToken);
        // One snapshot for the list and the file: a newer upload may be for fewer.
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await LiveAsync(connection, @namespace, id, tags) is { } live && AccessTags.Allows(live.NextAcl, tags)
            && (live.Outline is not { } outline || !Seals.Outline(key, id.Value, outline).IsReplaced)
            && await Originals.ReadAsync(connection, key, id.Value, live.Upload) is { } bytes
            ? (live.MediaType, bytes)
            : null;
    }

    private async Task<LiveRow?> LiveAsync(
        TenantScope tenant, string @namespace, DocumentId id, IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await LiveAsync(connection, @namespace, id, tags);
    }

    private static async Task<LiveRow?> LiveAsync(TenantConnection connection, string @namespace, DocumentId id, IReadOnlyList<string> tags)
    {
        var row = await connection.QuerySingleOrDefaultAsync<LiveRow>(
            """
            SELECT content AS "Content", outline AS "Outline", live_acl AS "Acl", acl AS "NextAcl",
              COALESCE(live_media_type, media_type) AS "MediaType", live_upload AS "Upload", first_chunk AS "First", chunks AS "Chunks"
            FROM knowledge_documents WHERE tenant_id = @tenant AND namespace = @namespace AND id = @id
            """,
            new { @namespace, id = id.Value });
        return row is not null && AccessTags.Allows(row.Acl, tags) ? row : null;
    }

    private ValueTask<DataKey> KeyAsync(TenantScope tenant, string @namespace, CancellationToken cancellationToken) =>
        sealer.KeyAsync(tenant.Id, Seals.KeyOwner(@namespace), cancellationToken);

    private sealed record LiveRow(byte[]? Content, byte[]? Outline, string Acl, string NextAcl, string MediaType, string? Upload, long First, long Chunks);

    private sealed record ChunkRow(
        string Id, long Ordinal, long StartAt, long EndAt, long? Page, long? ParentStart, long? ParentEnd, byte[] Card)
    {
        public DocumentChunk Open(DataKey key)
        {
            var card = ChunkCard.Open(key, Id, Card);
            return new(
                new(Id), (int)Ordinal, (int)StartAt, (int)EndAt, (int?)Page, card.Heading, card.Question, (int)(ParentStart ?? StartAt),
                (int)(ParentEnd ?? EndAt), PassageSize.Count(card.Text), card.Text);
        }
    }
}
