namespace Parley.RedTeam;

/// <summary>Notices that the model does not answer any more: then no further case would say anything, and each would cost its wait. Safe to use from many threads.</summary>
internal sealed class Silence
{
    /// <summary>Cases without an answer, and none with one between them, after which the run ends.</summary>
    public const int Longest = 20;

    private readonly Lock _lock = new();
    private int _inARow;
    private bool _isHeard;
    private string? _last;

    /// <summary>Why the run is to end now; null while it goes on.</summary>
    public string? TooLong => Told(isTooLong: _inARow >= Longest);

    /// <summary>Why a run whose cases are over has failed: not one of them got an answer. Null when one did.</summary>
    public string? Total => Told(isTooLong: _inARow > 0 && !_isHeard);

    /// <summary>What a guard refused before the model was asked says nothing of the model.</summary>
    public void Hear(CaseOutcome outcome)
    {
        lock (_lock)
        {
            (_isHeard, _inARow, _last) = outcome.Verdict == Verdict.Failed ? (_isHeard, _inARow + 1, outcome.Content.Why)
                : outcome.IsAnswered ? (true, 0, null)
                : (_isHeard, _inARow, _last);
        }
    }

    private string? Told(bool isTooLong)
    {
        lock (_lock)
        {
            return isTooLong ? $"The model did not answer in {_inARow} cases, and in none between them. The last one: {_last ?? "it failed."} See that the model answers, and begin a new run." : null;
        }
    }
}
