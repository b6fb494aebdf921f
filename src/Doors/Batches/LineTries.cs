namespace Parley.Doors;

/// <summary>How often a line was tried in vain, and whether it is tried again.</summary>
internal sealed class LineTries
{
    // Six failures that may be the line's own doing and would come again with it; twelve of a provider that is away, some twelve minutes;
    // forty for load, which passes whatever the line says, but for one that is larger than all that a provider takes in a minute.
    private const int Patience = 120;
    private const int OwnFailure = Patience / 6;
    private const int Away = Patience / 12;
    private const int Load = Patience / 40;
    private const int MostDoublings = 6;
    private static readonly TimeSpan MostWaited = TimeSpan.FromHours(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(2);

    private int _spent;
    private int _waits;
    private TimeSpan _waited;
    private bool _isBegun;
    private bool _isJoined;

    /// <summary>Turns of the line that were refused: each is begun anew.</summary>
    public int Refused { get; private set; }

    /// <summary>Another try begins; no turn of it is accepted yet.</summary>
    public void Begin() => _isBegun = _isJoined = false;

    /// <summary>The try's turn was accepted.</summary>
    /// <param name="isJoined">Whether it was begun before: by an earlier attempt at the batch, or by a try that met a fault of ours.</param>
    public void Accepted(bool isJoined) => (_isBegun, _isJoined) = (true, isJoined);

    /// <summary>How long to wait before the next try.</summary>
    /// <param name="refusal">What the last one came to; null for a fault of ours, which says nothing of the turn: the next try joins what it began.</param>
    /// <returns>Null when there is none.</returns>
    public TimeSpan? WaitAfter(Refusal? refusal)
    {
        _spent += CostOf(refusal);
        if (_spent >= Patience || (refusal is not null && !Passes(refusal)))
        {
            return null;
        }

        // What was refused before its turn began left nothing behind that could be joined.
        Refused += refusal is not null && _isBegun ? 1 : 0;
        if (refusal is not null && _isJoined)
        {
            // It tells how things stood then.
            return TimeSpan.Zero;
        }

        var usual = ShortestWait * (1 << Math.Min(_waits++, MostDoublings));
        var wait = refusal?.RetryAfter is { } asked && asked > usual ? asked : usual < LongestWait ? usual : LongestWait;
        _waited = wait < MostWaited - _waited ? _waited + wait : MostWaited;
        return _waited < MostWaited ? wait : null;
    }

    private static bool Passes(Refusal refusal) => refusal.Status is 429 or 503 or 504 && refusal.Code is not ("quota_exceeded" or "budget_exceeded");

    private static int CostOf(Refusal? refusal) => refusal switch
    {
        { Status: 429 } or { Code: "provider_overloaded" } => Load,
        { Code: "provider_silent" or "provider_unavailable" } => Away,
        _ => OwnFailure,
    };
}
