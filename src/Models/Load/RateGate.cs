namespace Parley.Models;

/// <summary>Calls and tokens a minute, as two buckets that fill steadily. Not safe for several threads.</summary>
internal sealed class RateGate(TimeProvider time)
{
    /// <summary>No wait is told to be longer: a timer takes no more than 49 days, and the least part of a limit needs years for a call.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private Bucket _calls;
    private Bucket _tokens;

    /// <summary>Takes one call with so many tokens, or says when that will be possible.</summary>
    /// <param name="callsPerMinute">Null for no limit.</param>
    /// <param name="tokensPerMinute">Null for no limit.</param>
    /// <param name="part">Of both limits that is let through here; above zero.</param>
    /// <returns>Null when it was taken.</returns>
    public TimeSpan? TryTake(int? callsPerMinute, long? tokensPerMinute, long tokens, double part = 1)
    {
        var now = time.GetUtcNow();

        // What is larger than a minute's waits until that is full, and empties it.
        var counted = Math.Min(tokens, tokensPerMinute ?? 0);
        var wait = Max(_calls.WaitFor(1, callsPerMinute * part, now), _tokens.WaitFor(counted, tokensPerMinute * part, now));
        if (wait > TimeSpan.Zero)
        {
            return wait;
        }

        _calls.Take(1, callsPerMinute * part, now);
        _tokens.Take(counted, tokensPerMinute * part, now);
        return null;
    }

    /// <summary>How long it takes until so many calls with so many tokens in all were let through.</summary>
    /// <inheritdoc cref="TryTake" path="/param"/>
    public TimeSpan WaitFor(int? callsPerMinute, long? tokensPerMinute, int calls, long tokens, double part = 1)
    {
        var now = time.GetUtcNow();
        return Max(_calls.WaitFor(calls, callsPerMinute * part, now), _tokens.WaitFor(tokens, tokensPerMinute * part, now));
    }

    /// <summary>Gives tokens back that were taken and not used.</summary>
    public void Return(long? tokensPerMinute, long tokens, double part = 1)
    {
        if (tokens > 0)
        {
            _tokens.Take(-Math.Min(tokens, tokensPerMinute ?? 0), tokensPerMinute * part, time.GetUtcNow());
        }
    }

    /// <summary>Nothing of this minute is left.</summary>
    public void Empty() => (_calls, _tokens) = (Bucket.EmptyAt(time.GetUtcNow()), Bucket.EmptyAt(time.GetUtcNow()));

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private struct Bucket
    {
        private double _left;
        private DateTimeOffset? _at;

        public static Bucket EmptyAt(DateTimeOffset now) => new() { _at = now };

        public readonly TimeSpan WaitFor(double amount, double? perMinute, DateTimeOffset now) =>
            perMinute is not { } rate ? TimeSpan.Zero
            : rate > 0 ? TimeSpan.FromMinutes(Math.Clamp((amount - LeftAt(rate, amount, now)) / rate, 0, Longest.TotalMinutes)) : Longest;

        /// <param name="amount">Below zero for what is given back.</param>
        public void Take(double amount, double? perMinute, DateTimeOffset now)
        {
            if (perMinute is { } rate)
            {
                (_left, _at) = (Math.Min(rate, LeftAt(rate, amount, now) - amount), now);
            }
        }

        // A part of a limit may hold less than one call takes: then more than a minute's is saved up for it.
        private readonly double LeftAt(double rate, double amount, DateTimeOffset now) =>
            _at is { } at ? Math.Min(Math.Max(rate, amount), _left + ((now - at).TotalMinutes * rate)) : rate;
    }
}
