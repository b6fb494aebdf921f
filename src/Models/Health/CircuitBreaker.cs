namespace Parley.Models;

/// <summary>Whether a deployment is asked.</summary>
public enum BreakerState
{
    /// <summary>It is asked as usual.</summary>
    Closed,

    /// <summary>It is left alone for a while.</summary>
    Open,

    /// <summary>One call tries whether it is well again.</summary>
    HalfOpen,
}

/// <summary>
/// Leaves a deployment alone that fails, and tries it again after a while with one call: the pattern of M. Nygard, "Release It!" (2007).
/// It opens after so many failures in a row, or where too large a part of the last half minute's calls failed.
/// </summary>
internal sealed class CircuitBreaker(FailoverOptions options, TimeProvider time)
{
    private const int MostDoublings = 4;

    private readonly Lock _gate = new();
    private readonly OutcomeWindow _window = new(time);
    private int _inARow;
    private int _openings;
    private bool _open;
    private bool _trialUnderWay;
    private DateTimeOffset _until;

    public BreakerState State
    {
        get
        {
            lock (_gate)
            {
                return !_open ? BreakerState.Closed : _trialUnderWay || time.GetUtcNow() >= _until ? BreakerState.HalfOpen : BreakerState.Open;
            }
        }
    }

    /// <summary>When the next trial may be made; null while it is closed.</summary>
    public DateTimeOffset? Until
    {
        get
        {
            lock (_gate)
            {
                return _open ? _until : null;
            }
        }
    }

    /// <summary>Calls of the last half minute, and how many of them failed.</summary>
    public (int Calls, int Failures) Recent
    {
        get
        {
            lock (_gate)
            {
                return _window.Sum();
            }
        }
    }

    /// <summary>Whether a call would be let through now; takes nothing.</summary>
    public bool WouldEnter()
    {
        lock (_gate)
        {
            return !_open || (!_trialUnderWay && time.GetUtcNow() >= _until);
        }
    }

    /// <summary>Lets a call through, or not. Each that is let through ends by one of the three below.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (!_open)
            {
                return true;
            }

            if (_trialUnderWay || time.GetUtcNow() < _until)
            {
                return false;
            }

            return _trialUnderWay = true;
        }
    }

    public void Succeeded()
    {
        lock (_gate)
        {
            _window.Add(failed: false);
            (_inARow, _openings, _open, _trialUnderWay) = (0, 0, false, false);
        }
    }

    /// <returns>Whether it opened by this.</returns>
    public bool Failed()
    {
        lock (_gate)
        {
            _window.Add(failed: true);
            _inARow++;
            var (calls, failures) = _window.Sum();
            var isTooMuch = _inARow >= options.BreakAfter || (calls >= 2 * options.BreakAfter && failures >= options.BreakAt * calls);
            if (_open ? !_trialUnderWay : !isTooMuch)
            {
                return false;
            }

            _until = time.GetUtcNow() + (options.BreakFor * (1 << Math.Min(_openings++, MostDoublings)));
            (_open, _trialUnderWay) = (true, false);
            return true;
        }
    }

    /// <summary>A call ended that says nothing about the deployment: its caller left, or asked what cannot be answered.</summary>
    public void Left()
    {
        lock (_gate)
        {
            _trialUnderWay = false;
        }
    }
}
