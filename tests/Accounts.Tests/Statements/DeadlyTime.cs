namespace Parley.Accounts.Tests.Statements;

/// <summary>The process died where it looked at the clock.</summary>
internal sealed class DiedException : Exception;

/// <summary>A clock at which every so many looks are the last: the ledger looks at it between the statements of a transaction.</summary>
internal sealed class DeadlyTime(TimeProvider inner, int every) : TimeProvider
{
    private int _looks;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => Interlocked.Increment(ref _looks) % every == 0 ? throw new DiedException() : inner.GetUtcNow();

    public override long GetTimestamp() => inner.GetTimestamp();
}
