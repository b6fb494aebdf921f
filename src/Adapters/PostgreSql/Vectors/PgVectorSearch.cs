using System.Globalization;
using Parley.Storage;

namespace Parley.PostgreSql;

/// <summary>One search in a snapshot: asks for more rows until enough of them have keys that are allowed.</summary>
internal sealed class PgVectorSearch(TenantConnection connection, VectorSpace space, float[] query, int k, VectorScope scope)
{
    private const int MostWalked = 2_000;
    private const int MostLookedAt = 100_000;
    private const int MostNamed = 50_000;
    private const int MostKeys = 10_000_000;
    private const string LongestMs = "2000";

    // Tenants, collections and rights share one graph. A walk that has few of its rows to give finds the nearest of them only when asked for more.
    private const int Spare = 4;

    public async Task<IReadOnlyList<VectorHit>> RunAsync(int breadth)
    {
        var access = await AccessAsync();
        if (access is { Length: 0 })
        {
            return [];
        }

        await SetAsync("statement_timeout", LongestMs);
        await SetAsync("hnsw.iterative_scan", "relaxed_order");
        await SetAsync("hnsw.ef_search", Math.Clamp(Math.Max(breadth, k * Spare), 1, 1000).ToString(CultureInfo.InvariantCulture));
        var found = await FindAsync(access, k * Spare, MostWalked);
        if (found.Count < k)
        {
            // Fewer are allowed, or the walk has ended before it met them: that shows when all that are allowed are looked at.
            await SetAsync("enable_indexscan", "off");
            found = await AllowedAsync() is { } keys ? Best(await QueryAsync(access, keys, k)) : await FindAsync(access, MostWalked * Spare, MostLookedAt);
        }

        return found;
    }

    /// <returns>The keys that are allowed; null where that is no question, or they are too many to name.</returns>
    private async Task<long[]?> AllowedAsync()
    {
        if (scope.Keys is not { } allows)
        {
            return null;
        }

        var (first, last) = (await connection.QueryAsync<(long? First, long? Last)>(
            "SELECT min(entry_key), max(entry_key) FROM vector_points WHERE tenant_id = @tenant AND collection = @collection AND model = @model",
            new { collection = space.Collection, model = space.Model }))[0];
        if (first is not { } from || last is not { } to)
        {
            return [];
        }

        if (to - from > MostKeys)
        {
            return null;
        }

        var keys = new List<long>();
        for (var key = from; key <= to && keys.Count <= MostNamed; key++)
        {
            if (allows(key))
            {
                keys.Add(key);
            }
        }

        return keys.Count > MostNamed ? null : [.. keys];
    }

    /// <param name="first">How many rows are asked for at first.</param>
    /// <param name="most">Beyond how many no more are asked for.</param>
    private async Task<IReadOnlyList<VectorHit>> FindAsync(string[]? access, long first, long most)
    {
        for (var limit = first; ; limit *= 8)
        {
            var rows = await QueryAsync(access, null, limit);
            var best = Best(rows);
            if (best.Count == k || rows.Count < limit || limit > most)
            {
                return best;
            }
        }
    }

    // They come in the order of the walk, which is roughly that of their scores.
    private List<VectorHit> Best(IReadOnlyList<Row> rows) =>
    [
        .. rows.Where(row => scope.Keys?.Invoke(row.Key) != false).OrderByDescending(row => row.Score).ThenBy(row => row.Key).Take(k)
            .Select(row => new VectorHit(row.Key, (float)row.Score)),
    ];

    // The number of dimensions stands in the text: the index is of an expression that has it.
    private Task<IReadOnlyList<Row>> QueryAsync(string[]? access, long[]? keys, long limit) =>
        connection.QueryAsync<Row>(
            string.Create(CultureInfo.InvariantCulture,
                $"""
                SELECT entry_key AS Key, 1 - (embedding::vector({query.Length}) <=> (@query::real[])::vector({query.Length})) AS Score
                FROM vector_points
                WHERE tenant_id = @tenant AND collection = @collection AND model = @model AND dimensions = {query.Length}
                  {(access is null ? "" : "AND access = ANY (@access)")} {(keys is null ? "" : "AND entry_key = ANY (@keys)")}
                ORDER BY embedding::vector({query.Length}) <=> (@query::real[])::vector({query.Length}) LIMIT @limit
                """),
            new { collection = space.Collection, model = space.Model, query, access, keys, limit });

    private async Task<string[]?> AccessAsync() =>
        scope.Access is not { } sees
            ? null
            :
            [
                .. (await connection.QueryAsync<string>(
                    "SELECT name FROM vector_point_access WHERE tenant_id = @tenant AND collection = @collection AND model = @model",
                    new { collection = space.Collection, model = space.Model })).Where(sees),
            ];

    // Until the end of the transaction.
    private Task<string?> SetAsync(string name, string value) =>
        connection.ScalarAsync<string>("SELECT set_config(@name, @value, true)", new { name, value });

    private sealed record Row(long Key, double Score);
}
