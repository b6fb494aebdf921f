using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>How often earlier answers were looked for and found, summed up turn by turn.</summary>
internal sealed class CacheSums(TenantDatabase database)
{
    public const string Exact = "exact";
    public const string Semantic = "semantic";

    public static IReadOnlyList<string> Kinds { get; } = [Exact, Semantic];

    /// <param name="saved">What the answer had cost that was given again; null where that is not known.</param>
    /// <param name="now">In Unix milliseconds.</param>
    public static Statement Add(string kind, bool isHit, KeptUsage? saved, long lane, long now)
    {
        saved = isHit ? saved : null;
        return new(
            """
            INSERT INTO answer_cache_sums (tenant_id, kind, lane, since, hits, misses, priced, input_tokens, output_tokens, cost)
            VALUES (@tenant, @kind, @lane, @now, @hits, @misses, @priced, @input, @output, @cost)
            ON CONFLICT (tenant_id, kind, lane) DO UPDATE SET hits = answer_cache_sums.hits + excluded.hits, misses = answer_cache_sums.misses + excluded.misses,
                priced = answer_cache_sums.priced + excluded.priced, input_tokens = answer_cache_sums.input_tokens + excluded.input_tokens,
                output_tokens = answer_cache_sums.output_tokens + excluded.output_tokens, cost = answer_cache_sums.cost + excluded.cost
            """,
            new
            {
                kind,
                lane,
                now,
                hits = isHit ? 1L : 0,
                misses = isHit ? 0L : 1,
                priced = saved is null ? 0L : 1,
                input = saved?.InputTokens ?? 0,
                output = saved?.OutputTokens ?? 0,
                cost = saved?.CostMicros ?? 0,
            });
    }

    /// <returns>By kind; what was never looked for is not there.</returns>
    public async Task<IReadOnlyDictionary<string, CacheSum>> ReadAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<CacheSum>(
            """
            SELECT kind AS "Kind", min(since) AS "Since", CAST(sum(hits) AS bigint) AS "Hits", CAST(sum(misses) AS bigint) AS "Misses",
                CAST(sum(priced) AS bigint) AS "Priced", CAST(sum(input_tokens) AS bigint) AS "InputTokens",
                CAST(sum(output_tokens) AS bigint) AS "OutputTokens", CAST(sum(cost) AS bigint) AS "Cost"
            FROM answer_cache_sums WHERE tenant_id = @tenant GROUP BY kind
            """,
            new { });
        return rows.ToDictionary(row => row.Kind, StringComparer.Ordinal);
    }
}

/// <param name="Since">When the first was counted, in Unix milliseconds.</param>
/// <param name="Priced">Of the hits, those of which it is known what they saved.</param>
internal sealed record CacheSum(string Kind, long Since, long Hits, long Misses, long Priced, long InputTokens, long OutputTokens, long Cost);
