namespace Parley.Storage;

/// <summary>Looks whether the database could be served, as <c>PrepareStorageAsync</c> does, and changes nothing in it.</summary>
public sealed class StorageLook
{
    private readonly IDatabaseAdapter _adapter;
    private readonly SystemDatabase _system;
    private readonly StorageOptions _options;
    private readonly IReadOnlyList<Migration> _known;

    internal StorageLook(IDatabaseAdapter adapter, SystemDatabase system, StorageOptions options, IEnumerable<MigrationSource> sources)
    {
        (_adapter, _system, _options) = (adapter, system, options);
        _known = [.. sources.SelectMany(source => source.Load())];
    }

    /// <returns>How many migrations are still to be applied.</returns>
    /// <exception cref="StorageSetupException">The database or the key may not be used; the message says why.</exception>
    /// <exception cref="MigrationException">The database cannot be brought to this program's schema.</exception>
    public async Task<int> CountPendingAsync(CancellationToken cancellationToken)
    {
        await _adapter.CheckAsync(cancellationToken);
        var applied = await _adapter.ReadMigrationsAsync(cancellationToken);
        var pending = MigrationPlan.Pending(_known, applied);
        if (applied.Count > 0)
        {
            await CheckMasterKeyAsync(cancellationToken);
        }

        return pending.Count;
    }

    private async Task CheckMasterKeyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _system.OpenAsync(cancellationToken);
        var first = await connection.QuerySingleOrDefaultAsync<string>("SELECT master_key_check FROM sys_installation WHERE id = 1");
        if (first is not null && StorageModule.FindMasterKey(_options, _adapter)?.CheckValue != first)
        {
            throw StoragePreparation.NotThisKey();
        }
    }
}
