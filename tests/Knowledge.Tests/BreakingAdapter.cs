using Parley.Kernel;

namespace Parley.Knowledge.Tests;

/// <summary>A database that breaks after some transactions.</summary>
/// <param name="instead">What happens once in place of breaking.</param>
internal sealed class BreakingAdapter(IDatabaseAdapter inner, int after, Func<Task>? instead = null) : IDatabaseAdapter
{
    private bool _isOver;

    private int _left = after;

    public string Name => inner.Name;

    public bool IsShared => inner.IsShared;

    public ValueTask<DatabaseConnection> OpenAsync(TenantId? tenant, CancellationToken cancellationToken) => inner.OpenAsync(tenant, cancellationToken);

    private Task BreakAsync()
    {
        if (instead is null)
        {
            throw new IOException("The plug was pulled.");
        }

        return _isOver ? Task.CompletedTask : instead();
    }

    public async Task<T> WriteAsync<T>(
        TenantId? tenant, Func<DatabaseConnection, Task<T>> unit, Durability durability, CancellationToken cancellationToken)
    {
        if (_left-- <= 0)
        {
            await BreakAsync();
            _isOver = true;
        }

        return await inner.WriteAsync(tenant, unit, durability, cancellationToken);
    }

    public Task<IReadOnlyList<Exception?>> WriteGroupAsync(
        IReadOnlyList<TenantWrite> writes, Durability durability, CancellationToken cancellationToken) =>
        inner.WriteGroupAsync(writes, durability, cancellationToken);

    public Task MigrateAsync(IReadOnlyList<Migration> migrations, CancellationToken cancellationToken) => inner.MigrateAsync(migrations, cancellationToken);

    public Task<IReadOnlyList<AppliedMigration>> ReadMigrationsAsync(CancellationToken cancellationToken) => inner.ReadMigrationsAsync(cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    public Task BackUpAsync(string file, string? reader, CancellationToken cancellationToken) => inner.BackUpAsync(file, reader, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
