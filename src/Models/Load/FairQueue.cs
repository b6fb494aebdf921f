namespace Parley.Models;

/// <summary>
/// Shares the places of one deployment among tenants: those of a higher lane first, within a lane by turns as their weights say, so that
/// one who asks much does not hold up one who asks little. What would begin too late is turned away, what matters least first.
/// </summary>
/// <remarks>Start-time fair queueing: P. Goyal, H. Vin and H. Cheng (1996), with one unit of work for each call.</remarks>
public sealed class FairQueue : IDisposable
{
    /// <summary>One place in so many goes to a lower lane that waits, so that it comes to its turn some day.</summary>
    private const int LowerLaneEvery = 20;
    private const double Newest = 0.1;
    private const int MostTurns = 10_000;

    private readonly Lock _gate = new();
    private readonly LoadOptions _options;
    private readonly Func<DeploymentLimits> _limits;
    private readonly TimeProvider _time;
    private readonly RateGate _rate;
    private readonly ITimer _retry;
    private readonly SortedSet<QueueTicket> _waiting = new(ByTurn);
    private readonly Dictionary<(string Tenant, Lane Lane), double> _turns = [];
    private readonly Dictionary<string, int> _runningOf = [];
    private double _virtual;
    private long _numbers;
    private long _grants;
    private int _running;
    private double? _holdMs;

    internal FairQueue(LoadOptions options, Func<DeploymentLimits> limits, TimeProvider time)
    {
        (_options, _limits, _time, _rate) = (options, limits, time, new(time));
        _retry = time.CreateTimer(_ => Advance(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private static Comparer<QueueTicket> ByTurn { get; } = Comparer<QueueTicket>.Create((one, other) =>
        (one.Lane, one.Turn, one.Number).CompareTo((other.Lane, other.Turn, other.Number)));

    /// <summary>Calls that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
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
                return _waiting.Count == 0 && (_limits().Concurrency is not { } most || _running < most);
            }
        }
    }

    /// <summary>Whether there is anything to keep: without limits nobody waits, and nothing is counted.</summary>
    internal bool IsBounded => _limits() is { Rpm: not null } or { Tpm: not null } or { Concurrency: not null } || _options.MostPerTenant > 0;

    /// <summary>Asks for a place.</summary>
    /// <returns>A ticket whose <see cref="QueueTicket.Granted"/> says when there is one. A place that was granted is given back by <see cref="Leave"/>.</returns>
    internal QueueTicket Enter(TenantScope tenant, Lane lane, double weight, long tokens)
    {
        var now = _time.GetUtcNow();
        var ticket = new QueueTicket(tenant, lane, weight, tokens, now + _options.WaitOf(lane)) { Since = now };
        lock (_gate)
        {
            ticket.Number = ++_numbers;
            ticket.Turn = Math.Max(_virtual, LastTurn(tenant, lane));
            _turns[(tenant.Id.Value, lane)] = ticket.Turn + (1 / weight);
            _waiting.Add(ticket);
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
            return _waiting.Contains(ticket) ? Standing(ticket) : null;
        }
    }

    /// <summary>Turns away what waited in vain for too long.</summary>
    internal void Expire(QueueTicket ticket)
    {
        lock (_gate)
        {
            if (_time.GetUtcNow() >= ticket.Deadline && TakeOut(ticket))
            {
                ticket.Refuse(TooBusy(_holdMs is { } ms ? TimeSpan.FromMilliseconds(ms) : TimeSpan.FromSeconds(1)));
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
            if (TakeOut(ticket))
            {
                ticket.Refuse(new(ProviderFailure.Overloaded, "The call was given up while it waited."));
                Grant();
                return;
            }

            if (ticket.Granted.IsCompletedSuccessfully)
            {
                _running--;
                Count(ticket.Tenant, -1);
                _rate.Return(_limits().Tpm, ticket.Tokens - used);
                var held = (_time.GetUtcNow() - ticket.Since).TotalMilliseconds;
                _holdMs = _holdMs is { } before ? before + (Newest * (held - before)) : held;
                Grant();
            }
        }
    }

    public void Dispose() => _retry.Dispose();

    private void Advance()
    {
        lock (_gate)
        {
            Grant();
        }
    }

    private void Grant()
    {
        while (Next() is { } ticket)
        {
            var limits = _limits();
            if (_rate.TryTake(limits.Rpm, limits.Tpm, ticket.Tokens) is { } wait)
            {
                _retry.Change(wait, Timeout.InfiniteTimeSpan);
                return;
            }

            _waiting.Remove(ticket);
            _running++;
            _grants++;
            Count(ticket.Tenant, 1);
            _virtual = Math.Max(_virtual, ticket.Turn);
            ticket.Since = _time.GetUtcNow();
            ticket.Grant();
        }
    }

    /// <summary>Whose turn it is; null when there is no place, or nobody who may take it.</summary>
    private QueueTicket? Next()
    {
        if (_waiting.Count == 0 || (_limits().Concurrency is { } most && _running >= most))
        {
            return null;
        }

        return (_grants % LowerLaneEvery == LowerLaneEvery - 1 ? OfLowerLane() : null) ?? _waiting.FirstOrDefault(MayHaveMore);
    }

    /// <summary>The first of the lanes below the highest, each lane in its turn.</summary>
    private QueueTicket? OfLowerLane()
    {
        var (highest, turn) = (_waiting.Min!.Lane, (_grants / LowerLaneEvery % 2) == 0 ? Lane.Batch : Lane.Background);
        return _waiting.FirstOrDefault(ticket => ticket.Lane > highest && ticket.Lane == turn && MayHaveMore(ticket))
            ?? _waiting.FirstOrDefault(ticket => ticket.Lane > highest && MayHaveMore(ticket));
    }

    private bool MayHaveMore(QueueTicket ticket) => _options.MostPerTenant == 0 || _runningOf.GetValueOrDefault(ticket.Tenant.Id.Value) < _options.MostPerTenant;

    /// <summary>Turns away what came when it would begin too late, or what matters least when too many wait.</summary>
    private void TurnAwayFrom(QueueTicket ticket, DateTimeOffset now)
    {
        var (_, wait) = Standing(ticket);
        var worst = now + (wait ?? TimeSpan.Zero) > ticket.Deadline ? ticket : _waiting.Count > _options.MostWaiting ? _waiting.Max! : null;
        if (worst is not null)
        {
            TakeOut(worst);
            worst.Refuse(TooBusy(wait ?? TimeSpan.FromSeconds(1)));
        }
    }

    private (int Position, TimeSpan? Wait) Standing(QueueTicket ticket)
    {
        var position = _waiting.TakeWhile(other => other != ticket).Count() + 1;
        return (position, _holdMs is { } ms && _limits().Concurrency is { } places and > 0 ? TimeSpan.FromMilliseconds(ms * position / places) : null);
    }

    private static ProviderException TooBusy(TimeSpan wait) => new(
        ProviderFailure.Overloaded, $"So many wait for an answer that this one would come too late; try again in {Math.Max(1, Math.Ceiling(wait.TotalSeconds)):0} s.")
    {
        RetryAfter = wait < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wait,
    };

    /// <summary>Takes a ticket out that was not served: it owes nothing for a turn that it did not have.</summary>
    private bool TakeOut(QueueTicket ticket)
    {
        if (!_waiting.Remove(ticket))
        {
            return false;
        }

        var of = (ticket.Tenant.Id.Value, ticket.Lane);
        _turns[of] = _turns.GetValueOrDefault(of) - (1 / ticket.Weight);
        return true;
    }

    private double LastTurn(TenantScope tenant, Lane lane)
    {
        if (_turns.Count >= MostTurns)
        {
            // Who is not ahead of the others is as good as new when it comes again.
            foreach (var (idle, _) in _turns.Where(one => one.Value <= _virtual).ToList())
            {
                _turns.Remove(idle);
            }
        }

        return _turns.GetValueOrDefault((tenant.Id.Value, lane));
    }

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
