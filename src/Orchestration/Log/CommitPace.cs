namespace Parley.Orchestration;

/// <summary>
/// How close commits may follow each other: a few at once, and then each at its distance from the one before. So the first words of an answer
/// are shown at once, and thousands of streams share their commits.
/// </summary>
internal sealed class CommitPace(TimeSpan distance, TimeProvider time)
{
    private const int AtOnce = 12;

    // From here on one commit more is allowed; each one moves it by the distance.
    private long _next = time.GetTimestamp();

    /// <summary>Waits until a commit may begin.</summary>
    public ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        var step = (long)(distance.TotalSeconds * time.TimestampFrequency);
        var wait = _next - AtOnce * step - now;
        _next = Math.Max(_next, now) + step;
        return wait <= 0 ? ValueTask.CompletedTask : new(Task.Delay(TimeSpan.FromSeconds((double)wait / time.TimestampFrequency), time, cancellationToken));
    }
}
