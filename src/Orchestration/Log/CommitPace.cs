namespace Parley.Orchestration;

/// <summary>
/// How close commits may follow each other: a few at once, and then each at its distance from the one before. So the first words of an answer
/// are shown at once, and thousands of streams share their commits. The more rows a commit had, the longer the next one gathers: text of a
/// stream that came meanwhile is one row.
/// </summary>
internal sealed class CommitPace(TimeSpan distance, TimeProvider time)
{
    private const int AtOnce = 12;
    private const int MostDistances = 4;
    private static readonly TimeSpan ForRow = TimeSpan.FromMilliseconds(0.03);

    // From here on one commit more is allowed; each one moves it by its distance.
    private long _next = time.GetTimestamp();

    // How much further away the next one is for what the last one had.
    private TimeSpan _further;

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
        var (worth, most) = (ForRow * rows - distance, distance * (MostDistances - 1));
        _further = worth < TimeSpan.Zero ? TimeSpan.Zero : worth < most ? worth : most;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
