using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>A run that this node holds, with the token that proves it.</summary>
/// <param name="Attempt">Counts the runs that were not handed over but died, and this one.</param>
internal sealed record HeldRun(TurnId Turn, TenantId Tenant, long Fence, long Attempt, DateTimeOffset Deadline, bool IsCancelRequested)
{
    /// <summary>Whether somebody held the run before, so that there may be a log to go on from.</summary>
    public bool HadHolder => Fence > 1;

    /// <summary>Whether it waited for somebody to take it, so that the log may say so.</summary>
    public bool WasTaken { get; init; }

    /// <summary>Whether nobody is expected to follow it before its end.</summary>
    public bool IsUnwatched { get; init; }

    /// <summary>The turn as it was accepted here a moment ago; null when it is to be read.</summary>
    public FreshTurn? Fresh { get; init; }
}

/// <summary>The heads of runs: leases by the database's clock, fencing tokens, cancel requests.</summary>
internal sealed class RunStore(SystemDatabase system, NodeIdentity node, RunLine line)
{
    public const string CancelTopic = "cancel";
    public const string RunsTopic = "runs";

    /// <summary>The fence of a run that nobody has held yet.</summary>
    public const long NobodysFence = 0;

    private const int MostRenewedAtOnce = 1000;

    private const string Columns =
        """
        turn_id AS "TurnId", tenant_id AS "TenantId", fence AS "Fence", attempts AS "Attempts", deadline AS "Deadline",
        cancel_requested AS "CancelRequested"
        """;

    /// <summary>What adds the head of a new run in the accept's transaction; held by this node at once, or by nobody when it has no room.</summary>
    public static Statement Inserting(TurnId turn, string? owner, TimeSpan lease, TimeSpan timeLimit) => new(
            """
            INSERT INTO sys_runs (turn_id, tenant_id, state, fence, attempts, lease_owner, lease_until, deadline)
            VALUES (@turn, @tenant, 'running', @fence, @fence, @owner, CASE WHEN @fence = 0 THEN 0 ELSE {now} + @lease END, {now} + @limit)
            """,
            new
            {
                turn = turn.Value,
                owner,
                fence = owner is null ? 0L : 1L,
                lease = (long)lease.TotalMilliseconds,
                limit = (long)timeLimit.TotalMilliseconds,
            });

    /// <summary>
    /// Takes runs whose lease has lapsed, and waiting ones whose approval has expired; each under a new fencing token. Those that were begun
    /// go first, then those that nobody had room for, tenants by turns as their plans weigh.
    /// </summary>
    public async Task<IReadOnlyList<HeldRun>> ClaimAsync(TimeSpan lease, TimeSpan timeLimit, int most, CancellationToken cancellationToken)
    {
        // Almost always there is nothing to take, and looking is cheaper than writing.
        var next = await line.NextAsync(most, cancellationToken);
        if (next.Count == 0)
        {
            return [];
        }

        // Others take from the same line: where they took its front, what follows is there still.
        var first = await TakeAsync([.. next.Take(most)], lease, timeLimit, cancellationToken);
        return first.Count > 0 || next.Count <= most ? first : await TakeAsync([.. next.Skip(most)], lease, timeLimit, cancellationToken);
    }

    private async Task<IReadOnlyList<HeldRun>> TakeAsync(string[] turns, TimeSpan lease, TimeSpan timeLimit, CancellationToken cancellationToken) =>
        [.. (await system.WriteAsync(
            connection => connection.QueryAsync<RunRow>(
                $$"""
                WITH lapsed AS MATERIALIZED (
                    SELECT turn_id FROM sys_runs WHERE turn_id IN @turns AND {{RunLine.Free}} {for_update} {skip_locked})
                UPDATE sys_runs
                SET lease_owner = @node, lease_until = {now} + @lease, fence = fence + 1, attempts = attempts + 1, state = 'running',
                    deadline = CASE WHEN state = 'waiting' THEN {now} + @limit ELSE deadline END
                WHERE turn_id IN (SELECT turn_id FROM lapsed)
                RETURNING {{Columns}}
                """,
                new
                {
                    node = node.Id,
                    lease = (long)lease.TotalMilliseconds,
                    limit = (long)timeLimit.TotalMilliseconds,
                    turns,
                }),
            Durability.Process,
            cancellationToken)).Select(row => row.ToHeldRun() with { WasTaken = true })];

    /// <summary>Renews the leases of runs that this node works on; what it does not work on any more is to lapse.</summary>
    /// <returns>The runs that this node still holds.</returns>
    public async Task<IReadOnlyList<HeldRun>> RenewAsync(IEnumerable<TurnId> turns, TimeSpan lease, CancellationToken cancellationToken)
    {
        var held = new List<HeldRun>();
        foreach (var chunk in turns.Select(turn => turn.Value).Chunk(MostRenewedAtOnce))
        {
            held.AddRange((await system.WriteAsync(
                connection => connection.QueryAsync<RunRow>(
                    $$"""
                    UPDATE sys_runs SET lease_until = {now} + @lease
                    WHERE turn_id IN @turns AND lease_owner = @node AND state = 'running' RETURNING {{Columns}}
                    """,
                    new { node = node.Id, lease = (long)lease.TotalMilliseconds, turns = chunk }),
                Durability.Process,
                cancellationToken)).Select(row => row.ToHeldRun()));
        }

        return held;
    }

    /// <summary>Lets go of a run, so that any node takes it at once.</summary>
    public Task ReleaseAsync(TurnId turn, long fence, CancellationToken cancellationToken) =>
        system.WriteAsync(
            async connection =>
            {
                var released = await connection.ExecuteAsync(
                    """
                    UPDATE sys_runs SET lease_owner = NULL, lease_until = 0, attempts = attempts - 1
                    WHERE turn_id = @turn AND fence = @fence AND state = 'running'
                    """,
                    new { turn = turn.Value, fence });
                connection.NotifyOnCommit(RunsTopic, "");
                return released;
            },
            Durability.Process,
            cancellationToken);

    /// <summary>When nobody else can serve this database, whoever held a lease before this start is dead.</summary>
    public Task LapseAllAsync(CancellationToken cancellationToken) =>
        system.WriteAsync(
            connection => connection.ExecuteAsync("UPDATE sys_runs SET lease_owner = NULL, lease_until = 0 WHERE state = 'running'"),
            Durability.Process,
            cancellationToken);

    /// <summary>Runs of this node that somebody wants to end.</summary>
    public async Task<IReadOnlyList<TurnId>> CancelRequestedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await system.OpenAsync(cancellationToken);
        return [.. (await connection.QueryAsync<string>(
            "SELECT turn_id FROM sys_runs WHERE lease_owner = @node AND cancel_requested = 1 AND state = 'running'",
            new { node = node.Id })).Select(id => new TurnId(id))];
    }

    /// <summary>Ended turns whose log was left unpacked by a node that died in between.</summary>
    public async Task<IReadOnlyList<(TurnId Turn, TenantId Tenant)>> UnpackedAsync(int most, CancellationToken cancellationToken)
    {
        await using var connection = await system.OpenAsync(cancellationToken);
        return [.. (await connection.QueryAsync<UnpackedRow>(
            """
            SELECT turn_id AS "TurnId", tenant_id AS "TenantId" FROM sys_runs WHERE state = 'ended' AND lease_until < {now} LIMIT @most
            """,
            new { most = (long)most })).Select(row => (new TurnId(row.TurnId), new TenantId(row.TenantId)))];
    }

    private sealed record UnpackedRow(string TurnId, string TenantId);

    private sealed record RunRow(string TurnId, string TenantId, long Fence, long Attempts, long Deadline, long CancelRequested)
    {
        public HeldRun ToHeldRun() => new(
            new(TurnId), new(TenantId), Fence, Attempts, DateTimeOffset.FromUnixTimeMilliseconds(Deadline), CancelRequested != 0);
    }
}

/// <summary>This process, as leases name it; new at every start, so that no later process is taken for it.</summary>
internal sealed class NodeIdentity
{
    public string Id { get; } = $"node_{Guid.CreateVersion7():N}";
}
