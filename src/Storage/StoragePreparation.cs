namespace Parley.Storage;

/// <summary>What comes before anything else may use the database.</summary>
internal sealed class StoragePreparation(
    IDatabaseAdapter adapter, SystemDatabase system, MasterKey masterKey, IEnumerable<MigrationSource> sources, TimeProvider time)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await adapter.CheckAsync(cancellationToken);
        await adapter.MigrateAsync([.. sources.SelectMany(source => source.Load())], cancellationToken);
        await CheckMasterKeyAsync(cancellationToken);
    }

    private async Task CheckMasterKeyAsync(CancellationToken cancellationToken)
    {
        var first = await system.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(
                    "INSERT INTO sys_installation (id, master_key_check, created_at) VALUES (1, @check, @now) ON CONFLICT (id) DO NOTHING",
                    new { check = masterKey.CheckValue, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
                return await connection.ScalarAsync<string>("SELECT master_key_check FROM sys_installation WHERE id = 1");
            },
            Durability.Full,
            cancellationToken);
        if (first != masterKey.CheckValue)
        {
            throw NotThisKey();
        }
    }

    internal static StorageSetupException NotThisKey() => new(
        "This is not the master key that the database was made with, so nothing in it could be opened. "
        + "Set PARLEY_MASTER_KEY, or put the file master.key into the data folder, as it was then.");
}
