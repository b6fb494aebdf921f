namespace Parley.Storage;

/// <summary>The only way to a tenant's rows: a connection can be had for a tenant and for nothing else.</summary>
public sealed class TenantDatabase(IDatabaseAdapter adapter)
{
    /// <inheritdoc cref="IDatabaseAdapter.IsShared"/>
    public bool IsShared => adapter.IsShared;

    /// <summary>Opens a read-only snapshot of the tenant's data.</summary>
    public async ValueTask<TenantConnection> OpenAsync(TenantScope tenant, CancellationToken cancellationToken = default) =>
        (TenantConnection)await adapter.OpenAsync(tenant.Id, cancellationToken);

    /// <summary>
    /// Runs a unit in one transaction. It may run twice when the database asks for a retry, so it changes nothing but the database;
    /// and it awaits nothing but the connection it is given.
    /// </summary>
    public Task<T> WriteAsync<T>(
        TenantScope tenant, Func<TenantConnection, Task<T>> unit, Durability durability = Durability.Full,
        CancellationToken cancellationToken = default) =>
        adapter.WriteAsync(tenant.Id, connection => unit((TenantConnection)connection), durability, cancellationToken);

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(
        TenantScope tenant, Func<TenantConnection, Task> unit, Durability durability = Durability.Full,
        CancellationToken cancellationToken = default) =>
        adapter.WriteAsync(
            tenant.Id,
            async connection =>
            {
                await unit((TenantConnection)connection);
                return true;
            },
            durability,
            cancellationToken);

    /// <inheritdoc cref="IDatabaseAdapter.WriteGroupAsync"/>
    public Task<IReadOnlyList<Exception?>> WriteGroupAsync(
        IReadOnlyList<TenantWrite> writes, Durability durability, CancellationToken cancellationToken = default) =>
        adapter.WriteGroupAsync(writes, durability, cancellationToken);
}

/// <summary>The way to what spans tenants and has no content: hashes of keys and e-mails, leases, heads of jobs.</summary>
public sealed class SystemDatabase(IDatabaseAdapter adapter)
{
    /// <inheritdoc cref="IDatabaseAdapter.Name"/>
    public string Technology => adapter.Name;

    /// <inheritdoc cref="IDatabaseAdapter.IsShared"/>
    public bool IsShared => adapter.IsShared;

    public async ValueTask<SystemConnection> OpenAsync(CancellationToken cancellationToken = default) =>
        (SystemConnection)await adapter.OpenAsync(null, cancellationToken);

    /// <inheritdoc cref="TenantDatabase.WriteAsync{T}"/>
    public Task<T> WriteAsync<T>(
        Func<SystemConnection, Task<T>> unit, Durability durability = Durability.Full, CancellationToken cancellationToken = default) =>
        adapter.WriteAsync(null, connection => unit((SystemConnection)connection), durability, cancellationToken);

    /// <summary>Whether the database answers and may be used; throws with a sentence when not.</summary>
    public Task CheckAsync(CancellationToken cancellationToken = default) => adapter.CheckAsync(cancellationToken);
}
