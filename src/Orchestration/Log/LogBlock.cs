using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>One tenant's part of a commit.</summary>
internal sealed class LogBlock(TenantId tenant, IReadOnlyList<DrainedRun> runs, LogBatches batches, bool tellOthers)
{
    // The head of a run is held until the commit, which keeps takers and erasure away: who comes next sees all that was committed under the
    // old fence. Its lease may be renewed meanwhile.
    private const string Heads =
        "sys_runs WHERE sys_runs.turn_id = given.turn AND sys_runs.fence = given.fence AND sys_runs.state = 'running' {for_key_share}";

    internal const string InsertEvents =
        "INSERT INTO turn_events (tenant_id, turn_id, seq, payload) SELECT @tenant, given.turn, given.seq, given.payload FROM {rows}, " + Heads
        + " ON CONFLICT DO NOTHING RETURNING turn_id";

    // Where the process is alone a conflict is a row that was settled for a reader; this one has at least as much.
    private const string PutEvents =
        "INSERT INTO turn_events (tenant_id, turn_id, seq, payload) SELECT @tenant, given.turn, given.seq, given.payload FROM {rows}, " + Heads
        + " ON CONFLICT (tenant_id, turn_id, seq) DO UPDATE SET payload = excluded.payload RETURNING turn_id";

    private const string InsertSteps =
        "INSERT INTO turn_steps (tenant_id, turn_id, step, outcome) SELECT @tenant, given.turn, given.step, given.outcome FROM {rows}, " + Heads
        + " ON CONFLICT DO NOTHING RETURNING turn_id";

    // Nobody else serves this database, so the head need not be held.
    private const string FindLost =
        "SELECT given.turn FROM {rows} WHERE NOT EXISTS (SELECT 1 FROM sys_runs WHERE sys_runs.turn_id = given.turn AND sys_runs.fence = given.fence AND sys_runs.state = 'running')";

    internal static readonly string[] EventColumns = ["turn", "fence", "seq", "payload"];
    private static readonly string[] StepColumns = ["turn", "fence", "step", "outcome"];
    private static readonly string[] HeadColumns = ["turn", "fence"];

    public TenantId Tenant { get; } = tenant;

    public IReadOnlyList<DrainedRun> Runs { get; } = runs;

    /// <summary>How many runs and outcomes of steps are written.</summary>
    public int Rows { get; } = runs.Sum(drained => drained.Rows);

    /// <summary>Runs of which something did not go in.</summary>
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
            if (drained.Run.Followers is { } followers && drained.Entries is [{ Number: 1 }, ..])
            {
                // The accept told followers on its own node alone; this commit speaks to the others anyway.
                connection.NotifyOnCommit(Feed.Topic, followers);
            }
        }
    }

    private async Task WriteAsync(TenantConnection connection, List<DrainedRun> round)
    {
        var (rows, gathered, steps) = (new List<Row>(), new List<Row>(), new List<Row>());
        foreach (var drained in round)
        {
            var (run, piece) = (drained.Run, drained.Piece);
            if (piece is not null && drained.IsRow)
            {
                rows.Add(new(drained, [run.Turn.Value, run.Fence, piece.Last, piece.Payload]));
            }
            else if (piece is not null)
            {
                gathered.Add(new(drained, [run.Turn.Value, run.Fence]));
            }

            foreach (var (step, outcome) in drained.Steps)
            {
                steps.Add(new(drained, [run.Turn.Value, run.Fence, step, outcome]));
            }
        }

        await WriteAsync(connection, batches.Gathers ? PutEvents : InsertEvents, EventColumns, rows);
        await WriteAsync(connection, InsertSteps, StepColumns, steps);
        if (gathered.Count > 0)
        {
            var lost = await connection.QueryManyAsync(FindLost, HeadColumns, gathered.ConvertAll(row => row.Values));
            Refused.UnionWith(gathered.Where(row => lost.Contains(row.Of.Run.Turn.Value)).Select(row => row.Of.Run));
            await batches.WriteAsync(connection, [.. gathered.Where(row => !lost.Contains(row.Of.Run.Turn.Value)).Select(row => (row.Of.Run, row.Of.Piece!))]);
        }
    }

    private async Task WriteAsync(TenantConnection connection, string sql, string[] columns, List<Row> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var written = (await connection.QueryManyAsync(sql, columns, [.. rows.Select(row => row.Values)]))
            .CountBy(turn => turn).ToDictionary(StringComparer.Ordinal);
        Refused.UnionWith(rows.CountBy(row => row.Of.Run)
            .Where(run => written.GetValueOrDefault(run.Key.Turn.Value) < run.Value).Select(run => run.Key));
    }

    private readonly record struct Row(DrainedRun Of, object?[] Values);
}
