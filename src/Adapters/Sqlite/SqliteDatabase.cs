using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Parley.Storage;

namespace Parley.Sqlite;

/// <summary>The database in one file of the data folder: many readers beside one writing thread.</summary>
public sealed class SqliteDatabase : IDatabaseAdapter
{
    private readonly Lazy<Opened> _opened;
    private readonly TimeProvider _time;
    private bool _closed;

    /// <summary>Touches nothing yet: the file is opened, or made, by the first who uses it.</summary>
    /// <param name="folder">The data folder; made when it is missing.</param>
    /// <param name="time">The clock that statements see as the database's own.</param>
    public SqliteDatabase(string folder, TimeProvider time, Signals signals, ILogger<SqliteDatabase> logger)
    {
        _time = time;
        _opened = new(() =>
        {
            var file = new SqliteFile(folder, time);
            return new Opened(file, new SqliteReaders(file), new SqliteWriter(file, signals, time, logger));
        });
    }

    internal static SqlDialect Dialect { get; } = new(Blob: "blob", Now: "parley_now()", ForUpdate: "", ForShare: "", ForKeyShare: "", SkipLocked: "");

    private SqliteReaders Readers => _opened.Value.Readers;

    private SqliteWriter Writer => _opened.Value.Writer;

    public string Name => "sqlite";

    public bool IsShared => false;

    /// <summary>The version of the native library in use.</summary>
    public static string LibraryVersion => SQLitePCL.raw.sqlite3_libversion().utf8_to_string();

    /// <summary>The database's file.</summary>
    public string File => _opened.Value.File.Path;

    /// <summary>Seen by tests alone: the number of transactions so far.</summary>
    internal long Commits => Writer.Commits;

    public async ValueTask<DatabaseConnection> OpenAsync(TenantId? tenant, CancellationToken cancellationToken)
    {
        var reader = await Readers.LendAsync(cancellationToken);
        return tenant is { } id
            ? new TenantConnection(id, reader.Connection, null, Dialect, reader)
            : new SystemConnection(reader.Connection, null, Dialect, reader);
    }

    public async Task<T> WriteAsync<T>(
        TenantId? tenant, Func<DatabaseConnection, Task<T>> unit, Durability durability, CancellationToken cancellationToken)
    {
        var write = new SingleWrite<T>(tenant, unit, durability, cancellationToken);
        await Writer.EnqueueAsync(write, cancellationToken);
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
        await Writer.EnqueueAsync(write, cancellationToken);
        return await write.Done;
    }

    public Task MigrateAsync(IReadOnlyList<Migration> migrations, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                try
                {
                    SqliteMigrator.Migrate(_opened.Value.File, migrations, _time);
                }
                catch (SqliteException exception) when (SqliteFaults.Translate(exception) is StorageUnavailableException unavailable)
                {
                    throw unavailable;
                }
            },
            cancellationToken);

    public async Task<IReadOnlyList<AppliedMigration>> ReadMigrationsAsync(CancellationToken cancellationToken)
    {
        var reader = await Readers.LendAsync(cancellationToken);
        try
        {
            return SqliteMigrator.Applied(reader.Connection);
        }
        catch (SqliteException exception)
        {
            throw SqliteFaults.Translate(exception);
        }
        finally
        {
            Readers.Release(reader);
        }
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var reader = await Readers.LendAsync(cancellationToken);
        try
        {
            reader.Connection.Run("SELECT count(*) FROM sqlite_master");
        }
        catch (SqliteException exception)
        {
            throw SqliteFaults.Translate(exception);
        }
        finally
        {
            Readers.Release(reader);
        }
    }

    public Task BackUpAsync(string file, string? reader, CancellationToken cancellationToken) =>
        Task.Run(() => SqliteBackup.Write(_opened.Value.File, file), cancellationToken);

    /// <summary>Commits what waits, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_closed)
        {
            _closed = true;
            if (_opened.IsValueCreated)
            {
                await Task.Run(_opened.Value.Writer.Dispose);
                _opened.Value.Readers.Dispose();
            }
        }
    }

    private sealed record Opened(SqliteFile File, SqliteReaders Readers, SqliteWriter Writer);
}
