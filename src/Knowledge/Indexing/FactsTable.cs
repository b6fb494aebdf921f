using Parley.Storage;

namespace Parley.Knowledge.Indexing;

/// <summary>A contiguous stretch of a namespace's chunk numbers.</summary>
internal sealed record ChunkRange(string Namespace, long First, long Last)
{
    public int Count => (int)(Last - First + 1);
}

/// <summary>The facts of chunks in the database. What a transaction changes in them, a search sees whole or not at all.</summary>
internal static class FactsTable
{
    public const uint Nobody = 0;

    /// <summary>Holds a namespace for the rest of the transaction: whoever changes its index does so one after the other.</summary>
    /// <returns>Its new version.</returns>
    public static async Task<long> AdvanceAsync(TenantConnection connection, string @namespace) => await connection.ScalarAsync<long>(
        "UPDATE knowledge_namespaces SET version = version + 1 WHERE tenant_id = @tenant AND name = @namespace RETURNING version", new { @namespace });

    /// <param name="lengths">The number of terms of each chunk's body; null to leave them as they are.</param>
    public static async Task SetAsync(TenantConnection connection, ChunkRange range, uint access, ushort[]? lengths)
    {
        var version = await AdvanceAsync(connection, range.Namespace);
        var (from, to) = (range.First / ChunkFacts.BlockSize, range.Last / ChunkFacts.BlockSize);
        var known = (await connection.QueryAsync<Row>(
            """
            SELECT block AS "Block", data AS "Data" FROM knowledge_facts
            WHERE tenant_id = @tenant AND namespace = @Namespace AND block >= @from AND block <= @to
            """,
            new { range.Namespace, from, to })).ToDictionary(row => row.Block, row => row.Data);
        var changed = new List<object?[]>();
        for (var block = from; block <= to; block++)
        {
            var start = Math.Max(range.First, block * ChunkFacts.BlockSize);
            var end = Math.Min(range.Last, ((block + 1) * ChunkFacts.BlockSize) - 1);
            var own = lengths is null ? default : lengths.AsSpan((int)(start - range.First), (int)(end - start + 1));
            changed.Add([
                range.Namespace, block, version,
                ChunkFacts.Change(known.GetValueOrDefault(block), (int)(start % ChunkFacts.BlockSize), (int)(end - start + 1), access, own),
            ]);
        }

        await connection.ExecuteManyAsync(
            """
            INSERT INTO knowledge_facts (tenant_id, namespace, block, version, data) VALUES (@tenant, @namespace, @block, @version, @data)
            ON CONFLICT (tenant_id, namespace, block) DO UPDATE SET version = excluded.version, data = excluded.data
            """,
            ["namespace", "block", "version", "data"],
            changed);
    }

    /// <summary>The blocks that changed after a version.</summary>
    public static async Task<IReadOnlyList<(long Block, byte[] Data)>> ChangedAsync(TenantConnection connection, string @namespace, long after) =>
        [.. (await connection.QueryAsync<Row>(
            """
            SELECT block AS "Block", data AS "Data" FROM knowledge_facts
            WHERE tenant_id = @tenant AND namespace = @namespace AND version > @after
            """,
            new { @namespace, after })).Select(row => (row.Block, row.Data))];

    private sealed record Row(long Block, byte[] Data);
}
