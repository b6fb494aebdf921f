using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Parley.Storage;

namespace Parley.Sqlite;

/// <summary>
/// Runs a batch of units in one transaction, a savepoint for each, so that a failing one takes no other with it. Used by one thread.
/// </summary>
internal sealed class SqliteCommitter : IDisposable
{
    private const int CommitsBetweenLogChecks = 256;
    private const int CommitsBetweenTries = 16;
    private const long LongLog = 64L << 20;

    private readonly SqliteConnection _connection;
    private readonly SqliteStatements _statements;

    // Run several times for each that waits: to prepare them anew would take longer than to run them.
    private readonly PreparedStatement _begin;
    private readonly PreparedStatement _commit;
    private readonly PreparedStatement _savepoint;
    private readonly PreparedStatement _release;
    private readonly Signals _signals;
    private readonly ILogger _logger;
    private readonly SqliteCheckpoints _checkpoints;
    private readonly FileInfo _log;
    private readonly HashSet<(string Topic, string Key)> _notifications = [];
    private Durability? _synchronous;
    private long _commits;

    // A process that died may have left a log with what it erased.
    private bool _logHoldsErased = true;
    private long _nextLogCheck = CommitsBetweenLogChecks;

    public SqliteCommitter(SqliteFile file, Signals signals, ILogger logger)
    {
        _connection = file.OpenForWriting();
        _connection.Run("PRAGMA wal_autocheckpoint = 0");
        _checkpoints = new SqliteCheckpoints(file, logger);
        _statements = new SqliteStatements(_connection);
        _begin = new PreparedStatement(_connection, "BEGIN IMMEDIATE", []);
        _commit = new PreparedStatement(_connection, "COMMIT", []);
        _savepoint = new PreparedStatement(_connection, "SAVEPOINT unit", []);
        _release = new PreparedStatement(_connection, "RELEASE unit", []);
        _signals = signals;
        _logger = logger;
        _log = new FileInfo(file.Path + "-wal");
    }

    /// <summary>Number of transactions so far.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>Commits what does not fail of the batch, and tells each write how it ended.</summary>
    public void Commit(List<Write> batch)
    {
        _notifications.Clear();
        Interlocked.Increment(ref _commits);
        try
        {
            SetDurability(batch.Exists(write => write.Durability != Durability.Process) ? Durability.Full : Durability.Process);
            _begin.Execute([], null);
            RunUnits(batch, alone: batch is [{ Count: 1 }]);
            if (_connection.IsInTransaction())
            {
                _commit.Execute([], null);
            }
        }
        catch (Exception exception)
        {
            _logger.CommitFailed(batch.Count, exception);
            Undo();
            EndErasing();
            var reason = SqliteFaults.Translate(exception);
            batch.ForEach(write => write.Fail(reason));
            return;
        }

        Tell();
        batch.ForEach(write => write.Confirm());
        EndErasing();
        KeepLogShort();
    }

    public void Dispose()
    {
        _checkpoints.Dispose();
        _begin.Dispose();
        _commit.Dispose();
        _savepoint.Dispose();
        _release.Dispose();
        _statements.Dispose();
        _connection.Dispose();
    }

    private void RunUnits(List<Write> batch, bool alone)
    {
        foreach (var write in batch)
        {
            for (var index = 0; index < write.Count; index++)
            {
                RunUnit(write, index, alone);
            }
        }
    }

    private void RunUnit(Write write, int index, bool alone)
    {
        var connection = Connect(write.Tenant(index));
        try
        {
            Savepoint(_savepoint);
            var running = write.RunAsync(index, connection);
            if (!running.IsCompleted)
            {
                throw new InvalidOperationException(
                    "A unit of the database awaited something other than its connection. Do that before or after the transaction.");
            }

            running.GetAwaiter().GetResult();
            Savepoint(_release);
            _notifications.UnionWith(connection.Notifications);
        }
        catch (Exception exception)
        {
            write.Undone(index, SqliteFaults.Translate(exception));
            if (!_connection.IsInTransaction())
            {
                throw new StorageUnavailableException(
                    "SQLite gave up the transaction, and all that it held: " + exception.Message, exception);
            }

            _connection.Run(alone ? "ROLLBACK" : "ROLLBACK TO unit; RELEASE unit");
        }
        finally
        {
            // From here on the connection refuses a unit that goes on by itself.
            connection.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        void Savepoint(PreparedStatement statement)
        {
            if (!alone)
            {
                statement.Execute([], null);
            }
        }
    }

    private DatabaseConnection Connect(TenantId? tenant) => tenant is { } id
        ? new TenantConnection(id, _connection, null, SqliteDatabase.Dialect, _statements)
        : new SystemConnection(_connection, null, SqliteDatabase.Dialect, _statements);

    private void Undo()
    {
        try
        {
            if (_connection.IsInTransaction())
            {
                _connection.Run("ROLLBACK");
            }
        }
        catch (SqliteException exception)
        {
            _logger.RollbackFailed(exception);
        }
    }

    private void Tell()
    {
        foreach (var (topic, key) in _notifications)
        {
            try
            {
                _signals.Raise(topic, key);
            }
            catch (Exception exception)
            {
                // A subscriber's fault must not stop the writing of everybody else.
                _logger.SubscriberFailed(topic, exception);
            }
        }
    }

    private void SetDurability(Durability durability)
    {
        if (_synchronous != durability)
        {
            _connection.Run(durability == Durability.Full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            _synchronous = durability;
        }
    }

    private void EndErasing()
    {
        try
        {
            _logHoldsErased |= _statements.Overwrites;
            _statements.EndOverwriting();
        }
        catch (SqliteException exception)
        {
            // It overwrites more than it has to, until the next unit's end.
            _logger.CheckpointFailed(exception);
        }
    }

    // The log begins anew only when no reader is under way: after long load that needs a push, and so does a log that still has what was erased.
    private void KeepLogShort()
    {
        try
        {
            _checkpoints.Committed(_connection);
        }
        catch (SqliteException exception)
        {
            _logger.CheckpointFailed(exception);
        }

        if (Commits < _nextLogCheck)
        {
            return;
        }

        _nextLogCheck = Commits + CommitsBetweenLogChecks;

        try
        {
            _log.Refresh();
            if (_log is { Exists: true, Length: > LongLog } || _logHoldsErased)
            {
                // Readers are waited for a moment; whoever is in the way may be gone a few commits later.
                _connection.Run("PRAGMA busy_timeout = 100");
                _nextLogCheck = _checkpoints.Truncate(_connection) ? _nextLogCheck : Commits + CommitsBetweenTries;
                _connection.Run("PRAGMA busy_timeout = 5000");
                _log.Refresh();
                _logHoldsErased &= _log is { Exists: true, Length: > 0 };
            }
        }
        catch (Exception exception) when (exception is SqliteException or IOException)
        {
            _logger.CheckpointFailed(exception);
        }
    }
}
