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

    // What goes on at once is no more than the writer's waking, without another thread in between.
    private readonly Channel<Write> _queue = Channel.CreateBounded<Write>(
        new BoundedChannelOptions(QueueBound) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait, AllowSynchronousContinuations = true });

    private readonly SqliteCommitter _committer;
    private readonly WaitingWrites _waiting;
    private readonly AutoResetEvent _comes = new(false);
    private readonly Thread _thread;

    public SqliteWriter(SqliteFile file, Signals signals, TimeProvider time, ILogger logger)
    {
        _committer = new SqliteCommitter(file, signals, logger);
        _waiting = new WaitingWrites(_queue.Writer, time);
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
        if (write.Durability == Durability.FullWithNext && _waiting.TryKeep(write))
        {
            return;
        }

        try
        {
            if (!_waiting.TrySend(write))
            {
                await _waiting.SendAsync(write, cancellationToken);
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
        _waiting.Dispose();
        _queue.Writer.TryComplete();
        _thread.Join();
        _comes.Dispose();
        _committer.Dispose();
    }

    private void Work()
    {
        var batch = new List<Write>();
        while (Comes())
        {
            TakeWaiting(batch);
            if (batch.Count > 0)
            {
                _committer.Commit(batch);
            }
        }
    }

    /// <summary>Waits for a write.</summary>
    /// <returns>False when none comes any more.</returns>
    private bool Comes()
    {
        // To wait for the task itself is to spin for a while first, and that for longer than most writes take.
        var comes = _queue.Reader.WaitToReadAsync().AsTask();
        if (!comes.IsCompleted)
        {
            // By who completes it, or here where it is complete by now; nearly never by the pool, which may have no thread.
            _ = comes.ContinueWith(static (_, comes) => ((AutoResetEvent)comes!).Set(), _comes, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            _comes.WaitOne();
        }

        return comes.GetAwaiter().GetResult();
    }

    private void TakeWaiting(List<Write> batch)
    {
        batch.Clear();
        for (var units = 0; units < UnitsPerTransaction && _queue.Reader.TryRead(out var write);)
        {
            foreach (var one in write.Before)
            {
                units += Take(one);
            }

            units += Take(write);
        }

        int Take(Write write)
        {
            if (!write.TryStart())
            {
                return 0;
            }

            batch.Add(write);
            return write.Count;
        }
    }
}
