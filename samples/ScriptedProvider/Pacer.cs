using System.Threading.Tasks.Sources;

namespace Parley.ScriptedProvider;

/// <summary>
/// Wakes many waiting streams with one timer: a wheel of slots of 5 ms each. It turns only while somebody waits.
/// Waits longer than the wheel are cut to its length; the waiter looks at its clock and waits again.
/// </summary>
internal sealed class Pacer : IDisposable
{
    private const int SlotMs = 5;
    private const int Slots = 256;

    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private readonly List<Waiter>[] wheel = [.. Enumerable.Range(0, Slots).Select(_ => new List<Waiter>())];
    private readonly List<Waiter> due = [];
    private readonly ITimer timer;
    private readonly long start;
    private long tick;
    private int waiting;

    public Pacer(TimeProvider time)
    {
        this.time = time;
        start = time.GetTimestamp();
        timer = time.CreateTimer(_ => Turn(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends at or shortly after the delay, but never later than the wheel is long.</summary>
    public ValueTask WaitAsync(Waiter waiter, TimeSpan delay)
    {
        lock (gate)
        {
            var now = Tick();
            if (waiting++ == 0)
            {
                tick = now;
                timer.Change(TimeSpan.FromMilliseconds(SlotMs), TimeSpan.FromMilliseconds(SlotMs));
            }

            var ticks = Math.Clamp((long)Math.Ceiling(delay.TotalMilliseconds / SlotMs) + now - tick, 1, Slots - 1);
            var task = waiter.Begin();
            wheel[(tick + ticks) % Slots].Add(waiter);
            return task;
        }
    }

    public void Dispose() => timer.Dispose();

    private long Tick() => (long)time.GetElapsedTime(start).TotalMilliseconds / SlotMs;

    private void Turn()
    {
        lock (gate)
        {
            for (var now = Tick(); tick < now && waiting > 0;)
            {
                var slot = wheel[++tick % Slots];
                waiting -= slot.Count;
                due.AddRange(slot);
                slot.Clear();
            }

            if (waiting == 0)
            {
                timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }

            // Waiters go on in the thread pool, so that ending them here runs none of their code under the lock.
            foreach (var waiter in due)
            {
                waiter.End();
            }

            due.Clear();
        }
    }

    /// <summary>One stream's place in the wheel, used again for each of its waits.</summary>
    public sealed class Waiter : IValueTaskSource
    {
        private ManualResetValueTaskSourceCore<bool> source = new() { RunContinuationsAsynchronously = true };

        internal ValueTask Begin()
        {
            source.Reset();
            return new(this, source.Version);
        }

        internal void End() => source.SetResult(true);

        void IValueTaskSource.GetResult(short token) => source.GetResult(token);

        ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => source.GetStatus(token);

        void IValueTaskSource.OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            source.OnCompleted(continuation, state, token, flags);
    }
}
