using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Parley.Sqlite;

/// <summary>
/// Copies what stands in the write-ahead log into the database, on a thread and connection of its own: the writer does not wait for the disk
/// meanwhile. Only what came during the last copy is left for the writer, which begins the log anew once it is long.
/// </summary>
internal sealed class SqliteCheckpoints : IDisposable
{
    /// <summary>Pages from which on the writer copies the rest itself; 32 MiB.</summary>
    private const int LongLog = 8192;

    // Pages that are written again and again are copied once for all the commits between two looks.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SqliteFile _file;
    private readonly ILogger _logger;
    private readonly Lock _copying = new();
    private readonly ManualResetEventSlim _stopped = new();
    private readonly AutoResetEvent _committed = new(false);
    private readonly Thread _thread;
    private volatile bool _isLong;

    public SqliteCheckpoints(SqliteFile file, ILogger logger)
    {
        (_file, _logger) = (file, logger);
        _thread = new Thread(Work) { IsBackground = true, Name = "SQLite checkpoints" };
        _thread.Start();
    }

    /// <summary>Called by the writer after each commit.</summary>
    /// <param name="writer">Its connection.</param>
    /// <exception cref="SqliteException">The disk failed; what is committed is kept.</exception>
    public void Committed(SqliteConnection writer)
    {
        // While the thread copies there is nothing to gain; it stays long until all of it is copied.
        if (_isLong && _copying.TryEnter())
        {
            try
            {
                _isLong = !Copy(writer, raw.SQLITE_CHECKPOINT_PASSIVE).IsWhole;
            }
            finally
            {
                _copying.Exit();
            }
        }

        _committed.Set();
    }

    /// <summary>Copies all and cuts the log, so that nothing is left of what stood in it; waits for a copy that is under way.</summary>
    /// <returns>False while somebody reads what stands there.</returns>
    /// <exception cref="SqliteException">The disk failed; what is committed is kept.</exception>
    public bool Truncate(SqliteConnection writer)
    {
        lock (_copying)
        {
            return Copy(writer, raw.SQLITE_CHECKPOINT_TRUNCATE).IsWhole;
        }
    }

    public void Dispose()
    {
        _stopped.Set();
        _committed.Set();
        _thread.Join();
        _stopped.Dispose();
        _committed.Dispose();
    }

    private void Work()
    {
        SqliteConnection? connection = null;
        try
        {
            while (_committed.WaitOne() && !_stopped.Wait(Pause))
            {
                try
                {
                    connection ??= _file.OpenForCheckpoints();
                    lock (_copying)
                    {
                        _isLong = Copy(connection, raw.SQLITE_CHECKPOINT_PASSIVE).Pages > LongLog;
                    }
                }
                catch (Exception exception) when (exception is not OutOfMemoryException)
                {
                    // Nothing is lost: the log grows until the next try.
                    _logger.CheckpointFailed(exception);
                }
            }
        }
        finally
        {
            connection?.Dispose();
        }
    }

    /// <returns>Pages in the log, and whether all of them stand in the database now and nobody was in the way.</returns>
    private static (int Pages, bool IsWhole) Copy(SqliteConnection connection, int mode)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(connection.Handle, "main", mode, out var pages, out var copied);
        return code is raw.SQLITE_OK ? (pages, pages == copied)
            : code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED ? (Math.Max(0, pages), false)
            : throw new SqliteException(raw.sqlite3_errmsg(connection.Handle).utf8_to_string(), code & 0xff, raw.sqlite3_extended_errcode(connection.Handle));
    }
}
