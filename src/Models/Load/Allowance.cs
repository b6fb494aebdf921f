namespace Parley.Models;

/// <summary>
/// What a deployment's limits let through on this node: places at the same time, and calls and tokens a minute; all of them, or the node's
/// share. Not safe for several threads.
/// </summary>
/// <param name="share">Null where all of it is this node's.</param>
internal sealed class Allowance(Func<DeploymentLimits> limits, LimitShare? share, TimeProvider time)
{
    private const double Newest = 0.1;

    private readonly RateGate _rate = new(time);
    private int _running;
    private int _joined;
    private double? _holdMs;

    public DeploymentLimits Limits => limits();

    public bool IsBounded => Limits is { Rpm: not null } or { Tpm: not null } or { Concurrency: not null };

    /// <summary>Whether a place is free.</summary>
    public bool HasPlace() => IsShared(Limits) ? share!.Place(Limits, isTaken: false) is not null : IsFree(Limits);

    /// <summary>Takes a place with so many tokens.</summary>
    /// <returns>Null when it was taken; else when it may be tried again, infinite for when a place is given back.</returns>
    public TimeSpan? TryTake(QueueTicket ticket)
    {
        var now = Limits;
        ticket.IsOfShare = IsShared(now);

        // The part comes with the place: the lease may end between two looks at it.
        if ((ticket.IsOfShare ? share!.Place(now, isTaken: true) : IsFree(now) ? 1 : null) is not { } part)
        {
            return Timeout.InfiniteTimeSpan;
        }

        Join();
        if (_rate.TryTake(now.Rpm, now.Tpm, ticket.Tokens, part) is { } wait)
        {
            EndShare(ticket);
            return wait;
        }

        _running++;
        ticket.Since = time.GetUtcNow();
        return null;
    }

    /// <param name="used">The tokens that the call took.</param>
    public void GiveBack(QueueTicket ticket, long used)
    {
        _running--;
        EndShare(ticket);
        var now = Limits;
        Join();
        if ((IsShared(now) ? share!.Held.Rate : 1) is > 0 and var part)
        {
            _rate.Return(now.Tpm, ticket.Tokens - used, part);
        }

        var held = (time.GetUtcNow() - ticket.Since).TotalMilliseconds;
        _holdMs = _holdMs is { } before ? before + (Newest * (held - before)) : held;
    }

    /// <summary>How long calls hold their places, on average; null before the first.</summary>
    public TimeSpan? Hold => _holdMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null;

    /// <summary>How long it takes until so many calls with so many tokens in all had their places; null where nothing tells it.</summary>
    public TimeSpan? WaitFor(int calls, long tokens)
    {
        var now = Limits;
        var (places, part) = IsShared(now) && share!.Held is var held ? ((long?)held.Places, held.Rate) : (now.Concurrency, 1);
        var forPlace = Hold is { } each && places is > 0 ? each * calls / places.Value : TimeSpan.Zero;
        var forRate = part > 0 ? _rate.WaitFor(now.Rpm, now.Tpm, calls, tokens, part) : TimeSpan.Zero;
        return forPlace > forRate ? forPlace : forRate > TimeSpan.Zero ? forRate : null;
    }

    private bool IsFree(DeploymentLimits now) => now.Concurrency is not { } most || _running < most;

    private bool IsShared(DeploymentLimits now) => share is not null && now is not { Rpm: null, Tpm: null, Concurrency: null };

    private void Join()
    {
        if (share is not null && share.Joined != _joined)
        {
            // The others may have used up all of this minute.
            _joined = share.Joined;
            _rate.Empty();
        }
    }

    private void EndShare(QueueTicket ticket)
    {
        if (ticket.IsOfShare)
        {
            share!.End();
        }
    }
}
