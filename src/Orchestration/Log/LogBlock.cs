using System.Globalization;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>One tenant's rows of a commit.</summary>
internal sealed class LogBlock(TenantId tenant, IReadOnlyList<DrainedRun> runs, bool tellOthers)
{
    /// <summary>
    /// Holds the heads of runs until the commit, which keeps takers and erasure away: who comes next sees all that was committed under
    /// the old fence. Leases may be renewed meanwhile.
    /// </summary>
    internal const string HoldHeads =
        """
        SELECT sys_runs.turn_id || '/' || sys_runs.fence FROM sys_runs, {rows}
        WHERE sys_runs.turn_id = given.turn AND sys_runs.fence = given.fence AND sys_runs.state = 'running' {for_key_share}
        """;

    private static readonly string[] EventColumns = ["turn", "seq", "payload"];
    private static readonly string[] StepColumns = ["turn", "step", "outcome"];
    private static readonly string[] HeadColumns = ["turn", "fence"];

    public TenantId Tenant { get; } = tenant;

    public IReadOnlyList<DrainedRun> Runs { get; } = runs;

    public int Rows { get; } = runs.Sum(drained => drained.Events.Count + drained.Steps.Count);

    /// <summary>Runs of which a row did not go in.</summary>
    public HashSet<RunLog> Refused { get; } = [];

    public async Task WriteAsync(TenantConnection connection)
    {
        Refused.Clear();
        var held = await HoldAsync(connection);
        var holding = Runs.Where(drained => held.Contains(HeadOf(drained.Run))).ToList();
        Refused.UnionWith(Runs.Except(holding).Select(drained => drained.Run));
        await WriteAsync(
            connection,
            """
            INSERT INTO turn_events (tenant_id, turn_id, seq, payload)
            SELECT @tenant, given.turn, given.seq, given.payload FROM {rows} WHERE true
            ON CONFLICT DO NOTHING RETURNING turn_id
            """,
            EventColumns,
            [
                .. from drained in holding
                   from item in drained.Events
                   select (drained.Run, new object?[] { drained.Run.Turn.Value, item.Entry.Number, item.Payload }),
            ]);
        await WriteAsync(
            connection,
            """
            INSERT INTO turn_steps (tenant_id, turn_id, step, outcome)
            SELECT @tenant, given.turn, given.step, given.outcome FROM {rows} WHERE true
            ON CONFLICT DO NOTHING RETURNING turn_id
            """,
            StepColumns,
            [
                .. from drained in holding
                   from item in drained.Steps
                   select (drained.Run, new object?[] { drained.Run.Turn.Value, item.Step, item.Outcome }),
            ]);
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

    // A run that was taken over may stand beside its taker in one block, so the turn alone does not name it.
    private static string HeadOf(RunLog run) => string.Create(CultureInfo.InvariantCulture, $"{run.Turn.Value}/{run.Fence}");

    private async Task<HashSet<string>> HoldAsync(TenantConnection connection) =>
    [
        .. await connection.QueryManyAsync(
            HoldHeads, HeadColumns, [.. Runs.Select(drained => new object?[] { drained.Run.Turn.Value, drained.Run.Fence })]),
    ];

    private async Task WriteAsync(
        TenantConnection connection, string sql, string[] columns, List<(RunLog Run, object?[] Row)> rows)
    {
        var written = (await connection.QueryManyAsync(sql, columns, [.. rows.Select(row => row.Row)]))
            .CountBy(turn => turn).ToDictionary(StringComparer.Ordinal);
        Refused.UnionWith(rows.CountBy(row => row.Run)
            .Where(run => written.GetValueOrDefault(run.Key.Turn.Value) < run.Value).Select(run => run.Key));
    }
}
