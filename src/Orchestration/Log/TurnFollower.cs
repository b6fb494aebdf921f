using System.Threading.Tasks.Sources;

namespace Parley.Orchestration;

/// <summary>
/// One reader's place at a feed. It waits again and again without a new object or timer for each wait: a reader of an answer waits once for
/// every token.
/// </summary>
internal sealed class TurnFollower : IValueTaskSource<bool>, IDisposable
{
    private readonly Lock _gate = new();
    private readonly TurnFeed _feed;
    private readonly TimeProvider _time;
    private readonly TimeSpan _silence;
    private readonly ITimer _timer;
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenRegistration _stop;
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private bool _isWaiting;
    private bool _isPulsed;
    private long _since;

    /// <param name="silence">After which a wait ends although nothing came.</param>
    public TurnFollower(TurnFeed feed, TimeSpan silence, TimeProvider time, CancellationToken stopping)
    {
        (_feed, _time, _silence, _stopping, _since) = (feed, time, silence, stopping, time.GetTimestamp());
        _timer = time.CreateTimer(static self => ((TurnFollower)self!).LookAtClock(), this, silence, Timeout.InfiniteTimeSpan);
        _stop = stopping.UnsafeRegister(static self => ((TurnFollower)self!).Leave(), this);
        feed.Add(this);
    }

    /// <summary>Whether the turn ran here when it came, so that it may take the turn's end from memory.</summary>
    public bool CameLive { get; set; }

    /// <summary>Waits until something new may be there. What came since the wait before ends it at once, so that nothing falls between.</summary>
    /// <returns>False after a silence.</returns>
    /// <exception cref="OperationCanceledException">The reader left.</exception>
    public ValueTask<bool> ComesAsync()
    {
        lock (_gate)
        {
            _stopping.ThrowIfCancellationRequested();
            if (_isPulsed)
            {
                _isPulsed = false;
                return new(true);
            }

            (_isWaiting, _since) = (true, _time.GetTimestamp());
            _core.Reset();
            _core.RunContinuationsAsynchronously = true;
            return new(this, _core.Version);
        }
    }

    /// <summary>What comes from here on ends the next wait; what came before has been looked at.</summary>
    public void Look()
    {
        lock (_gate)
        {
            _isPulsed = false;
        }
    }

    /// <summary>Whether it waits for the end alone: what it does then is done by the thread that shows the end, and no other is woken for it.</summary>
    public bool TakesEndAtOnce { get; init; }

    /// <summary>Something new may be there.</summary>
    /// <param name="isOver">Whether it is the end.</param>
    public void Pulse(bool isOver = false)
    {
        lock (_gate)
        {
            if (!_isWaiting)
            {
                _isPulsed = true;
                return;
            }

            _isWaiting = false;
            _core.RunContinuationsAsynchronously &= !(isOver && TakesEndAtOnce);
        }

        _core.SetResult(true);
    }

    public void Dispose()
    {
        _feed.Remove(this);
        _stop.Dispose();
        _timer.Dispose();
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (!_isWaiting)
            {
                return;
            }

            _isWaiting = false;
        }

        _core.SetException(new OperationCanceledException(_stopping));
    }

    // It runs until the silence that began with the last wait is over, and not anew for each wait.
    private void LookAtClock()
    {
        bool ends;
        lock (_gate)
        {
            var left = _isWaiting ? _silence - _time.GetElapsedTime(_since) : _silence;
            ends = left <= TimeSpan.Zero;
            _isWaiting &= !ends;
            _timer.Change(ends ? _silence : left, Timeout.InfiniteTimeSpan);
        }

        if (ends)
        {
            _core.SetResult(false);
        }
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
