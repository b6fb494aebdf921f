using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Parley.Storage;

namespace Parley.Sqlite;

/// <summary>
/// The one thread that writes, and the queue before it. It takes everything that waits into one transaction, so that many units share
/// one commit.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int QueueBound = 1024;
    private const int UnitsPerTransaction = 512;

    private readonly Channel<Write> _queue =
        Channel.CreateBounded<Write>(new BoundedChannelOptions(QueueBound) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly SqliteCommitter _committer;
    private readonly Thread _thread;

    public SqliteWriter(SqliteFile file, Signals signals, ILogger logger)
    {
        _committer = new SqliteCommitter(file, signals, logger);
        _thread = new Thread(Work) { IsBackground = true, Name = "SQLite writer" };
        _thread.Start();
    }

    /// <inheritdoc cref="SqliteCommitter.Commits"/>
    public long Commits => _committer.Commits;

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
        _committer.Dispose();
    }

    private void Work()
    {
        var batch = new List<Write>();
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            TakeWaiting(batch);
            if (batch.Count > 0)
            {
                _committer.Commit(batch);
            }
        }
    }

    private void TakeWaiting(List<Write> batch)
    {
        batch.Clear();
        for (var units = 0; units < UnitsPerTransaction && _queue.Reader.TryRead(out var write);)
        {
            if (write.TryStart())
            {
                batch.Add(write);
                units += write.Count;
            }
        }
    }
}
