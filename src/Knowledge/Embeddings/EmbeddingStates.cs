using Parley.Knowledge.Indexing;
using Parley.Storage;

namespace Parley.Knowledge.Embeddings;

/// <summary>Which model each namespace has, and which chunks wait for it.</summary>
internal static class EmbeddingStates
{
    private const string Select =
        """
        SELECT name AS "Name", embedding AS "Current", embedding_vectors AS "Vectors", embedding_dimensions AS "Dimensions",
          next_embedding AS "Next", next_vectors AS "NextVectors", next_dimensions AS "NextDimensions"
        FROM knowledge_namespaces WHERE tenant_id = @tenant
        """;

    public static async Task<IReadOnlyDictionary<string, NamespaceEmbedding>> ReadAsync(TenantConnection connection, IReadOnlyCollection<string> names) =>
        names.Count == 0
            ? new Dictionary<string, NamespaceEmbedding>()
            : (await connection.QueryAsync<Row>($"{Select} AND name IN @names", new { names })).ToDictionary(row => row.Name, row => row.Open(), StringComparer.Ordinal);

    /// <summary>Reads the state of a namespace and holds it for the rest of the transaction.</summary>
    /// <returns>Null when there is no such namespace.</returns>
    public static async Task<NamespaceEmbedding?> HoldAsync(TenantConnection connection, string @namespace) =>
        (await connection.QuerySingleOrDefaultAsync<Row>($"{Select} AND name = @namespace {{for_update}}", new { @namespace }))?.Open();

    /// <summary>The stretches that have no vector of the target yet, the first first.</summary>
    public static Task<IReadOnlyList<ChunkRange>> WaitingAsync(TenantConnection connection, string @namespace) => connection.QueryAsync<ChunkRange>(
        """
        SELECT namespace AS "Namespace", first_chunk AS "First", last_chunk AS "Last" FROM knowledge_unembedded
        WHERE tenant_id = @tenant AND namespace = @namespace ORDER BY first_chunk
        """,
        new { @namespace });

    /// <summary>Notes that chunks have no vector; the caller holds the namespace.</summary>
    /// <returns>Whether nothing waited before: then somebody has to be asked to embed them.</returns>
    public static async Task<bool> WaitAsync(TenantConnection connection, ChunkRange range)
    {
        var isFirst = await connection.ScalarAsync<long>(
            "SELECT count(*) FROM knowledge_unembedded WHERE tenant_id = @tenant AND namespace = @Namespace", new { range.Namespace }) == 0;
        await connection.ExecuteAsync(
            """
            INSERT INTO knowledge_unembedded (tenant_id, namespace, first_chunk, last_chunk) VALUES (@tenant, @Namespace, @First, @Last)
            ON CONFLICT (tenant_id, namespace, first_chunk) DO UPDATE SET last_chunk =
              CASE WHEN excluded.last_chunk > knowledge_unembedded.last_chunk THEN excluded.last_chunk ELSE knowledge_unembedded.last_chunk END
            """,
            range);
        return isFirst;
    }

    public static Task<int> ForgetAsync(TenantConnection connection, ChunkRange range) => connection.ExecuteAsync(
        "DELETE FROM knowledge_unembedded WHERE tenant_id = @tenant AND namespace = @Namespace AND first_chunk = @First", range);

    /// <summary>Says of namespaces how they are embedded.</summary>
    public static async Task<IReadOnlyList<KnowledgeNamespace>> DescribeAsync(TenantConnection connection, IReadOnlyList<KnowledgeNamespace> namespaces)
    {
        var states = await ReadAsync(connection, [.. namespaces.Select(one => one.Name)]);
        var waiting = (await connection.QueryAsync<(string Namespace, long Chunks)>(
            """
            SELECT namespace, cast(sum(last_chunk - first_chunk + 1) AS bigint) FROM knowledge_unembedded
            WHERE tenant_id = @tenant GROUP BY namespace
            """)).ToDictionary(row => row.Namespace, row => row.Chunks, StringComparer.Ordinal);
        return [.. namespaces.Select(one => one with { Embedding = Describe(one, states.GetValueOrDefault(one.Name), waiting.GetValueOrDefault(one.Name)) })];
    }

    private static KnowledgeEmbedding Describe(KnowledgeNamespace one, NamespaceEmbedding? state, long waiting)
    {
        var model = state?.Target ?? EmbeddingModel.BuiltIn;
        // A stretch still counts the numbers of chunks that are gone.
        waiting = Math.Min(waiting, one.Chunks);
        return new(
            model.Name, model.Dimensions, model.IsBuiltIn ? null : model.Deployment,
            waiting > 0 || state?.Next is not null ? new(one.Chunks - waiting, one.Chunks) : null);
    }

    private sealed record Row(
        string Name, string Current, string Vectors, long Dimensions, string? Next, string? NextVectors, long? NextDimensions)
    {
        public NamespaceEmbedding Open() => new(
            Name, EmbeddingModel.Of(Current, Vectors, Dimensions)!, EmbeddingModel.Of(Next, NextVectors, NextDimensions));
    }
}
