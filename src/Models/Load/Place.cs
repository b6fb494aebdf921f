using System.Runtime.CompilerServices;

namespace Parley.Models;

/// <summary>A call's place at a deployment, whether that answers, embeds or ranks: waited for, held, and given back once.</summary>
internal sealed class Place : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);

    private readonly FairQueue _queue;
    private readonly string _deployment;
    private readonly TimeProvider _time;
    private readonly QueueTicket? _ticket;
    private int _left;

    private Place(FairQueue queue, string deployment, QueueTicket? ticket, TimeProvider time) => (_queue, _deployment, _ticket, _time) = (queue, deployment, ticket, time);

    /// <summary>Whether it is there already.</summary>
    public bool IsHeld => _ticket is null || _ticket.Granted.IsCompletedSuccessfully;

    /// <summary>Asks for a place; where nothing is bounded, it is there.</summary>
    public static Place At(Deployment deployment, Call call) => deployment.Queue.IsBounded
        ? In(deployment.Queue, deployment.Name, call.Context, call.Weight, call.TokensAt(deployment), call.Time)
        : new(deployment.Queue, deployment.Name, null, call.Time);

    /// <summary>Asks for a place in this queue.</summary>
    /// <param name="deployment">Its name, for what is measured.</param>
    public static Place In(FairQueue queue, string deployment, CallContext context, double weight, long tokens, TimeProvider time) =>
        new(queue, deployment, queue.Enter(context.Tenant, context.Lane ?? Lanes.Of(context.Purpose), weight, tokens, context.Patience), time);

    /// <summary>Why there is none; null while there is, or may be.</summary>
    public ProviderException? Refusal => _ticket?.Granted.Exception?.InnerException as ProviderException;

    /// <summary>Waits for it, and says where it stands each time that changed; ends too when it is turned away or the wait is cancelled.</summary>
    public async IAsyncEnumerable<QueuedContent> WaitAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_ticket is not { } ticket)
        {
            yield break;
        }

        LoadTelemetry.Wait(_deployment, ticket.Lane, 1);
        try
        {
            var told = 0;
            while (!ticket.Granted.IsCompleted && !cancellationToken.IsCancellationRequested)
            {
                if (_queue.PositionOf(ticket) is { } standing && standing.Position != told)
                {
                    told = standing.Position;
                    yield return new(standing.Position, standing.Wait);
                }

                using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                await Task.WhenAny(ticket.Granted, Task.Delay(NextLook(ticket), _time, enough.Token));
                await enough.CancelAsync();
                _queue.Expire(ticket);
            }

            if (Refusal is not null)
            {
                LoadTelemetry.TurnedAway(_deployment, ticket.Lane);
            }
        }
        finally
        {
            LoadTelemetry.Wait(_deployment, ticket.Lane, -1);
        }
    }

    private TimeSpan NextLook(QueueTicket ticket)
    {
        var left = ticket.Deadline - _time.GetUtcNow();
        return left >= LookEvery ? LookEvery : left > Shortest ? left : Shortest;
    }

    /// <summary>Gives the place back, or goes out of the queue.</summary>
    /// <param name="used">The tokens that the call took in the end; what it had set aside of the minute's beyond them is given back.</param>
    public void Leave(long used)
    {
        if (_ticket is { } ticket && Interlocked.Exchange(ref _left, 1) == 0)
        {
            _queue.Leave(ticket, used);
        }
    }

    public void Dispose() => Leave(0);
}
