using System.Security.Authentication;

namespace Parley.Outgoing;

/// <summary>How long one call may last and how much it may bring. Lives until the answer's body is read or dropped.</summary>
internal sealed class CallLimits : IDisposable
{
    private readonly CancellationTokenSource _clock;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _caller;
    private readonly TimeSpan _most;

    public CallLimits(long maxBytes, TimeSpan most, TimeProvider time, CancellationToken cancellationToken)
    {
        (MaxBytes, _most, _caller) = (maxBytes, most, cancellationToken);
        _clock = new CancellationTokenSource(most, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_clock.Token, cancellationToken);
        Token = _either.Token;
    }

    public long MaxBytes { get; }

    /// <summary>Ends with the caller's token and with the time.</summary>
    public CancellationToken Token { get; }

    /// <summary>What a failure of the call means; what is the caller's own stays as it is.</summary>
    public Exception Explain(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is OutgoingException refused)
            {
                return refused;
            }
        }

        return exception switch
        {
            _ when _caller.IsCancellationRequested => new OperationCanceledException(_caller),
            _ when _clock.IsCancellationRequested => new OutgoingException(Refusals.TooSlow(_most)),
            InvalidDataException => new OutgoingException(Refusals.Unreadable),
            HttpRequestException or IOException or OperationCanceledException or AuthenticationException => new OutgoingException(Refusals.Unreachable),
            _ => exception,
        };
    }

    public void Dispose()
    {
        _either.Dispose();
        _clock.Dispose();
    }
}
