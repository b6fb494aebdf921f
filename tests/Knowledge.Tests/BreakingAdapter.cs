using Parley.Kernel;

namespace Parley.Knowledge.Tests;

/// <summary>A database that breaks after some transactions.</summary>
internal sealed class BreakingAdapter(IDatabaseAdapter inner, int after) : IDatabaseAdapter
{
    private int _left = after;

    public string Name => inner.Name;

    public bool IsShared => inner.IsShared;

    public ValueTask<DatabaseConnection> OpenAsync(TenantId? tenant, CancellationToken cancellationToken) => inner.OpenAsync(tenant, cancellationToken);

    public Task<T> WriteAsync<T>(
        TenantId? tenant, Func<DatabaseConnection, Task<T>> unit, Durability durability, CancellationToken cancellationToken) =>
        _left-- > 0 ? inner.WriteAsync(tenant, unit, durability, cancellationToken) : throw new IOException("The plug was pulled.");

    public Task<IReadOnlyList<Exception?>> WriteGroupAsync(
        IReadOnlyList<TenantWrite> writes, Durability durability, CancellationToken cancellationToken) =>
        inner.WriteGroupAsync(writes, durability, cancellationToken);

    public Task MigrateAsync(IReadOnlyList<Migration> migrations, CancellationToken cancellationToken) => inner.MigrateAsync(migrations, cancellationToken);

    public Task<IReadOnlyList<AppliedMigration>> ReadMigrationsAsync(CancellationToken cancellationToken) => inner.ReadMigrationsAsync(cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    public Task BackUpAsync(string file, string? reader, CancellationToken cancellationToken) => inner.BackUpAsync(file, reader, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
