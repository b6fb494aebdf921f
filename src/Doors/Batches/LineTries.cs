namespace Parley.Doors;

/// <summary>How often a line was tried in vain, and whether it is tried again.</summary>
internal sealed class LineTries
{
    // Six failures that may be the line's own doing and would come again with it, or forty of a provider that is away: an hour and more.
    private const int Patience = 120;
    private const int OwnFailure = Patience / 6;
    private const int Away = Patience / 40;
    private const int MostDoublings = 6;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(2);

    private int _spent;
    private int _waits;

    /// <summary>Turns that were refused: each is begun anew.</summary>
    public int Refused { get; private set; }

    /// <summary>Whether the turn asked last was begun before: by an earlier attempt at the batch, or by a try that met a fault of ours.</summary>
    public bool HasJoined { get; set; }

    /// <summary>How long to wait before the next try.</summary>
    /// <param name="refusal">What the last one came to; null for a fault of ours, which says nothing of the turn: the next try joins what it began.</param>
    /// <returns>Null when there is none.</returns>
    public TimeSpan? WaitAfter(Refusal? refusal)
    {
        if (refusal is not null && !Passes(refusal))
        {
            return null;
        }

        Refused += refusal is null ? 0 : 1;
        if (refusal is not null && HasJoined)
        {
            // It tells how things stood then.
            return TimeSpan.Zero;
        }

        _spent += CostOf(refusal);
        if (_spent >= Patience)
        {
            return null;
        }

        var usual = ShortestWait * (1 << Math.Min(_waits++, MostDoublings));
        return refusal?.RetryAfter > usual ? refusal.RetryAfter : usual < LongestWait ? usual : LongestWait;
    }

    private static bool Passes(Refusal refusal) => refusal.Status is 429 or 503 or 504 && refusal.Code is not ("quota_exceeded" or "budget_exceeded");

    // Load comes and goes whatever the line says, and the batch has a day.
    private static int CostOf(Refusal? refusal) => refusal switch
    {
        { Status: 429 } or { Code: "provider_overloaded" } => 0,
        { Code: "provider_silent" or "provider_unavailable" } => Away,
        _ => OwnFailure,
    };
}
