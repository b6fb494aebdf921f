using Parley.Knowledge.Indexing;
using Parley.Storage;

namespace Parley.Knowledge.Search;

internal sealed record NamespaceRow(string Name, long Version, long? FloorPermille);

internal sealed record StatisticsRow(string Namespace, string Language, long Chunks, long BodyLength);

internal sealed record ChunkRow(
    long Number, string Id, string DocumentId, string ExternalId, long Ordinal, long StartAt, long EndAt, long? Page, long? ParentStart, long? ParentEnd,
    byte[] Card, string Language);

/// <summary>Reads the index in one snapshot.</summary>
internal sealed class IndexReader(TenantConnection connection)
{
    private const int MostNeighbours = 20_000;

    private const string AlsoAttached =
        """
        UNION ALL SELECT name AS "Name", version AS "Version", floor_permille AS "FloorPermille" FROM knowledge_namespaces
        WHERE tenant_id = @tenant AND conversation_id IS NOT NULL AND name = @attached
        """;

    public TenantConnection Connection => connection;

    /// <param name="names">Null for all that are listed.</param>
    /// <param name="attached">The one of a conversation's attachments, which no list has.</param>
    public async Task<IReadOnlyList<NamespaceRow>> NamespacesAsync(IReadOnlyList<string>? names, string? attached) => names is [] && attached is null
        ? []
        : [.. (await connection.QueryAsync<NamespaceRow>(
            $"""
            SELECT name AS "Name", version AS "Version", floor_permille AS "FloorPermille" FROM knowledge_namespaces
            WHERE tenant_id = @tenant AND conversation_id IS NULL {(names is null ? "" : names is [] ? "AND 1 = 0" : "AND name IN @names")}
            {(attached is null ? "" : AlsoAttached)}
            """,
            names is null or [] ? new { attached } : (object)new { names, attached })).OrderBy(row => row.Name, StringComparer.Ordinal)];

    public Task<IReadOnlyList<StatisticsRow>> StatisticsAsync(string[] namespaces) => namespaces.Length == 0
        ? Task.FromResult<IReadOnlyList<StatisticsRow>>([])
        : connection.QueryAsync<StatisticsRow>(
            """
            SELECT namespace AS "Namespace", language AS "Language", chunks AS "Chunks", body_length AS "BodyLength" FROM knowledge_statistics
            WHERE tenant_id = @tenant AND namespace IN @namespaces AND chunks > 0
            """,
            new { namespaces });

    /// <summary>The packed postings of some terms; of all chunks, also of those that nobody may see.</summary>
    public Task<IReadOnlyList<PostingRow>> PostingsAsync(string @namespace, string[] forms) => forms.Length == 0
        ? Task.FromResult<IReadOnlyList<PostingRow>>([])
        : connection.QueryAsync<PostingRow>(
            """
            SELECT term AS "Term", bucket AS "Bucket", data AS "Data"
            FROM {only knowledge_postings p WHERE tenant_id = @tenant AND namespace = @namespace AND term IN @forms}
            """,
            new { @namespace, forms });

    /// <summary>What waits to be folded: of these chunks the postings stand here, whatever stands in the rows of their terms.</summary>
    public Task<IReadOnlyList<IndexPart>> WaitingAsync(string @namespace) => connection.QueryAsync<IndexPart>(IndexParts.Waiting, new { @namespace });

    /// <summary>Terms that begin alike.</summary>
    public Task<IReadOnlyList<string>> VocabularyAsync(string[] namespaces, string prefix) => connection.QueryAsync<string>(
        """
        SELECT DISTINCT term FROM knowledge_postings
        WHERE tenant_id = @tenant AND namespace IN @namespaces AND term >= @prefix AND term < @end ORDER BY term LIMIT @most
        """,
        new { namespaces, prefix, end = prefix[..^1] + (char)(prefix[^1] + 1), most = (long)MostNeighbours });

    /// <summary>The bytes of terms' postings, which tell how frequent each is; none for a term that is not there.</summary>
    public async Task<IReadOnlyList<(string Term, long Bytes)>> SizesAsync(string[] namespaces, string[] terms) => terms.Length == 0
        ? []
        : [.. (await connection.QueryAsync<TermRow>(
            """
            SELECT term AS "Term", cast(sum(length(data)) AS bigint) AS "Bytes"
            FROM {only knowledge_postings p WHERE tenant_id = @tenant AND namespace IN @namespaces AND term IN @terms} GROUP BY term
            """,
            new { namespaces, terms })).Select(row => (row.Term, row.Bytes))];

    public Task<IReadOnlyList<ChunkRow>> ChunksAsync(string @namespace, long[] numbers) => connection.QueryAsync<ChunkRow>(
        """
        SELECT * FROM (
          SELECT number AS "Number", id AS "Id", document_id AS "DocumentId",
            (SELECT external_id FROM knowledge_documents WHERE tenant_id = @tenant AND id = c.document_id) AS "ExternalId",
            ordinal AS "Ordinal", start_at AS "StartAt", end_at AS "EndAt", page AS "Page", parent_start AS "ParentStart", parent_end AS "ParentEnd",
            card AS "Card", (SELECT language FROM knowledge_documents WHERE tenant_id = @tenant AND id = c.document_id) AS "Language"
          FROM {only knowledge_chunks c WHERE tenant_id = @tenant AND namespace = @namespace AND number IN @numbers}) found
        WHERE "Card" IS NOT NULL AND "ExternalId" IS NOT NULL
        """,
        new { @namespace, numbers });

    private sealed record TermRow(string Term, long Bytes);
}
