namespace Parley.Bench.Models;

/// <summary>A clock that jumps from one event to the next. One thread, and the same run each time.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly PriorityQueue<Action, (double At, long Number)> _events = new();
    private long _numbers;

    /// <summary>Milliseconds since the start.</summary>
    public double Now { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + TimeSpan.FromMilliseconds(Now);

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public void At(double ms, Action happens) => _events.Enqueue(happens, (Math.Max(ms, Now), _numbers++));

    public void RunUntil(double ms)
    {
        while (_events.TryPeek(out _, out var next) && next.At <= ms && _events.TryDequeue(out var happens, out _))
        {
            Now = next.At;
            happens();
        }
    }
}
