namespace Parley.Reading;

/// <summary>How long one file may still be read, counted from when this was made.</summary>
internal sealed class ReadingClock(TimeSpan limit, TimeProvider time)
{
    // A sixth is left for what comes after the slow part: the layout of the pages, and the way back from a process that read apart.
    private const double SlowShare = 5 / 6.0;

    private readonly long _begun = time.GetTimestamp();

    public TimeSpan Left => limit - time.GetElapsedTime(_begun);

    /// <returns>Is cancelled when what is slow, and can be given in part, has to stop so that the rest is done within the limit.</returns>
    public CancellationTokenSource ForTheSlowPart()
    {
        var left = (limit * SlowShare) - time.GetElapsedTime(_begun);
        return new(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
    }
}
