using System.Text.RegularExpressions;
using Parley.Knowledge.Embeddings;
using Parley.Knowledge.Ingestion;
using Parley.Storage;

namespace Parley.Knowledge;

/// <summary>A set of documents that are searched together.</summary>
/// <param name="Duplicates">Documents that hold the very bytes of an older one.</param>
/// <param name="ParentTokens">Longest passage that is read with a chunk.</param>
/// <param name="Floor">Null for the product's default.</param>
public sealed record KnowledgeNamespace(
    string Name, long Documents, long Duplicates, long Chunks, long ChunkTokens, long OverlapTokens, long ParentTokens, double? Floor,
    DateTimeOffset CreatedAt)
{
    /// <summary>By which model its chunks are embedded.</summary>
    public KnowledgeEmbedding? Embedding { get; init; }
}

/// <summary>The namespaces of a tenant; one comes into being with its first document.</summary>
internal sealed partial class Namespaces(TenantDatabase database, TimeProvider time)
{
    private static readonly ChunkSize Usual = new();

    /// <exception cref="RefusedException">It can be no namespace's name.</exception>
    public static string CheckName(string name) => Form().IsMatch(name)
        ? name
        : throw new RefusedException(Refusal.Invalid(
            "namespace", "A namespace's name has 1 to 63 lower-case letters, digits, `-` and `_`, and begins with a letter or digit."));

    /// <summary>The name of a namespace that a caller may read from by a document's id: any that is listed, and their own conversations'.</summary>
    /// <returns>The tags to read by; null for those that the caller holds.</returns>
    /// <exception cref="RefusedException">It can be no namespace's name, or is another's conversation.</exception>
    public static IReadOnlyList<string>? CheckReadable(string name, Caller caller)
    {
        if (AttachedNamespace.Parse(name) is { } attached)
        {
            return attached.Subject == caller.Subject ? [attached.Tag] : throw new RefusedException(Refusal.NotFound("document"));
        }

        CheckName(name);
        return null;
    }

    public Task EnsureAsync(TenantConnection connection, string name) => connection.ExecuteAsync(
        """
        INSERT INTO knowledge_namespaces (tenant_id, name, conversation_id, chunk_tokens, overlap_tokens, parent_tokens, version, created_at)
        VALUES (@tenant, @name, @conversation, @most, @overlap, @parent, @now * 1000, @now) ON CONFLICT (tenant_id, name) DO NOTHING
        """,
        new
        {
            name,
            conversation = AttachedNamespace.Parse(name)?.Conversation.Value,
            most = (long)Usual.MostTokens,
            overlap = (long)Usual.OverlapTokens,
            parent = (long)Usual.ParentTokens,
            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
        });

    public async Task<IReadOnlyList<KnowledgeNamespace>> ListAsync(TenantScope tenant, string? name, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<Row>(
            $"""
            SELECT n.name AS Name, n.chunk_tokens AS ChunkTokens, n.overlap_tokens AS OverlapTokens, n.parent_tokens AS ParentTokens, n.floor_permille AS FloorPermille,
              n.created_at AS CreatedAt,
              (SELECT count(*) FROM knowledge_documents d WHERE d.tenant_id = @tenant AND d.namespace = n.name) AS Documents,
              (SELECT count(*) - count(DISTINCT d.sha256) FROM knowledge_documents d WHERE d.tenant_id = @tenant AND d.namespace = n.name) AS Duplicates,
              (SELECT cast(coalesce(sum(s.chunks), 0) AS bigint) FROM knowledge_statistics s WHERE s.tenant_id = @tenant AND s.namespace = n.name) AS Chunks
            FROM knowledge_namespaces n WHERE n.tenant_id = @tenant AND n.conversation_id IS NULL {(name is null ? "" : "AND n.name = @name")} ORDER BY n.name
            """,
            new { name });
        return await EmbeddingStates.DescribeAsync(connection, [.. rows.Select(row => row.Open())]);
    }

    /// <returns>False when there is no such namespace.</returns>
    public async Task<bool> ChangeAsync(
        TenantScope tenant, string name, long? chunkTokens, long? overlapTokens, long? parentTokens, double? floor, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            tenant,
            connection => connection.ExecuteAsync(
                """
                UPDATE knowledge_namespaces
                SET chunk_tokens = COALESCE(@chunkTokens, chunk_tokens), overlap_tokens = COALESCE(@overlapTokens, overlap_tokens),
                  parent_tokens = COALESCE(@parentTokens, parent_tokens), floor_permille = COALESCE(@permille, floor_permille)
                WHERE tenant_id = @tenant AND name = @name
                """,
                new { name, chunkTokens, overlapTokens, parentTokens, permille = floor is { } share ? (long?)Math.Round(share * 1000) : null }),
            Durability.Full,
            cancellationToken) > 0;

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]{0,62}\z")]
    private static partial Regex Form();

    private sealed record Row(
        string Name, long ChunkTokens, long OverlapTokens, long ParentTokens, long? FloorPermille, long CreatedAt, long Documents, long Duplicates,
        long Chunks)
    {
        public KnowledgeNamespace Open() => new(
            Name, Documents, Duplicates, Chunks, ChunkTokens, OverlapTokens, ParentTokens, FloorPermille / 1000.0, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt));
    }
}
