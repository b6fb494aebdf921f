using System.Globalization;
using Parley.Storage;

namespace Parley.PostgreSql;

/// <summary>Vectors in the server's own graphs, by the extension pgvector 0.8 or newer.</summary>
/// <remarks>The server walks on until enough rows pass the filters (iterative scan). Where it ends too early, it looks at all that are allowed.</remarks>
internal sealed class PgVectorIndex(TenantDatabase database) : IVectorIndex
{
    private const int Breadth = 100;

    public async Task WriteAsync(TenantConnection connection, VectorSpace space, IReadOnlyList<VectorEntry> entries)
    {
        foreach (var entry in entries)
        {
            entry.Check(space);
        }

        if (entries.Count == 0)
        {
            return;
        }

        await BeginAsync(connection, space);
        await connection.ExecuteManyAsync(
            """
            INSERT INTO vector_point_access (tenant_id, collection, model, name) VALUES (@tenant, @collection, @model, @name)
            ON CONFLICT (tenant_id, collection, model, name) DO NOTHING
            """,
            ["collection", "model", "name"],
            [.. entries.Select(entry => entry.Access).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => new object?[] { space.Collection, space.Model, name })]);
        await connection.ExecuteManyAsync(
            """
            INSERT INTO vector_points (tenant_id, collection, model, entry_key, dimensions, access, embedding)
            VALUES (@tenant, @collection, @model, @key, @dimensions, @access, (@vector::real[])::vector)
            ON CONFLICT (tenant_id, collection, model, entry_key) DO UPDATE SET access = excluded.access, embedding = excluded.embedding
            """,
            ["collection", "model", "key", "dimensions", "access", "vector"],
            [.. entries.Select(entry => new object?[] { space.Collection, space.Model, entry.Key, space.Dimensions, entry.Access, entry.Vector.ToArray() })]);
    }

    public Task RemoveAsync(TenantConnection connection, VectorSpace space, IReadOnlyList<long> keys) =>
        connection.ExecuteManyAsync(
            "DELETE FROM vector_points WHERE tenant_id = @tenant AND collection = @collection AND model = @model AND entry_key = @key",
            ["collection", "model", "key"],
            [.. keys.Select(key => new object?[] { space.Collection, space.Model, key })]);

    public async Task<bool> RemoveSpaceAsync(TenantConnection connection, VectorSpace space, int most)
    {
        var gone = await connection.ExecuteAsync(
            """
            DELETE FROM vector_points WHERE tenant_id = @tenant AND collection = @collection AND model = @model AND entry_key <= (
              SELECT max(entry_key) FROM (
                SELECT entry_key FROM vector_points WHERE tenant_id = @tenant AND collection = @collection AND model = @model
                ORDER BY entry_key LIMIT @most) portion)
            """,
            new { collection = space.Collection, model = space.Model, most = (long)most });
        if (gone > 0)
        {
            // Fewer than asked for may have been removed by somebody else meanwhile: only nothing at all is the end.
            return false;
        }

        foreach (var table in new[] { "vector_point_access", "vector_point_spaces" })
        {
            await connection.ExecuteAsync($"DELETE FROM {table} WHERE tenant_id = @tenant AND collection = @collection AND model = @model", Of(space));
        }

        return true;
    }

    public async Task<IReadOnlyList<VectorSpace>> ListAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await ListAsync(connection);
    }

    public async Task<IReadOnlyList<VectorSpace>> ListAsync(TenantConnection connection) =>
    [
        .. (await connection.QueryAsync<(string Collection, string Model, long Dimensions)>(
            """
            SELECT collection, model, dimensions FROM vector_point_spaces WHERE tenant_id = @tenant ORDER BY collection COLLATE "C", model COLLATE "C"
            """))
            .Select(row => new VectorSpace(row.Collection, row.Model, (int)row.Dimensions)),
    ];

    public async Task<VectorHits> SearchAsync(
        TenantScope tenant, VectorSpace space, ReadOnlyMemory<float> query, int k, VectorScope scope, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        if (await DimensionsAsync(connection, space) is not { } dimensions)
        {
            return VectorHits.None;
        }

        if (query.Length != dimensions)
        {
            throw new ArgumentException($"The vectors of {space.Model} in {space.Collection} have {dimensions} dimensions, the query {query.Length}.");
        }

        var search = new PgVectorSearch(connection, space, query.ToArray(), k, scope);
        return VectorEntry.HasDirection(query.Span) ? new VectorHits(await search.RunAsync(Breadth), 0) : VectorHits.None;
    }

    public async Task<IReadOnlyList<VectorHit>> ScoreAsync(
        TenantScope tenant, VectorSpace space, ReadOnlyMemory<float> query, IReadOnlyList<long> keys, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        if (await DimensionsAsync(connection, space) is not { } dimensions)
        {
            return [];
        }

        if (query.Length != dimensions)
        {
            throw new ArgumentException($"The vectors of {space.Model} in {space.Collection} have {dimensions} dimensions, the query {query.Length}.");
        }

        return !VectorEntry.HasDirection(query.Span) ? [] :
        [
            .. (await connection.QueryAsync<(long Key, double Score)>(
                """
                SELECT entry_key, 1 - (embedding <=> (@query::real[])::vector) FROM vector_points
                WHERE tenant_id = @tenant AND collection = @collection AND model = @model AND entry_key = ANY (@keys)
                """,
                new { collection = space.Collection, model = space.Model, query = query.ToArray(), keys = keys.ToArray() }))
                .Select(row => new VectorHit(row.Key, (float)row.Score)),
        ];
    }

    private static async Task BeginAsync(TenantConnection connection, VectorSpace space)
    {
        var made = await connection.ExecuteAsync(
            """
            INSERT INTO vector_point_spaces (tenant_id, collection, model, dimensions) VALUES (@tenant, @collection, @model, @dimensions)
            ON CONFLICT (tenant_id, collection, model) DO NOTHING
            """,
            new { collection = space.Collection, model = space.Model, dimensions = (long)space.Dimensions });
        if (made == 0 && await DimensionsAsync(connection, space) is var dimensions && dimensions != space.Dimensions)
        {
            throw new ArgumentException($"The vectors of {space.Model} in {space.Collection} have {dimensions} dimensions, not {space.Dimensions}.");
        }

        var index = string.Create(CultureInfo.InvariantCulture, $"vector_points_hnsw_{space.Dimensions}");
        if (made > 0 && !await connection.ScalarAsync<bool>("SELECT to_regclass(@index) IS NOT NULL", new { index }))
        {
            await connection.ExecuteAsync(PgVectorTables.IndexSql(space.Dimensions));
        }
    }

    private static Task<long?> DimensionsAsync(TenantConnection connection, VectorSpace space) =>
        connection.ScalarAsync<long?>(
            "SELECT dimensions FROM vector_point_spaces WHERE tenant_id = @tenant AND collection = @collection AND model = @model", Of(space));

    private static object Of(VectorSpace space) => new { collection = space.Collection, model = space.Model };
}
