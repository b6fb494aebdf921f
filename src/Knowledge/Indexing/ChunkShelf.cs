using System.Text.Json;
using Parley.Knowledge.Ingestion;
using Parley.Storage;

namespace Parley.Knowledge.Indexing;

/// <summary>A chunk ready to be found.</summary>
/// <param name="Card">Its text and what is said of it, sealed.</param>
internal sealed record IndexedChunk(
    ChunkId Id, Passage Passage, byte[] Card, IReadOnlyDictionary<string, FieldCounts> Terms, int BodyLength);

/// <summary>
/// Chunks and their postings in the database. They are written and removed in small transactions while nobody may see them, so that a large
/// document never holds up the writer; a document appears, changes and disappears whole, in one short transaction that changes facts.
/// </summary>
internal static class ChunkShelf
{
    private const int LongestLength = ushort.MaxValue;

    /// <summary>Takes chunk numbers. Nobody may see them yet.</summary>
    public static async Task<ChunkRange> ReserveAsync(TenantConnection connection, string @namespace, int count)
    {
        var next = await connection.ScalarAsync<long>(
            "UPDATE knowledge_namespaces SET next_chunk = next_chunk + @count WHERE tenant_id = @tenant AND name = @namespace RETURNING next_chunk",
            new { @namespace, count = (long)count });
        return new(@namespace, next - count, next - 1);
    }

    /// <summary>Writes a part of a document's chunks.</summary>
    /// <param name="range">Their numbers.</param>
    /// <param name="data">Their postings, as <see cref="PartData"/> packed them.</param>
    public static async Task WriteAsync(
        TenantConnection connection, string documentId, ChunkRange range, int firstOrdinal, IReadOnlyList<IndexedChunk> chunks, byte[] data)
    {
        await connection.ExecuteManyAsync(
            """
            INSERT INTO knowledge_chunks
              (tenant_id, namespace, number, id, document_id, ordinal, start_at, end_at, page, parent_start, parent_end, card)
            VALUES (@tenant, @namespace, @number, @id, @document, @ordinal, @start, @end, @page, @parentStart, @parentEnd, @card)
            """,
            ["namespace", "number", "id", "document", "ordinal", "start", "end", "page", "parentStart", "parentEnd", "card"],
            [.. chunks.Select((chunk, i) => new object?[]
            {
                range.Namespace, range.First + i, chunk.Id.Value, documentId, (long)(firstOrdinal + i), (long)chunk.Passage.Start,
                (long)chunk.Passage.End, (long?)chunk.Passage.Page, (long)chunk.Passage.Parent.Start, (long)chunk.Passage.Parent.End, chunk.Card,
            })]);
        await WritePartAsync(connection, documentId, range, data);
    }

    public static Task<int> WritePartAsync(TenantConnection connection, string documentId, ChunkRange range, byte[] data) => connection.ExecuteAsync(
        """
        INSERT INTO knowledge_parts (tenant_id, namespace, first_chunk, last_chunk, document_id, state, data)
        VALUES (@tenant, @Namespace, @First, @Last, @documentId, 'waiting', @data)
        """,
        new { range.Namespace, range.First, range.Last, documentId, data });

    /// <summary>Lets those who meet a set of access tags find chunks.</summary>
    public static async Task ShowAsync(TenantConnection connection, ChunkRange range, string acl, IEnumerable<int> lengths) => await FactsTable.SetAsync(
        connection, range, await AccessSets.NumberAsync(connection, acl), [.. lengths.Select(length => (ushort)Math.Min(length, LongestLength))]);

    /// <summary>Hides a document's searchable chunks, takes them out of the statistics and has a job remove them.</summary>
    public static async Task HideAsync(TenantConnection connection, JobQueue jobs, DataKey jobKey, string @namespace, string documentId)
    {
        var live = await LiveAsync(connection, @namespace, documentId);
        if (live is null or { Chunks: 0 })
        {
            return;
        }

        await FactsTable.SetAsync(connection, live.RangeIn(@namespace), FactsTable.Nobody, null);
        await CountAsync(connection, @namespace, live.Language, -1, -live.Chunks, -live.BodyLength);
        await jobs.EnqueueAsync(connection, jobKey, DropChunks.JobKind, JsonSerializer.Serialize(live.RangeIn(@namespace)));
    }

    /// <summary>Gives a searchable document another set of access tags.</summary>
    public static async Task RestrictAsync(TenantConnection connection, string @namespace, string documentId, string acl)
    {
        if (await LiveAsync(connection, @namespace, documentId) is not { Chunks: > 0 } live)
        {
            return;
        }

        await FactsTable.SetAsync(connection, live.RangeIn(@namespace), await AccessSets.NumberAsync(connection, acl), null);
        await connection.ExecuteAsync(
            "UPDATE knowledge_documents SET live_acl = @acl WHERE tenant_id = @tenant AND id = @documentId", new { acl, documentId });
    }

    public static Task CountAsync(TenantConnection connection, string @namespace, string language, long documents, long chunks, long bodyLength) =>
        connection.ExecuteAsync(
            """
            INSERT INTO knowledge_statistics (tenant_id, namespace, language, documents, chunks, body_length)
            VALUES (@tenant, @namespace, @language, @documents, @chunks, @bodyLength)
            ON CONFLICT (tenant_id, namespace, language) DO UPDATE SET
              documents = knowledge_statistics.documents + excluded.documents, chunks = knowledge_statistics.chunks + excluded.chunks,
              body_length = knowledge_statistics.body_length + excluded.body_length
            """,
            new { @namespace, language, documents, chunks, bodyLength });

    private static Task<LiveRow?> LiveAsync(TenantConnection connection, string @namespace, string documentId) =>
        connection.QuerySingleOrDefaultAsync<LiveRow>(
            """
            SELECT first_chunk AS "First", chunks AS "Chunks", language AS "Language", body_length AS "BodyLength" FROM knowledge_documents
            WHERE tenant_id = @tenant AND namespace = @namespace AND id = @documentId {for_update}
            """,
            new { @namespace, documentId });

    private sealed record LiveRow(long First, long Chunks, string Language, long BodyLength)
    {
        public ChunkRange RangeIn(string @namespace) => new(@namespace, First, First + Chunks - 1);
    }
}
