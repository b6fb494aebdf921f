namespace Parley.Models;

/// <summary>How a deployment fares, as this node sees it: what is under way, what failed, how soon it begins to answer.</summary>
public sealed class DeploymentHealth
{
    private const int TokensPerBlock = PromptPrefix.BlockLength / 4;
    private static readonly TimeSpan HalfKnown = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly TimeSpan _longestRest;
    private readonly LatencyWindow _each = new();
    private int _running;
    private int _awaiting;
    private long _restsUntil;
    private long _heardAt;

    internal DeploymentHealth(FailoverOptions options, TimeProvider time) => (_time, _longestRest, Breaker, Prefixes) = (time, options.LongestRest, new(options, time), new(options.PrefixCacheTokens / TokensPerBlock));

    /// <summary>Calls under way.</summary>
    public int Running => Volatile.Read(ref _running);

    public BreakerState State => Breaker.State;

    /// <summary>When it is tried again; null while it is asked as usual.</summary>
    public DateTimeOffset? OpenUntil => Breaker.Until;

    /// <summary>Until when the provider asked not to be called, by <c>Retry-After</c>; null when it did not, or that is over.</summary>
    public DateTimeOffset? RestsUntil =>
        new DateTimeOffset(Interlocked.Read(ref _restsUntil), TimeSpan.Zero) is var until && until > _time.GetUtcNow() ? until : null;

    /// <summary>Calls of the last half minute, and how many of them failed.</summary>
    public (int Calls, int Failures) Recent => Breaker.Recent;

    /// <summary>Milliseconds to the first token, on average, the newest counting most; null before the first call.</summary>
    public double? MsToFirstToken => FirstTokens.Average;

    /// <summary>Why the last call failed that did, in one word; null when none did since the last that succeeded.</summary>
    public string? LastFailure { get; private set; }

    /// <summary>Calls under way that have no first token yet.</summary>
    internal int Awaiting => Volatile.Read(ref _awaiting);

    /// <summary>Milliseconds to the first token for each call that waited for one, on average, the newest counting most; null before the first.</summary>
    internal double? MsEach => _each.Average;

    internal CircuitBreaker Breaker { get; }

    internal LatencyWindow FirstTokens { get; } = new();

    /// <summary>What is probably in its prefix cache; known only where calls are routed by it.</summary>
    internal PrefixIndex Prefixes { get; }

    /// <summary>The same beside others, where what was seen long ago counts the less: so that one that was slow is tried again.</summary>
    /// <param name="fastest">That of the fastest.</param>
    internal double MsEachBeside(double fastest) => MsEach is { } ms
        ? fastest + ((ms - fastest) * Math.Pow(0.5, _time.GetElapsedTime(Interlocked.Read(ref _heardAt)) / HalfKnown))
        : fastest;

    /// <summary>A call waits for its first token.</summary>
    /// <returns>How many do, and it.</returns>
    internal int Await() => Interlocked.Increment(ref _awaiting);

    /// <summary>A call has its first token, or will have none.</summary>
    /// <param name="awaiting">What <see cref="Await"/> gave.</param>
    internal void Heard(int awaiting, TimeSpan? firstToken)
    {
        Interlocked.Decrement(ref _awaiting);
        if (firstToken is { } took)
        {
            FirstTokens.Add(took);
            _each.Add(took / awaiting);
            Interlocked.Exchange(ref _heardAt, _time.GetTimestamp());
        }
    }

    /// <summary>Whether a call would be let through now.</summary>
    internal bool IsOpenToCalls => Breaker.WouldEnter() && RestsUntil is null;

    /// <returns>Null when no call is let through now.</returns>
    internal BreakerPass? TryBegin()
    {
        if (Breaker.TryEnter() is not { } pass)
        {
            return null;
        }

        Interlocked.Increment(ref _running);
        return pass;
    }

    /// <param name="pass">What <see cref="TryBegin"/> gave.</param>
    /// <param name="failure">Null when it succeeded.</param>
    /// <returns>Whether the breaker opened by this.</returns>
    internal bool End(BreakerPass pass, ProviderException? failure)
    {
        Interlocked.Decrement(ref _running);
        if (failure is null)
        {
            LastFailure = null;
            Breaker.Succeeded(pass);
            return false;
        }

        LastFailure = failure.Word;
        if (failure is { Kind: ProviderFailure.RateLimited or ProviderFailure.Unavailable, RetryAfter: { } wait })
        {
            Interlocked.Exchange(ref _restsUntil, (_time.GetUtcNow() + (wait < _longestRest ? wait : _longestRest)).UtcTicks);
        }

        if (Remedies.SpeaksOfTheDeployment(failure.Kind))
        {
            return Breaker.Failed(pass);
        }

        Breaker.Left(pass);
        return false;
    }

    /// <summary>A call ended that says nothing about the deployment.</summary>
    internal void Leave(BreakerPass pass)
    {
        Interlocked.Decrement(ref _running);
        Breaker.Left(pass);
    }
}
