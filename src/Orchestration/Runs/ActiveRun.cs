namespace Parley.Orchestration;

/// <summary>Why a run was told to stop.</summary>
internal enum StopReason
{
    None,

    /// <summary>Somebody cancelled the turn.</summary>
    Cancelled,

    /// <summary>The time limit of the turn is over.</summary>
    TimeLimit,

    /// <summary>Another run holds the turn, or it was erased.</summary>
    LeaseLost,

    /// <summary>This node stops and hands the run over.</summary>
    HandedOver,
}

/// <summary>A run that this node works on, and the one switch that stops it.</summary>
internal sealed class ActiveRun(HeldRun held, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _stop = new(
        held.Deadline - time.GetUtcNow() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero, time);

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _reason;

    public HeldRun Held { get; } = held;

    /// <summary>When this node last knew that the run is its own, on its own monotonic clock.</summary>
    public long ConfirmedAt { get; set; } = time.GetTimestamp();

    public CancellationToken Stopping => _stop.Token;

    /// <summary>Why <see cref="Stopping"/> was cancelled; the first reason counts, and without one it was the clock.</summary>
    public StopReason Reason =>
        (StopReason)Volatile.Read(ref _reason) is not StopReason.None and var reason ? reason
        : _stop.IsCancellationRequested ? StopReason.TimeLimit
        : StopReason.None;

    public Task Done => _done.Task;

    public void Stop(StopReason reason)
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        Interlocked.CompareExchange(ref _reason, (int)reason, (int)StopReason.None);
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself a moment ago.
        }
    }

    /// <summary>Nothing of it is done any more.</summary>
    public void End() => _done.TrySetResult();

    public void Dispose() => _stop.Dispose();
}
