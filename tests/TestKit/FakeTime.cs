namespace Parley.TestKit;

/// <summary>A clock that moves only when the test moves it, and fires the timers that come due on the way.</summary>
public sealed class FakeTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<FakeTimer> _timers = [];
    private DateTimeOffset _now = start;

    public FakeTime()
        : this(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))
    {
    }

    /// <summary>The clock was moved; told before the timers that came due fire.</summary>
    public event Action? Moved;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock and runs each timer at its own moment, in order.</summary>
    public void Advance(TimeSpan by)
    {
        var target = GetUtcNow() + by;
        while (TakeDue(target) is { } due)
        {
            Moved?.Invoke();
            due();
        }

        lock (_gate)
        {
            _now = target;
        }

        Moved?.Invoke();
    }

    private Action? TakeDue(DateTimeOffset until)
    {
        lock (_gate)
        {
            var next = _timers.Where(timer => timer.DueAt <= until).MinBy(timer => timer.DueAt);
            if (next is null)
            {
                return null;
            }

            _now = next.DueAt > _now ? next.DueAt : _now;
            return next.Take();
        }
    }

    private sealed class FakeTimer(FakeTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    DueAt = time._now + dueTime;
                    time._timers.Add(this);
                }
            }

            return true;
        }

        public Action Take()
        {
            time._timers.Remove(this);
            if (_period > TimeSpan.Zero)
            {
                DueAt += _period;
                time._timers.Add(this);
            }

            return () => callback(state);
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
