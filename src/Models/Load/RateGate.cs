namespace Parley.Models;

/// <summary>Calls and tokens a minute, as two buckets that fill steadily. Not safe for several threads.</summary>
internal sealed class RateGate(TimeProvider time)
{
    private Bucket _calls;
    private Bucket _tokens;

    /// <summary>Takes one call with so many tokens, or says when that will be possible.</summary>
    /// <param name="callsPerMinute">Null for no limit.</param>
    /// <param name="tokensPerMinute">Null for no limit.</param>
    /// <returns>Null when it was taken.</returns>
    public TimeSpan? TryTake(int? callsPerMinute, long? tokensPerMinute, long tokens)
    {
        var now = time.GetUtcNow();
        var wait = Max(_calls.WaitFor(1, callsPerMinute, now), _tokens.WaitFor(tokens, tokensPerMinute, now));
        if (wait > TimeSpan.Zero)
        {
            return wait;
        }

        _calls.Take(1, callsPerMinute, now);
        _tokens.Take(tokens, tokensPerMinute, now);
        return null;
    }

    /// <summary>How long it takes until so many calls with so many tokens in all were let through.</summary>
    public TimeSpan WaitFor(int? callsPerMinute, long? tokensPerMinute, int calls, long tokens)
    {
        var now = time.GetUtcNow();
        return Max(_calls.WaitForAll(calls, callsPerMinute, now), _tokens.WaitForAll(tokens, tokensPerMinute, now));
    }

    /// <summary>Gives tokens back that were taken and not used.</summary>
    public void Return(long? tokensPerMinute, long tokens)
    {
        if (tokens > 0)
        {
            _tokens.Take(-tokens, tokensPerMinute, time.GetUtcNow());
        }
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private struct Bucket
    {
        private double _left;
        private DateTimeOffset? _at;

        // What is larger than the bucket waits until it is full, and empties it.
        public readonly TimeSpan WaitFor(long amount, long? perMinute, DateTimeOffset now) =>
            perMinute is { } most ? WaitForAll(Math.Min(amount, most), most, now) : TimeSpan.Zero;

        public readonly TimeSpan WaitForAll(long amount, long? perMinute, DateTimeOffset now) =>
            perMinute is { } most ? TimeSpan.FromMinutes(Math.Max(0, (amount - LeftAt(most, now)) / most)) : TimeSpan.Zero;

        public void Take(long amount, long? perMinute, DateTimeOffset now)
        {
            if (perMinute is { } most)
            {
                (_left, _at) = (Math.Min(most, LeftAt(most, now) - Math.Min(amount, most)), now);
            }
        }

        private readonly double LeftAt(long most, DateTimeOffset now) =>
            _at is { } at ? Math.Min(most, _left + ((now - at).TotalMinutes * most)) : most;
    }
}
