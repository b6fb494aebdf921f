using Parley.Models;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>
/// The order in which runs without a holder are taken: those that were begun before first, then those that nobody had room for. Of these
/// the tenant goes first that has the fewest under way for its weight, so that one who sends much does not hold up one who sends little.
/// </summary>
internal sealed class RunLine(SystemDatabase system, TenantWeights weights)
{
    /// <summary>Whether a run may be taken.</summary>
    public const string Free = "((state = 'running' AND lease_until < {now}) OR (state = 'waiting' AND deadline < {now}))";

    private const int MostAtOnce = 1000;

    /// <summary>Of so many tenants that wait the weights are asked for; where more do, the others are alike.</summary>
    private const int MostWeighed = 10_000;
    private const string IsNew = "CASE WHEN fence = 0 THEN 1 ELSE 0 END";

    /// <returns>Up to twice as many as are wanted, those that go first before the others.</returns>
    public async Task<IReadOnlyList<string>> NextAsync(int most, CancellationToken cancellationToken)
    {
        // Where all can be taken, as nearly always, nobody needs an order.
        var some = await QueryAsync<string>($"SELECT turn_id FROM sys_runs WHERE {Free} LIMIT @most", new() { ["most"] = most + 1L }, cancellationToken);
        if (some.Count <= most)
        {
            return some;
        }

        var (runs, args) = await RunsAsync(cancellationToken);
        args["most"] = 2L * most;
        return await QueryAsync<string>($"SELECT turn_id FROM {runs} WHERE {Free} ORDER BY {IsNew}, turn, deadline, turn_id LIMIT @most", args, cancellationToken);
    }

    /// <summary>Where runs stand that nobody has taken yet, from 1; those that somebody has are left out.</summary>
    public async Task<IReadOnlyDictionary<TurnId, int>> PositionsAsync(IReadOnlyList<TurnId> turns, CancellationToken cancellationToken)
    {
        var positions = new Dictionary<TurnId, int>();
        var (runs, args) = await RunsAsync(cancellationToken);
        foreach (var chunk in turns.Select(turn => turn.Value).Chunk(MostAtOnce))
        {
            args["turns"] = chunk;
            foreach (var row in await QueryAsync<PositionRow>(
                $"""
                SELECT turn_id AS "TurnId", place AS "Place" FROM (
                    SELECT turn_id, row_number() OVER (ORDER BY turn, deadline, turn_id) AS place FROM {runs} WHERE fence = 0 AND state = 'running') AS placed
                WHERE turn_id IN @turns
                """,
                args,
                cancellationToken))
            {
                positions[new(row.TurnId)] = (int)row.Place;
            }
        }

        return positions;
    }

    /// <summary>The runs with their turns: the how-manieth of its tenant each is, those under way counted, divided by the tenant's weight.</summary>
    private async Task<(string Sql, Dictionary<string, object> Args)> RunsAsync(CancellationToken cancellationToken)
    {
        var args = new Dictionary<string, object>();
        var weigh = "";
        foreach (var alike in (await WeightsAsync(cancellationToken)).GroupBy(one => one.Weight, one => one.Tenant))
        {
            // As many as there are plans with a weight, however many tenants.
            var number = args.Count / 2;
            (args[$"tenants{number}"], args[$"weight{number}"]) = (alike.ToArray(), alike.Key);
            weigh += $" WHEN tenant_id IN @tenants{number} THEN @weight{number}";
        }

        return (
            $"""
            (SELECT turn_id, state, fence, lease_until, deadline,
                row_number() OVER (PARTITION BY tenant_id ORDER BY {IsNew}, deadline, turn_id){(weigh.Length == 0 ? "" : $" / CASE{weigh} ELSE 1.0 END")} AS turn
            FROM sys_runs WHERE state IN ('running', 'waiting')) AS runs
            """,
            args);
    }

    /// <summary>What the tenants weigh that wait, where that is not 1.</summary>
    private async Task<IReadOnlyList<(string Tenant, double Weight)>> WeightsAsync(CancellationToken cancellationToken)
    {
        var weighed = new List<(string, double)>();
        if (weights.MayDiffer)
        {
            foreach (var tenant in await QueryAsync<string>(
                $"SELECT DISTINCT tenant_id FROM sys_runs WHERE {Free} LIMIT @most", new() { ["most"] = (long)MostWeighed }, cancellationToken))
            {
                if (await weights.OfAsync(new(new(tenant)), cancellationToken) is not 1 and var weight)
                {
                    weighed.Add((tenant, weight));
                }
            }
        }

        return weighed;
    }

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, Dictionary<string, object> args, CancellationToken cancellationToken)
    {
        await using var connection = await system.OpenAsync(cancellationToken);
        return await connection.QueryAsync<T>(sql, args);
    }

    private sealed record PositionRow(string TurnId, long Place);
}
