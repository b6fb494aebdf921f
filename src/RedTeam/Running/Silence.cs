namespace Parley.RedTeam;

/// <summary>Notices that the model does not answer any more: then no further case would say anything, and each would cost its wait. Safe to use from many threads.</summary>
/// <param name="isHeard">Whether it has answered a case of the run before.</param>
internal sealed class Silence(bool isHeard = false)
{
    /// <summary>Cases without an answer, and none with one between them, after which the run ends.</summary>
    public const int Longest = 20;

    private readonly Lock _lock = new();
    private int _inARow;
    private bool _isHeard = isHeard;
    private string? _last;
    private string? _tooLong;

    /// <summary>Why the run is to end now; null while it goes on. Cases that were under way then and are answered do not change it.</summary>
    public string? TooLong
    {
        get
        {
            lock (_lock)
            {
                return _tooLong;
            }
        }
    }

    /// <summary>Why a run whose cases are over has failed: not one of them got an answer. Null when one did.</summary>
    public string? Total
    {
        get
        {
            lock (_lock)
            {
                return _inARow > 0 && !_isHeard ? Told() : null;
            }
        }
    }

    /// <summary>What never came to the model says nothing of it.</summary>
    public void Hear(CaseOutcome outcome)
    {
        lock (_lock)
        {
            (_isHeard, _inARow, _last) = outcome.Verdict == Verdict.Failed && outcome.IsAsked ? (_isHeard, _inARow + 1, outcome.Content.Why)
                : outcome.IsAnswered ? (true, 0, null)
                : (_isHeard, _inARow, _last);
            _tooLong ??= _inARow >= Longest ? Told() : null;
        }
    }

    private string Told() =>
        $"The model did not answer in {_inARow} cases, and in none between them. The last one: {_last ?? "it failed."} See that the model answers, and begin a new run.";
}
