using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>One tenant's rows of a commit.</summary>
internal sealed class LogBlock(TenantId tenant, IReadOnlyList<DrainedRun> runs, bool tellOthers)
{
    // The head of a run is held until the commit, which keeps takers and erasure away: who comes next sees all that was committed under the
    // old fence. Its lease may be renewed meanwhile.
    private const string Heads =
        "sys_runs WHERE sys_runs.turn_id = given.turn AND sys_runs.fence = given.fence AND sys_runs.state = 'running' {for_key_share}";

    internal const string InsertEvents =
        "INSERT INTO turn_events (tenant_id, turn_id, seq, payload) SELECT @tenant, given.turn, given.seq, given.payload FROM {rows}, " + Heads
        + " ON CONFLICT DO NOTHING RETURNING turn_id";

    private const string InsertSteps =
        "INSERT INTO turn_steps (tenant_id, turn_id, step, outcome) SELECT @tenant, given.turn, given.step, given.outcome FROM {rows}, " + Heads
        + " ON CONFLICT DO NOTHING RETURNING turn_id";

    internal static readonly string[] EventColumns = ["turn", "fence", "seq", "payload"];
    private static readonly string[] StepColumns = ["turn", "fence", "step", "outcome"];

    public TenantId Tenant { get; } = tenant;

    public IReadOnlyList<DrainedRun> Runs { get; } = runs;

    public int Rows { get; } = runs.Sum(drained => drained.Events.Count + drained.Steps.Count);

    /// <summary>Runs of which a row did not go in.</summary>
    public HashSet<RunLog> Refused { get; } = [];

    public async Task WriteAsync(TenantConnection connection)
    {
        Refused.Clear();

        // The database names the turns that it took, and a run that was taken over may stand beside its taker: each has a round of its own.
        IReadOnlyCollection<DrainedRun> left = Runs;
        while (left.Count > 0)
        {
            var turns = new HashSet<TurnId>(left.Count);
            var (round, rest) = (new List<DrainedRun>(left.Count), new List<DrainedRun>());
            foreach (var drained in left)
            {
                (turns.Add(drained.Run.Turn) ? round : rest).Add(drained);
            }

            await WriteAsync(connection, round);
            left = rest;
        }

        foreach (var drained in tellOthers ? Runs : [])
        {
            connection.NotifyOnCommit(FeedHub.Topic, drained.Run.Turn.Value);
            if (drained.Run.Followers is { } followers && drained.Events.Any(item => item.Entry.Number == 1))
            {
                // The accept told followers on its own node alone; this commit speaks to the others anyway.
                connection.NotifyOnCommit(Feed.Topic, followers);
            }
        }
    }

    private async Task WriteAsync(TenantConnection connection, List<DrainedRun> round)
    {
        await WriteAsync(
            connection,
            InsertEvents,
            EventColumns,
            [
                .. from drained in round
                   from item in drained.Events
                   select (drained.Run, new object?[] { drained.Run.Turn.Value, drained.Run.Fence, item.Entry.Number, item.Payload }),
            ]);
        await WriteAsync(
            connection,
            InsertSteps,
            StepColumns,
            [
                .. from drained in round
                   from item in drained.Steps
                   select (drained.Run, new object?[] { drained.Run.Turn.Value, drained.Run.Fence, item.Step, item.Outcome }),
            ]);
    }

    private async Task WriteAsync(
        TenantConnection connection, string sql, string[] columns, List<(RunLog Run, object?[] Row)> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var written = (await connection.QueryManyAsync(sql, columns, [.. rows.Select(row => row.Row)]))
            .CountBy(turn => turn).ToDictionary(StringComparer.Ordinal);
        Refused.UnionWith(rows.CountBy(row => row.Run)
            .Where(run => written.GetValueOrDefault(run.Key.Turn.Value) < run.Value).Select(run => run.Key));
    }
}
