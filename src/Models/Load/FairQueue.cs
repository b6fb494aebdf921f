namespace Parley.Models;

/// <summary>
/// Gives the places of one deployment, as many as its limits let through, to those who wait for them in the order of a
/// <see cref="WaitingLine"/>. What would begin too late is turned away, what matters least first.
/// </summary>
public sealed class FairQueue : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LoadOptions _options;
    private readonly TimeProvider _time;
    private readonly Allowance _allowance;
    private readonly ITimer _retry;
    private readonly WaitingLine _line = new();
    private readonly Dictionary<string, int> _runningOf = [];
    private readonly Func<QueueTicket, bool> _mayHaveMore;

    /// <param name="share">What of the limits is this node's; null for all of it.</param>
    internal FairQueue(LoadOptions options, Func<DeploymentLimits> limits, TimeProvider time, LimitShare? share = null)
    {
        (_options, _time, _allowance, _mayHaveMore) = (options, time, new(limits, share, time), MayHaveMore);
        share?.Serve(this, limits);
        _retry = time.CreateTimer(_ => Advance(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Calls that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _line.Count;
            }
        }
    }

    /// <summary>Whether a call would have its place at once.</summary>
    internal bool HasRoom
    {
        get
        {
            lock (_gate)
            {
                return _line.Count == 0 && _allowance.HasPlace();
            }
        }
    }

    /// <summary>Whether there is anything to keep: without limits nobody waits, and nothing is counted.</summary>
    internal bool IsBounded => _allowance.IsBounded || _options.MostPerTenant > 0;

    /// <summary>Asks for a place.</summary>
    /// <param name="patience">The longest that it waits, where that is less than its lane does.</param>
    /// <returns>A ticket whose <see cref="QueueTicket.Granted"/> says when there is one. A place that was granted is given back by <see cref="Leave"/>.</returns>
    internal QueueTicket Enter(TenantScope tenant, Lane lane, double weight, long tokens, TimeSpan? patience = null)
    {
        var now = _time.GetUtcNow();
        var longest = _options.WaitOf(lane);
        var ticket = new QueueTicket(tenant, lane, weight, tokens, now + (patience < longest ? patience.Value : longest)) { Since = now };
        lock (_gate)
        {
            _line.Add(ticket);
            Grant();
            if (!ticket.Granted.IsCompleted)
            {
                TurnAwayFrom(ticket, now);
            }
        }

        return ticket;
    }

    /// <summary>Where a waiting ticket stands, from 1, and how long that will take; null once it waits no more.</summary>
    internal (int Position, TimeSpan? Wait)? PositionOf(QueueTicket ticket)
    {
        lock (_gate)
        {
            return Standing(ticket);
        }
    }

    /// <summary>Turns away what waited in vain for too long.</summary>
    internal void Expire(QueueTicket ticket)
    {
        lock (_gate)
        {
            if (_time.GetUtcNow() >= ticket.Deadline && _line.TakeOut(ticket))
            {
                ticket.Refuse(TooBusy(_allowance.Hold ?? TimeSpan.FromSeconds(1)));
            }

            // What is agreed may have changed meanwhile, and wakes nobody.
            Grant();
        }
    }

    /// <summary>Gives a place back, or goes out of the queue.</summary>
    /// <param name="used">The tokens that the call took.</param>
    internal void Leave(QueueTicket ticket, long used = 0)
    {
        lock (_gate)
        {
            if (_line.TakeOut(ticket))
            {
                ticket.Refuse(new(ProviderFailure.Overloaded, "The call was given up while it waited."));
                Grant();
                return;
            }

            if (ticket.Granted.IsCompletedSuccessfully)
            {
                Count(ticket.Tenant, -1);
                _allowance.GiveBack(ticket, used);
                Grant();
            }
        }
    }

    public void Dispose() => _retry.Dispose();

    /// <summary>Looks whether somebody may have a place now: what is let through has changed.</summary>
    internal void Advance()
    {
        lock (_gate)
        {
            Grant();
        }
    }

    private void Grant()
    {
        while (_line.Next(_mayHaveMore) is { } ticket)
        {
            if (_allowance.TryTake(ticket) is { } wait)
            {
                _retry.Change(wait, Timeout.InfiniteTimeSpan);
                return;
            }

            _line.Serve(ticket);
            Count(ticket.Tenant, 1);
            ticket.Grant();
        }
    }

    private bool MayHaveMore(QueueTicket ticket) => _options.MostPerTenant == 0 || _runningOf.GetValueOrDefault(ticket.Tenant.Id.Value) < _options.MostPerTenant;

    /// <summary>Turns away what came when it would begin too late, or what matters least when too many wait.</summary>
    private void TurnAwayFrom(QueueTicket ticket, DateTimeOffset now)
    {
        var (_, wait) = Standing(ticket)!.Value;
        var worst = now + (wait ?? TimeSpan.Zero) > ticket.Deadline ? ticket : _line.Count > _options.MostWaiting ? _line.Last : null;
        if (worst is not null)
        {
            _line.TakeOut(worst);
            worst.Refuse(TooBusy(wait ?? TimeSpan.FromSeconds(1)));
        }
    }

    private (int Position, TimeSpan? Wait)? Standing(QueueTicket ticket) =>
        _line.StandingOf(ticket, _allowance.Limits.Tpm ?? 0) is var (position, tokens) ? (position, _allowance.WaitFor(position, tokens)) : null;

    private static ProviderException TooBusy(TimeSpan wait) => new(
        ProviderFailure.Overloaded, $"So many wait for an answer that this one would come too late; try again in {Math.Max(1, Math.Ceiling(wait.TotalSeconds)):0} s.")
    {
        RetryAfter = wait < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wait,
    };

    private void Count(TenantScope tenant, int change)
    {
        var running = _runningOf.GetValueOrDefault(tenant.Id.Value) + change;
        if (running > 0)
        {
            _runningOf[tenant.Id.Value] = running;
        }
        else
        {
            _runningOf.Remove(tenant.Id.Value);
        }
    }
}
