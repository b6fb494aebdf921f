namespace Parley.Models;

/// <summary>How long a provider may be silent: until its first token, and between two of them.</summary>
public sealed record CallPatience(TimeSpan FirstToken, TimeSpan BetweenTokens);

/// <summary>The time limits of one call: until the first token, and then from token to token.</summary>
public sealed class CallClock : IDisposable
{
    private readonly CallPatience _patience;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _both;
    private bool _begun;

    public CallClock(CallPatience patience, TimeProvider time, CancellationToken caller)
    {
        (_patience, _caller) = (patience, caller);
        _limit = new(patience.FirstToken, time);
        _both = CancellationTokenSource.CreateLinkedTokenSource(caller, _limit.Token);
    }

    public CancellationToken Token => _both.Token;

    /// <summary>A token came: the next one has its own time.</summary>
    public void Tick()
    {
        _begun = true;
        _limit.CancelAfter(_patience.BetweenTokens);
    }

    /// <summary>What a cancellation means: the caller's own is his, and ours is the provider's silence.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public ProviderException Explain(OperationCanceledException exception)
    {
        _caller.ThrowIfCancellationRequested();
        return _begun
            ? new(ProviderFailure.Timeout, $"The provider was silent for {_patience.BetweenTokens.TotalSeconds:0.#} s in the middle of the answer.", exception)
            : new(ProviderFailure.Timeout, $"The provider did not begin to answer within {_patience.FirstToken.TotalSeconds:0.#} s.", exception);
    }

    /// <summary>A connection that the caller's cancellation tore down is no fault of the provider.</summary>
    public void ThrowIfCallerCancelled() => _caller.ThrowIfCancellationRequested();

    public void Dispose()
    {
        _both.Dispose();
        _limit.Dispose();
    }
}
