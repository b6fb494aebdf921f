using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>
/// The order in which runs without a holder are taken: those that were begun before first, then those that nobody had room for. Of these
/// the tenant goes first that has the fewest under way, so that one who sends much does not hold up one who sends little.
/// </summary>
internal static class RunLine
{
    /// <summary>Whether a run may be taken.</summary>
    public const string Free = "((state = 'running' AND lease_until < {now}) OR (state = 'waiting' AND deadline < {now}))";

    private const int MostAtOnce = 1000;
    private const string IsNew = "CASE WHEN fence = 0 THEN 1 ELSE 0 END";

    // The how-manieth of its tenant a run is, those under way counted.
    private const string Runs =
        $"""
        (SELECT turn_id, state, fence, lease_until, deadline, row_number() OVER (PARTITION BY tenant_id ORDER BY {IsNew}, deadline, turn_id) AS turn
        FROM sys_runs WHERE state IN ('running', 'waiting')) AS runs
        """;

    /// <returns>Up to twice as many as are wanted, those that go first before the others.</returns>
    public static async Task<IReadOnlyList<string>> NextAsync(SystemConnection connection, int most)
    {
        // Where all can be taken, as nearly always, nobody needs an order.
        var some = await connection.QueryAsync<string>($"SELECT turn_id FROM sys_runs WHERE {Free} LIMIT @most", new { most = most + 1L });
        return some.Count <= most ? some : await connection.QueryAsync<string>(
            $"SELECT turn_id FROM {Runs} WHERE {Free} ORDER BY {IsNew}, turn, deadline, turn_id LIMIT @most", new { most = 2L * most });
    }

    /// <summary>Where runs stand that nobody has taken yet, from 1; those that somebody has are left out.</summary>
    public static async Task<IReadOnlyDictionary<TurnId, int>> PositionsAsync(SystemConnection connection, IReadOnlyList<TurnId> turns)
    {
        var positions = new Dictionary<TurnId, int>();
        foreach (var chunk in turns.Select(turn => turn.Value).Chunk(MostAtOnce))
        {
            foreach (var row in await connection.QueryAsync<PositionRow>(
                $"""
                SELECT turn_id AS "TurnId", place AS "Place" FROM (
                    SELECT turn_id, row_number() OVER (ORDER BY turn, deadline, turn_id) AS place FROM {Runs} WHERE fence = 0 AND state = 'running') AS placed
                WHERE turn_id IN @turns
                """,
                new { turns = chunk }))
            {
                positions[new(row.TurnId)] = (int)row.Place;
            }
        }

        return positions;
    }

    private sealed record PositionRow(string TurnId, long Place);
}
