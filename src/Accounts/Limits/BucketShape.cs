namespace Parley.Accounts;

/// <summary>How a token bucket fills: so many tokens a minute, and room for a tenth of that, at least for one.</summary>
public readonly record struct BucketShape(long PerMinute)
{
    private const long MicrosecondsPerMinute = 60_000_000;

    /// <summary>The most tokens that it holds.</summary>
    public long Burst => Math.Max(1, PerMinute / 10);

    /// <summary>How long that many tokens take to come, in microseconds.</summary>
    public long MicrosecondsFor(long tokens) => (long)Math.Ceiling((double)tokens * MicrosecondsPerMinute / PerMinute);

    public TimeSpan TimeFor(long tokens) => TimeSpan.FromMicroseconds(MicrosecondsFor(tokens));
}
