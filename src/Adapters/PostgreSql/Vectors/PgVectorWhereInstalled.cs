using Parley.Storage;

namespace Parley.PostgreSql;

/// <summary>The server's own graphs where it has them, else those of another index. Which, is known once the database is prepared.</summary>
internal sealed class PgVectorWhereInstalled(PostgreSqlDatabase server, PgVectorIndex own, IVectorIndex otherwise) : IVectorIndex
{
    private IVectorIndex Chosen => server.HasVectors ? own : otherwise;

    public Task WriteAsync(TenantConnection connection, VectorSpace space, IReadOnlyList<VectorEntry> entries) =>
        Chosen.WriteAsync(connection, space, entries);

    public Task RemoveAsync(TenantConnection connection, VectorSpace space, IReadOnlyList<long> keys) =>
        Chosen.RemoveAsync(connection, space, keys);

    public Task<bool> RemoveSpaceAsync(TenantConnection connection, VectorSpace space, int most) => Chosen.RemoveSpaceAsync(connection, space, most);

    public Task<IReadOnlyList<VectorSpace>> ListAsync(TenantScope tenant, CancellationToken cancellationToken) =>
        Chosen.ListAsync(tenant, cancellationToken);

    public Task<IReadOnlyList<VectorSpace>> ListAsync(TenantConnection connection) => Chosen.ListAsync(connection);

    public Task<VectorHits> SearchAsync(
        TenantScope tenant, VectorSpace space, ReadOnlyMemory<float> query, int k, VectorScope scope, CancellationToken cancellationToken) =>
        Chosen.SearchAsync(tenant, space, query, k, scope, cancellationToken);

    public Task<IReadOnlyList<VectorHit>> ScoreAsync(
        TenantScope tenant, VectorSpace space, ReadOnlyMemory<float> query, IReadOnlyList<long> keys, CancellationToken cancellationToken) =>
        Chosen.ScoreAsync(tenant, space, query, keys, cancellationToken);
}
