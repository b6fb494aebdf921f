using System.Threading.Channels;
using Parley.Storage;

namespace Parley.Sqlite;

/// <summary>
/// Writes that nobody waits for: they go into the queue with the next one and before it, as one entry, so that both are in one transaction; or by
/// themselves when none comes for a while.
/// </summary>
internal sealed class WaitingWrites : IDisposable
{
    private const int Most = 128;
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly ChannelWriter<Write> _queue;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private List<Write> _kept = [];
    private long _since;
    private bool _isTimed;
    private bool _isClosed;

    public WaitingWrites(ChannelWriter<Write> queue, TimeProvider time)
    {
        (_queue, _time) = (queue, time);
        _timer = time.CreateTimer(_ => Flush(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <returns>False when it is to go into the queue by itself: many wait already, or the database is being closed.</returns>
    public bool TryKeep(Write write)
    {
        lock (_gate)
        {
            if (_isClosed || _kept.Count >= Most)
            {
                return false;
            }

            _kept.Add(write);
            if (_kept.Count == 1)
            {
                _since = _time.GetTimestamp();
                SetTimer(Longest);
            }

            return true;
        }
    }

    /// <summary>Puts a write into the queue, with what waits before it.</summary>
    /// <returns>False when the queue is full; nothing is changed then.</returns>
    public bool TrySend(Write write)
    {
        lock (_gate)
        {
            if (_kept.Count == 0)
            {
                return _queue.TryWrite(write);
            }

            write.Before = _kept;
            if (_queue.TryWrite(write))
            {
                _kept = [];
                return true;
            }

            write.Before = [];
            return false;
        }
    }

    /// <summary>The same where the queue is full: waits until there is room.</summary>
    /// <exception cref="ChannelClosedException">The database is being closed.</exception>
    public async ValueTask SendAsync(Write write, CancellationToken cancellationToken)
    {
        Task sent;
        lock (_gate)
        {
            (write.Before, _kept) = (_kept, []);
            sent = PutAsync(write);
        }

        // Who is cancelled waits no longer; what goes before it goes all the same.
        await sent.WaitAsync(cancellationToken);
    }

    /// <summary>Puts what waits into the queue; from here on nothing waits any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
        }

        _timer.Dispose();
        SendKeptAsync().GetAwaiter().GetResult();
    }

    // Nearly all go with another before their time is over: the timer is not set anew for each of them, but looks how long the first has waited.
    private void Flush()
    {
        lock (_gate)
        {
            _isTimed = false;
            if (_kept.Count > 0 && !_isClosed && Longest - _time.GetElapsedTime(_since) is var left && left > TimeSpan.Zero)
            {
                SetTimer(left);
                return;
            }
        }

        _ = SendKeptAsync();
    }

    private void SetTimer(TimeSpan wait)
    {
        if (!_isTimed)
        {
            _isTimed = true;
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task SendKeptAsync()
    {
        Write last;
        Task sent;
        lock (_gate)
        {
            if (_kept is not [.. var before, var newest])
            {
                return;
            }

            (last, _kept) = (newest, []);
            last.Before = before;
            sent = PutAsync(last);
        }

        try
        {
            await sent;
        }
        catch (ChannelClosedException)
        {
            Fail(last);
        }
    }

    // Called under the lock, so that nothing that comes later gets in before.
    private async Task PutAsync(Write write)
    {
        try
        {
            await _queue.WriteAsync(write, CancellationToken.None);
        }
        catch (ChannelClosedException)
        {
            foreach (var one in write.Before)
            {
                Fail(one);
            }

            throw;
        }
    }

    private static void Fail(Write write)
    {
        if (write.TryStart())
        {
            write.Fail(new StorageUnavailableException("The database is being closed."));
        }
    }
}
