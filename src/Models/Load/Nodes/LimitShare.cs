namespace Parley.Models;

/// <summary>
/// The part of a deployment's limits that this node may use, on lease. What was let through counts here, whatever queue it came from. It is
/// given away only when no call uses it any more.
/// </summary>
/// <param name="wake">Asks for the shares to be looked at now.</param>
internal sealed class LimitShare(TimeProvider time, Action wake)
{
    private readonly Lock _gate = new();
    private readonly List<WeakReference<FairQueue>> _queues = [];
    private long _places;
    private long _rate;
    private long _target;
    private long _running;
    private DateTimeOffset _until = DateTimeOffset.MinValue;
    private DateTimeOffset _wantedAt = DateTimeOffset.MinValue;

    /// <summary>The limits as they are now.</summary>
    public Func<DeploymentLimits> Limits { get; private set; } = () => DeploymentLimits.None;

    /// <summary>Rises when the node begins to use a share beside others: then nothing of this minute is left over.</summary>
    public int Joined { get; private set; }

    /// <summary>The places and the part of the rates that are held now; nothing when the lease is over.</summary>
    public (long Places, double Rate) Held
    {
        get
        {
            lock (_gate)
            {
                return time.GetUtcNow() < _until ? (_places, (double)_rate / ShareRule.WholeRate) : (0, 0);
            }
        }
    }

    /// <summary>Whether somebody asked for a place since nothing was held.</summary>
    public bool IsWanted
    {
        get
        {
            lock (_gate)
            {
                return _wantedAt > DateTimeOffset.MinValue;
            }
        }
    }

    public void Serve(FairQueue queue, Func<DeploymentLimits> limits)
    {
        lock (_gate)
        {
            _queues.RemoveAll(one => !one.TryGetTarget(out _));
            _queues.Add(new(queue));
            Limits = limits;
        }
    }

    /// <summary>Whether a call may begin as far as places go; notes that one is wanted.</summary>
    /// <param name="isTaken">Whether it begins: then it ends by <see cref="End"/>.</param>
    /// <returns>The part of the rates that it begins with, above zero; null when it may not.</returns>
    public double? Place(DeploymentLimits limits, bool isTaken)
    {
        var now = time.GetUtcNow();
        bool isOver;
        lock (_gate)
        {
            _wantedAt = now;
            isOver = now >= _until;
            if (!isOver && _rate > 0 && (limits.Concurrency is null || _running < Math.Min(_places, _target)))
            {
                _running += isTaken ? 1 : 0;
                return (double)_rate / ShareRule.WholeRate;
            }
        }

        // Where the others hold all of it, they tell when they leave some: to ask again and again would gain nothing.
        if (isOver)
        {
            wake();
        }

        return null;
    }

    public void End()
    {
        bool isOver;
        lock (_gate)
        {
            _running--;
            isOver = _places > _target;
        }

        if (isOver)
        {
            wake();
        }
    }

    /// <summary>Gives away what is more than the target and not in use.</summary>
    /// <returns>What is still held; null where nobody wanted it for so long and nothing is in use, and so nothing is.</returns>
    public (long Places, long Rate)? Shrink(long places, long rate, TimeSpan idle)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (now >= _until)
            {
                // What runs still is in use, whoever was given it meanwhile.
                (_places, _rate) = (_running, 0);
            }

            if (_running == 0 && now - _wantedAt > idle)
            {
                (_places, _rate, _until, _wantedAt) = (0, 0, DateTimeOffset.MinValue, DateTimeOffset.MinValue);
                return null;
            }

            _target = places;
            (_places, _rate) = (Math.Min(_places, Math.Max(places, _running)), Math.Min(_rate, rate));
            return (_places, _rate);
        }
    }

    /// <summary>Uses nothing any more.</summary>
    /// <returns>Whether nothing is in use either.</returns>
    public bool Drop()
    {
        lock (_gate)
        {
            (_places, _rate, _target, _until) = (0, 0, 0, DateTimeOffset.MinValue);
            return _running == 0;
        }
    }

    /// <summary>Holds what the database granted.</summary>
    /// <param name="isBesideOthers">Whether other nodes use a share, too.</param>
    public void Hold(long places, long rate, bool isBesideOthers, DateTimeOffset until)
    {
        List<FairQueue> queues = [];
        lock (_gate)
        {
            Joined += _rate == 0 && isBesideOthers ? 1 : 0;
            (_places, _rate, _until) = (places, rate, until);
            foreach (var one in _queues)
            {
                if (one.TryGetTarget(out var queue))
                {
                    queues.Add(queue);
                }
            }
        }

        queues.ForEach(queue => queue.Advance());
    }
}
