using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Parley.Storage;

namespace Parley.Sqlite;

/// <summary>The database in one file of the data folder: many readers beside one writing thread.</summary>
public sealed class SqliteDatabase : IDatabaseAdapter
{
    private readonly SqliteFile _file;
    private readonly SqliteReaders _readers;
    private readonly SqliteWriter _writer;
    private readonly TimeProvider _time;
    private bool _closed;

    /// <param name="folder">The data folder; made when it is missing.</param>
    /// <param name="time">The clock that statements see as the database's own.</param>
    public SqliteDatabase(string folder, TimeProvider time, Signals signals, ILogger<SqliteDatabase> logger)
    {
        _time = time;
        _file = new SqliteFile(folder, time);
        _readers = new SqliteReaders(_file);
        _writer = new SqliteWriter(_file, signals, logger);
    }

    internal static SqlDialect Dialect { get; } = new(Blob: "blob", Now: "parley_now()", ForUpdate: "", ForShare: "", ForKeyShare: "", SkipLocked: "");

    public string Name => "sqlite";

    public bool IsShared => false;

    /// <summary>The version of the native library in use.</summary>
    public static string LibraryVersion => SQLitePCL.raw.sqlite3_libversion().utf8_to_string();

    /// <summary>The database's file.</summary>
    public string File => _file.Path;

    /// <summary>Seen by tests alone: the number of transactions so far.</summary>
    internal long Commits => _writer.Commits;

    public async ValueTask<DatabaseConnection> OpenAsync(TenantId? tenant, CancellationToken cancellationToken)
    {
        var connection = await _readers.LendAsync(cancellationToken);
        return tenant is { } id
            ? new TenantConnection(id, connection, null, Dialect, _readers)
            : new SystemConnection(connection, null, Dialect, _readers);
    }

    public async Task<T> WriteAsync<T>(
        TenantId? tenant, Func<DatabaseConnection, Task<T>> unit, Durability durability, CancellationToken cancellationToken)
    {
        var write = new SingleWrite<T>(tenant, unit, durability, cancellationToken);
        await _writer.EnqueueAsync(write, cancellationToken);
        return await write.Done;
    }

    public async Task<IReadOnlyList<Exception?>> WriteGroupAsync(
        IReadOnlyList<TenantWrite> writes, Durability durability, CancellationToken cancellationToken)
    {
        if (writes.Count == 0)
        {
            return [];
        }

        var write = new GroupWrite(writes, durability, cancellationToken);
        await _writer.EnqueueAsync(write, cancellationToken);
        return await write.Done;
    }

    public Task MigrateAsync(IReadOnlyList<Migration> migrations, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                try
                {
                    SqliteMigrator.Migrate(_file, migrations, _time);
                }
                catch (SqliteException exception) when (SqliteFaults.Translate(exception) is StorageUnavailableException unavailable)
                {
                    throw unavailable;
                }
            },
            cancellationToken);

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var connection = await _readers.LendAsync(cancellationToken);
        try
        {
            connection.Run("SELECT count(*) FROM sqlite_master");
        }
        catch (SqliteException exception)
        {
            throw SqliteFaults.Translate(exception);
        }
        finally
        {
            await _readers.ReleaseAsync(connection, null);
        }
    }

    public Task BackUpAsync(string file, CancellationToken cancellationToken) =>
        Task.Run(() => SqliteBackup.Write(_file, file), cancellationToken);

    /// <summary>Commits what waits, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_closed)
        {
            _closed = true;
            await Task.Run(_writer.Dispose);
            _readers.Dispose();
        }
    }
}
