namespace Parley.Orchestration;

/// <summary>
/// How close commits may follow each other: a few at once, and then each at its distance from the one before. So the first words of an answer
/// are shown at once, and thousands of streams share their commits. The more rows come in a time, the longer the next one gathers: what costs is the
/// commit and the threads that it wakes, and text of a stream that came meanwhile is one row.
/// </summary>
internal sealed class CommitPace(TimeSpan distance, TimeProvider time)
{
    private const int AtOnce = 12;
    private const int MostDistances = 2;

    // For each row that comes in a millisecond.
    private static readonly TimeSpan ForRate = TimeSpan.FromMilliseconds(1.5);

    // From here on one commit more is allowed; each one moves it by its distance.
    private long _next = time.GetTimestamp();

    // How much further away the next one is for what came since the last one.
    private TimeSpan _further;
    private long _last = time.GetTimestamp();

    /// <summary>Waits until a commit may begin.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        var wait = _next - now - (AtOnce - 1) * Ticks(distance);
        _next = Math.Max(_next, now) + Ticks(distance + _further);
        return wait <= 0 ? Task.CompletedTask : Task.Delay(TimeSpan.FromSeconds((double)wait / time.TimestampFrequency), time, cancellationToken);
    }

    /// <summary>Tells what the last commit had.</summary>
    public void Committed(int rows)
    {
        var now = time.GetTimestamp();
        var since = time.GetElapsedTime(_last, now);
        _last = now;
        var (worth, most) = (ForRate * (rows / Math.Max(1, (since > distance ? since : distance).TotalMilliseconds)), distance * (MostDistances - 1));
        _further = worth < most ? worth : most;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
