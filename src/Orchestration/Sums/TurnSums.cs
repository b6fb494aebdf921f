using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>What a turn that ends adds to the sums over turns; nothing for most. It goes with the end, so each turn counts once.</summary>
internal static class TurnSums
{
    private const int Lanes = 8;

    /// <param name="state">The turn's: <c>completed failed cancelled interrupted</c>.</param>
    /// <param name="now">In Unix milliseconds.</param>
    public static IReadOnlyList<Statement> Of(Turn turn, string state, long now)
    {
        var lane = (long)(turn.Id.Value[^1] % Lanes);
        return
        [
            .. turn is { IsRefused: false, Arm: { } arm } ? [ExperimentSums.Add(arm, Outcome.Of(turn, state, now), lane)] : Array.Empty<Statement>(),
            .. from kind in CacheSums.Kinds
               where turn.Looked.Contains(kind)
               select CacheSums.Add(kind, turn.Cache?.Kind == kind, turn.Saved, lane, now),
        ];
    }
}
