using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Parley.Storage;

namespace Parley.Sqlite;

/// <summary>
/// The one thread that writes. It takes everything that waits into one transaction, a savepoint for each unit, so that many units
/// share one commit and a failing one takes no other with it.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int QueueBound = 1024;
    private const int UnitsPerTransaction = 512;
    private const int CommitsBetweenLogChecks = 256;
    private const long LongLog = 64L << 20;

    private readonly Channel<Write> _queue =
        Channel.CreateBounded<Write>(new BoundedChannelOptions(QueueBound) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly string _log;
    private readonly SqliteConnection _connection;
    private readonly SqliteStatements _statements;
    private readonly Signals _signals;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly List<Write> _batch = [];
    private readonly List<(string Topic, string Key)> _notifications = [];
    private Durability? _synchronous;
    private long _commits;

    public SqliteWriter(SqliteFile file, Signals signals, ILogger logger)
    {
        _log = file.Path + "-wal";
        _signals = signals;
        _logger = logger;
        _connection = file.OpenForWriting();
        _statements = new SqliteStatements(_connection);
        _thread = new Thread(Work) { IsBackground = true, Name = "SQLite writer" };
        _thread.Start();
    }

    /// <summary>Number of transactions so far.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>Puts a write into the queue; waits while that is full.</summary>
    public async ValueTask EnqueueAsync(Write write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        write.WatchCancellation();
        try
        {
            if (!_queue.Writer.TryWrite(write))
            {
                await _queue.Writer.WriteAsync(write, cancellationToken);
            }
        }
        catch (ChannelClosedException)
        {
            write.TryStart();
            throw new StorageUnavailableException("The database is being closed.");
        }
    }

    /// <summary>Commits what waits, and closes.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _thread.Join();
        _statements.Dispose();
        _connection.Dispose();
    }

    private void Work()
    {
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            TakeWaiting();
            if (_batch.Count > 0)
            {
                Commit();
                KeepLogShort();
            }
        }
    }

    private void TakeWaiting()
    {
        _batch.Clear();
        for (var units = 0; units < UnitsPerTransaction && _queue.Reader.TryRead(out var write);)
        {
            if (write.TryStart())
            {
                _batch.Add(write);
                units += write.Count;
            }
        }
    }

    private void Commit()
    {
        _notifications.Clear();
        Interlocked.Increment(ref _commits);
        try
        {
            SetDurability(_batch.Exists(write => write.Durability == Durability.Full) ? Durability.Full : Durability.Process);
            _connection.Run("BEGIN IMMEDIATE");
            RunUnits(alone: _batch is [{ Count: 1 }]);
            if (_connection.IsInTransaction())
            {
                _connection.Run("COMMIT");
            }
        }
        catch (Exception exception)
        {
            _logger.CommitFailed(_batch.Count, exception);
            FailAll(exception);
            return;
        }

        foreach (var (topic, key) in _notifications.Distinct())
        {
            Raise(topic, key);
        }

        _batch.ForEach(write => write.Confirm());
    }

    private void RunUnits(bool alone)
    {
        foreach (var write in _batch)
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
            Savepoint("SAVEPOINT unit");
            var running = write.RunAsync(index, connection);
            if (!running.IsCompleted)
            {
                throw new InvalidOperationException(
                    "A unit of the database awaited something other than its connection. Do that before or after the transaction.");
            }

            running.GetAwaiter().GetResult();
            Savepoint("RELEASE unit");
            _notifications.AddRange(connection.Notifications);
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

        void Savepoint(string sql)
        {
            if (!alone)
            {
                _connection.Run(sql);
            }
        }
    }

    private DatabaseConnection Connect(TenantId? tenant) => tenant is { } id
        ? new TenantConnection(id, _connection, null, SqliteDatabase.Dialect, _statements)
        : new SystemConnection(_connection, null, SqliteDatabase.Dialect, _statements);

    private void FailAll(Exception exception)
    {
        try
        {
            if (_connection.IsInTransaction())
            {
                _connection.Run("ROLLBACK");
            }
        }
        catch (SqliteException rollback)
        {
            _logger.RollbackFailed(rollback);
        }

        var reason = SqliteFaults.Translate(exception);
        _batch.ForEach(write => write.Fail(reason));
    }

    private void Raise(string topic, string key)
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

    private void SetDurability(Durability durability)
    {
        if (_synchronous != durability)
        {
            _connection.Run(durability == Durability.Full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            _synchronous = durability;
        }
    }

    // SQLite copies the log back by itself, but begins it anew only when no reader is under way: after long load that needs a push.
    private void KeepLogShort()
    {
        if (Commits % CommitsBetweenLogChecks != 0 || new FileInfo(_log) is not { Exists: true, Length: > LongLog })
        {
            return;
        }

        try
        {
            _connection.Run("PRAGMA busy_timeout = 100; PRAGMA wal_checkpoint(TRUNCATE);");
        }
        catch (SqliteException exception)
        {
            _logger.CheckpointFailed(exception);
        }
        finally
        {
            _connection.Run("PRAGMA busy_timeout = 5000");
        }
    }
}
