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

/// <summary>What a call was let through by, and hands back with its end.</summary>
/// <param name="Opening">The opening of the breaker that it came after. While it is open that is the trial alone.</param>
internal readonly record struct BreakerPass(long Opening);

/// <summary>
/// Leaves a deployment alone that fails, and tries it again after a while with one call: the pattern of M. Nygard, "Release It!" (2007).
/// It opens after so many failures in a row, or where too large a part of the last half minute's calls failed. What set out before it
/// opened ends without a word in whether it closes: that is the trial's alone.
/// </summary>
internal sealed class CircuitBreaker(FailoverOptions options, TimeProvider time)
{
    private const int MostDoublings = 4;

    private readonly Lock _gate = new();
    private readonly OutcomeWindow _window = new(time);
    private int _inARow;
    private int _doublings;
    private long _opening;
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
    /// <returns>Null when it is not let through.</returns>
    public BreakerPass? TryEnter()
    {
        lock (_gate)
        {
            if (_open && (_trialUnderWay || time.GetUtcNow() < _until))
            {
                return null;
            }

            _trialUnderWay = _open;
            return new(_opening);
        }
    }

    public void Succeeded(BreakerPass pass)
    {
        lock (_gate)
        {
            _window.Add(failed: false);
            if (pass.Opening == _opening)
            {
                (_inARow, _doublings, _open, _trialUnderWay) = (0, 0, false, false);
            }
        }
    }

    /// <returns>Whether it opened by this.</returns>
    public bool Failed(BreakerPass pass)
    {
        lock (_gate)
        {
            _window.Add(failed: true);
            if (pass.Opening != _opening)
            {
                return false;
            }

            _inARow++;
            var (calls, failures) = _window.Sum();
            var isTooMuch = _inARow >= options.BreakAfter || (calls >= 2 * options.BreakAfter && failures >= options.BreakAt * calls);
            if (!_open && !isTooMuch)
            {
                return false;
            }

            _until = time.GetUtcNow() + (options.BreakFor * (1 << Math.Min(_doublings++, MostDoublings)));
            (_open, _trialUnderWay, _opening) = (true, false, _opening + 1);
            return true;
        }
    }

    /// <summary>A call ended that says nothing about the deployment: its caller left, or asked what cannot be answered.</summary>
    public void Left(BreakerPass pass)
    {
        lock (_gate)
        {
            _trialUnderWay &= pass.Opening != _opening;
        }
    }
}
