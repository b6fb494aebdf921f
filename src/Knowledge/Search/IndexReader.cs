using Parley.Storage;
using Parley.Text;

namespace Parley.Knowledge.Search;

internal sealed record NamespaceRow(string Name, long? FloorPermille);

internal sealed record StatisticsRow(string Namespace, string Language, long Chunks, long BodyLength);

internal sealed record ChunkRow(long Number, string Id, string DocumentId, string ExternalId, long Ordinal, long StartAt, long EndAt);

internal sealed record DocumentTextRow(string Id, byte[] Content, byte[] Outline);

/// <summary>Reads the index in one snapshot.</summary>
internal sealed class IndexReader(TenantConnection connection)
{
    private const string AlsoAttached =
        """
        UNION ALL SELECT name AS Name, floor_permille AS FloorPermille FROM knowledge_namespaces
        WHERE tenant_id = @tenant AND conversation_id IS NOT NULL AND name = @attached
        """;

    /// <param name="names">Null for all that are listed.</param>
    /// <param name="attached">The one of a conversation's attachments, which no list has.</param>
    public Task<IReadOnlyList<NamespaceRow>> NamespacesAsync(IReadOnlyList<string>? names, string? attached) => names is [] && attached is null
        ? Task.FromResult<IReadOnlyList<NamespaceRow>>([])
        : connection.QueryAsync<NamespaceRow>(
            $"""
            SELECT name AS Name, floor_permille AS FloorPermille FROM knowledge_namespaces
            WHERE tenant_id = @tenant AND conversation_id IS NULL {(names is null ? "" : names is [] ? "AND 1 = 0" : "AND name IN @names")}
            {(attached is null ? "" : AlsoAttached)}
            ORDER BY 1
            """,
            names is null or [] ? new { attached } : (object)new { names, attached });

    public Task<IReadOnlyList<StatisticsRow>> StatisticsAsync(string[] namespaces) => namespaces.Length == 0
        ? Task.FromResult<IReadOnlyList<StatisticsRow>>([])
        : connection.QueryAsync<StatisticsRow>(
            """
            SELECT namespace AS Namespace, language AS Language, chunks AS Chunks, body_length AS BodyLength FROM knowledge_statistics
            WHERE tenant_id = @tenant AND namespace IN @namespaces AND chunks > 0
            """,
            new { namespaces });

    /// <summary>The postings of the query's terms alone, of chunks that the asker may see.</summary>
    public async Task<IEnumerable<Posting>> PostingsAsync(string[] namespaces, IReadOnlyList<SearchTerm> terms, IReadOnlyList<string> aclTags)
    {
        var forms = terms.SelectMany(term => term.Forms).Distinct(StringComparer.Ordinal).ToArray();
        var postings = await connection.QueryAsync<Posting>(
            """
            SELECT namespace AS Namespace, term AS Term, chunk AS Chunk, body AS Body, title AS Title, heading AS Heading, body_length AS BodyLength
            FROM knowledge_postings
            WHERE tenant_id = @tenant AND namespace IN @namespaces AND term IN @forms
              AND acl IN (SELECT acl FROM knowledge_acl WHERE tenant_id = @tenant AND tag IN @tags)
            """,
            new { namespaces, forms, tags = aclTags });
        var hidden = await connection.QueryAsync<HiddenRow>(
            """
            SELECT namespace AS Namespace, first_chunk AS First, last_chunk AS Last FROM knowledge_hidden
            WHERE tenant_id = @tenant AND namespace IN @namespaces
            """,
            new { namespaces });
        return hidden.Count == 0
            ? postings
            : postings.Where(posting => !hidden.Any(range =>
                range.Namespace == posting.Namespace && posting.Chunk >= range.First && posting.Chunk <= range.Last));
    }

    public Task<IReadOnlyList<ChunkRow>> ChunksAsync(string @namespace, long[] numbers) => connection.QueryAsync<ChunkRow>(
        """
        SELECT c.number AS Number, c.id AS Id, c.document_id AS DocumentId, d.external_id AS ExternalId, c.ordinal AS Ordinal, c.start_at AS StartAt,
          c.end_at AS EndAt
        FROM knowledge_chunks c JOIN knowledge_documents d ON d.tenant_id = c.tenant_id AND d.id = c.document_id
        WHERE c.tenant_id = @tenant AND d.tenant_id = @tenant AND c.namespace = @namespace AND c.number IN @numbers
        """,
        new { @namespace, numbers });

    public Task<IReadOnlyList<DocumentTextRow>> DocumentsAsync(string[] ids) => connection.QueryAsync<DocumentTextRow>(
        "SELECT id AS Id, content AS Content, outline AS Outline FROM knowledge_documents WHERE tenant_id = @tenant AND id IN @ids", new { ids });

    private sealed record HiddenRow(string Namespace, long First, long Last);
}
