using Parley.Models;

namespace Parley.OpenAI;

/// <summary>The time limits of one call: until the first token, and then from token to token.</summary>
internal sealed class CallClock : IDisposable
{
    private readonly OpenAIOptions _options;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _both;
    private bool _begun;

    public CallClock(OpenAIOptions options, TimeProvider time, CancellationToken caller)
    {
        (_options, _caller) = (options, caller);
        _limit = new(options.FirstTokenTimeout, time);
        _both = CancellationTokenSource.CreateLinkedTokenSource(caller, _limit.Token);
    }

    public CancellationToken Token => _both.Token;

    /// <summary>A token came: the next one has its own time.</summary>
    public void Tick()
    {
        _begun = true;
        _limit.CancelAfter(_options.BetweenTokensTimeout);
    }

    /// <summary>What a cancellation means: the caller's own is his, and ours is the provider's silence.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public ProviderException Explain(OperationCanceledException exception)
    {
        _caller.ThrowIfCancellationRequested();
        return _begun
            ? new(ProviderFailure.Timeout, $"The provider was silent for {_options.BetweenTokensTimeout.TotalSeconds:0.#} s in the middle of the answer.", exception)
            : new(ProviderFailure.Timeout, $"The provider did not begin to answer within {_options.FirstTokenTimeout.TotalSeconds:0.#} s.", exception);
    }

    /// <summary>A connection that the caller's cancellation tore down is no fault of the provider.</summary>
    public void ThrowIfCallerCancelled() => _caller.ThrowIfCancellationRequested();

    public void Dispose()
    {
        _both.Dispose();
        _limit.Dispose();
    }
}
