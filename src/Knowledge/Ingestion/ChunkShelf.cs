using System.Text;
using System.Text.Json;
using Parley.Storage;

namespace Parley.Knowledge.Ingestion;

/// <summary>A chunk with its terms counted by field.</summary>
internal sealed record IndexedChunk(ChunkId Id, Passage Passage, IReadOnlyDictionary<string, FieldCounts> Terms, int BodyLength);

/// <summary>How often a term stands in each field of a chunk.</summary>
internal record struct FieldCounts(int Body, int Title, int Heading);

/// <summary>A contiguous range of a namespace's chunk numbers that no search may show.</summary>
internal sealed record HiddenRange(string Namespace, long First, long Last);

/// <summary>
/// Chunks and postings in the database. They are written and removed in small transactions while hidden, so that a large document never
/// holds up the writer; a document appears and disappears whole, in one short transaction.
/// </summary>
internal static class ChunkShelf
{
    private const int PostingsAtOnce = 2_000;

    /// <summary>Takes chunk numbers and hides them.</summary>
    public static async Task<HiddenRange> ReserveAsync(TenantConnection connection, string @namespace, string documentId, int count)
    {
        var next = await connection.ScalarAsync<long>(
            """
            UPDATE knowledge_namespaces SET next_chunk = next_chunk + @count WHERE tenant_id = @tenant AND name = @namespace RETURNING next_chunk
            """,
            new { @namespace, count = (long)count });
        var range = new HiddenRange(@namespace, next - count, next - 1);
        await HideRangeAsync(connection, range, documentId);
        return range;
    }

    /// <summary>Cuts chunks into portions of about <see cref="PostingsAtOnce"/> rows.</summary>
    public static IEnumerable<IReadOnlyList<T>> Portions<T>(IEnumerable<T> chunks, Func<T, int> rows)
    {
        var portion = new List<T>();
        var size = 0;
        foreach (var chunk in chunks)
        {
            portion.Add(chunk);
            if ((size += rows(chunk)) >= PostingsAtOnce)
            {
                yield return portion;
                (portion, size) = ([], 0);
            }
        }

        if (portion.Count > 0)
        {
            yield return portion;
        }
    }

    /// <returns>False when the range is no longer hidden for this writer: another attempt has begun anew.</returns>
    public static async Task<bool> WriteAsync(
        TenantConnection connection, string documentId, string acl, HiddenRange range, IReadOnlyList<(int Ordinal, IndexedChunk Chunk)> chunks)
    {
        if (await connection.ScalarAsync<string>(
            """
            SELECT document_id FROM knowledge_hidden WHERE tenant_id = @tenant AND namespace = @Namespace AND first_chunk = @First {for_share}
            """,
            range) is null)
        {
            return false;
        }

        await connection.ExecuteManyAsync(
            """
            INSERT INTO knowledge_chunks (tenant_id, namespace, number, id, document_id, ordinal, start_at, end_at, body_length, terms)
            VALUES (@tenant, @namespace, @number, @id, @document, @ordinal, @start, @end, @length, @terms)
            """,
            ["namespace", "number", "id", "document", "ordinal", "start", "end", "length", "terms"],
            [.. chunks.Select(item => new object?[]
            {
                range.Namespace, range.First + item.Ordinal, item.Chunk.Id.Value, documentId, (long)item.Ordinal, (long)item.Chunk.Passage.Start,
                (long)item.Chunk.Passage.End, (long)item.Chunk.BodyLength, Encoding.UTF8.GetBytes(string.Join('\n', item.Chunk.Terms.Keys)),
            })]);
        await connection.ExecuteManyAsync(
            """
            INSERT INTO knowledge_postings (tenant_id, namespace, term, chunk, acl, body, title, heading, body_length)
            VALUES (@tenant, @namespace, @term, @chunk, @acl, @body, @title, @heading, @length)
            """,
            ["namespace", "term", "chunk", "acl", "body", "title", "heading", "length"],
            [.. chunks.SelectMany(item => item.Chunk.Terms.Select(term => new object?[]
            {
                range.Namespace, term.Key, range.First + item.Ordinal, AccessTags.Name(acl), (long)term.Value.Body, (long)term.Value.Title,
                (long)term.Value.Heading, (long)item.Chunk.BodyLength,
            }))]);
        return true;
    }

    public static async Task<IReadOnlyList<HiddenRange>> HiddenOfAsync(TenantConnection connection, string documentId) =>
        await connection.QueryAsync<HiddenRange>(
            """
            SELECT namespace AS Namespace, first_chunk AS First, last_chunk AS Last FROM knowledge_hidden
            WHERE tenant_id = @tenant AND document_id = @documentId
            """,
            new { documentId });

    /// <summary>Hides a document's searchable chunks, takes them out of the statistics and has a job remove them.</summary>
    public static async Task HideAsync(TenantConnection connection, JobQueue jobs, DataKey jobKey, string @namespace, string documentId)
    {
        var live = await connection.QuerySingleOrDefaultAsync<LiveRow>(
            """
            SELECT first_chunk AS First, chunks AS Chunks, language AS Language, body_length AS BodyLength FROM knowledge_documents
            WHERE tenant_id = @tenant AND namespace = @namespace AND id = @documentId {for_update}
            """,
            new { @namespace, documentId });
        if (live is null or { Chunks: 0 })
        {
            return;
        }

        var range = new HiddenRange(@namespace, live.First, live.First + live.Chunks - 1);
        await HideRangeAsync(connection, range, documentId);
        await CountAsync(connection, @namespace, live.Language, -1, -live.Chunks, -live.BodyLength);
        await jobs.EnqueueAsync(connection, jobKey, DropChunks.JobKind, JsonSerializer.Serialize(range));
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

    /// <summary>Gives a searchable document another set of access tags.</summary>
    public static async Task RestrictAsync(TenantConnection connection, string @namespace, string documentId, string acl)
    {
        await KnowAclAsync(connection, acl);
        var chunks = await connection.QueryAsync<ChunkTerms>(
            """
            SELECT c.number AS Number, c.terms AS Terms FROM knowledge_chunks c
            JOIN knowledge_documents d ON d.tenant_id = c.tenant_id AND d.id = c.document_id
            WHERE c.tenant_id = @tenant AND d.tenant_id = @tenant AND c.namespace = @namespace AND d.id = @documentId
              AND c.number >= d.first_chunk AND c.number < d.first_chunk + d.chunks
            """,
            new { @namespace, documentId });
        await connection.ExecuteManyAsync(
            """
            UPDATE knowledge_postings SET acl = @acl WHERE tenant_id = @tenant AND namespace = @namespace AND term = @term AND chunk = @chunk
            """,
            ["acl", "namespace", "term", "chunk"],
            [.. chunks.SelectMany(chunk => chunk.All.Select(term => new object?[] { AccessTags.Name(acl), @namespace, term, chunk.Number }))]);
        await connection.ExecuteAsync(
            "UPDATE knowledge_documents SET live_acl = @acl WHERE tenant_id = @tenant AND id = @documentId", new { acl, documentId });
    }

    public static Task KnowAclAsync(TenantConnection connection, string acl) => connection.ExecuteManyAsync(
        "INSERT INTO knowledge_acl (tenant_id, acl, tag) VALUES (@tenant, @acl, @tag) ON CONFLICT (tenant_id, tag, acl) DO NOTHING",
        ["acl", "tag"],
        [.. AccessTags.Split(acl).Select(tag => new object?[] { AccessTags.Name(acl), tag })]);

    /// <summary>Removes a portion of a hidden range.</summary>
    /// <returns>False when nothing was left of it.</returns>
    public static async Task<bool> RemoveSomeAsync(TenantConnection connection, HiddenRange range)
    {
        var chunks = await connection.QueryAsync<ChunkTerms>(
            """
            SELECT number AS Number, terms AS Terms FROM knowledge_chunks
            WHERE tenant_id = @tenant AND namespace = @Namespace AND number >= @First AND number <= @Last ORDER BY number LIMIT 25
            """,
            range);
        await connection.ExecuteManyAsync(
            "DELETE FROM knowledge_postings WHERE tenant_id = @tenant AND namespace = @namespace AND term = @term AND chunk = @chunk",
            ["namespace", "term", "chunk"],
            [.. chunks.SelectMany(chunk => chunk.All.Select(term => new object?[] { range.Namespace, term, chunk.Number }))]);
        await connection.ExecuteManyAsync(
            "DELETE FROM knowledge_chunks WHERE tenant_id = @tenant AND namespace = @namespace AND number = @number",
            ["namespace", "number"],
            [.. chunks.Select(chunk => new object?[] { range.Namespace, chunk.Number })]);
        if (chunks.Count == 0)
        {
            await RevealAsync(connection, range);
        }

        return chunks.Count > 0;
    }

    /// <summary>Removes a range whole, in the caller's transaction: for what must be gone with it.</summary>
    public static async Task RemoveAsync(TenantConnection connection, HiddenRange range)
    {
        await connection.ExecuteAsync(
            "DELETE FROM knowledge_postings WHERE tenant_id = @tenant AND namespace = @Namespace AND chunk >= @First AND chunk <= @Last", range);
        await connection.ExecuteAsync(
            "DELETE FROM knowledge_chunks WHERE tenant_id = @tenant AND namespace = @Namespace AND number >= @First AND number <= @Last", range);
    }

    public static Task RevealAsync(TenantConnection connection, HiddenRange range) => connection.ExecuteAsync(
        "DELETE FROM knowledge_hidden WHERE tenant_id = @tenant AND namespace = @Namespace AND first_chunk = @First", range);

    private static Task<int> HideRangeAsync(TenantConnection connection, HiddenRange range, string documentId) => connection.ExecuteAsync(
        """
        INSERT INTO knowledge_hidden (tenant_id, namespace, first_chunk, last_chunk, document_id)
        VALUES (@tenant, @Namespace, @First, @Last, @documentId)
        """,
        new { range.Namespace, range.First, range.Last, documentId });

    private sealed record LiveRow(long First, long Chunks, string Language, long BodyLength);

    private sealed record ChunkTerms(long Number, byte[] Terms)
    {
        public string[] All => Encoding.UTF8.GetString(Terms).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
