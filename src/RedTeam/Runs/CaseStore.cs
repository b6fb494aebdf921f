namespace Parley.RedTeam;

/// <summary>The cases of runs, and how they ended. Each ends once, however often it is begun.</summary>
internal sealed class CaseStore(TenantDatabase database, Sealer sealer)
{
    private const string Owner = "redteam";
    private const string Columns = """number AS "Number", verdict AS "Verdict", content AS "Content" """;

    /// <returns>What is still to be run, in order.</returns>
    public Task<IReadOnlyList<RedTeamCase>> WaitingAsync(RedTeamRun run, CancellationToken cancellationToken) =>
        PageAsync(run, [Verdict.Waiting], null, 0, int.MaxValue, cancellationToken);

    /// <summary>Whether a model has answered a case of the run already.</summary>
    public async Task<bool> HasAnswerAsync(RedTeamRun run, CancellationToken cancellationToken) =>
        (await PageAsync(run, [Verdict.Succeeded, Verdict.Answered, Verdict.Unjudged], null, 0, 1, cancellationToken)).Count > 0;

    /// <param name="verdicts">Empty for all.</param>
    /// <param name="family">Null for all.</param>
    /// <param name="after">The number of the last of the page before; 0 for none.</param>
    public async Task<IReadOnlyList<RedTeamCase>> PageAsync(
        RedTeamRun run, IReadOnlyList<string> verdicts, string? family, long after, int limit, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(run.Tenant.Id, Owner, cancellationToken);
        await using var connection = await database.OpenAsync(run.Tenant, cancellationToken);
        var rows = await connection.QueryAsync<CaseRow>(
            $"""
            SELECT {Columns} FROM redteam_cases WHERE tenant_id = @tenant AND run_id = @run AND number > @after
            {(verdicts.Count == 0 ? "" : "AND verdict IN @verdicts")} {(family is null ? "" : "AND family = @family")} ORDER BY number LIMIT @limit
            """,
            new { run = run.Id.Value, after, verdicts = verdicts.ToArray(), family, limit = (long)limit });
        return [.. rows.Select(row => row.Open(key, run.Id))];
    }

    /// <summary>Keeps how a case ended, and what it cost.</summary>
    /// <returns>The run's state; null when it is there no more.</returns>
    public async Task<string?> KeepAsync(
        RedTeamRun run, JobRun job, long number, string verdict, CaseContent content, decimal cost, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(run.Tenant.Id, Owner, cancellationToken);
        var kept = CaseRow.Seal(key, run.Id, number, content);
        return await database.WriteAsync(
            run.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                var changed = await connection.ExecuteAsync(
                    """
                    UPDATE redteam_cases SET verdict = @verdict, content = @kept
                    WHERE tenant_id = @tenant AND run_id = @run AND number = @number AND verdict = 'waiting'
                    """,
                    new { run = run.Id.Value, number, verdict, kept });
                if (changed > 0)
                {
                    await connection.ExecuteAsync(
                        "UPDATE redteam_runs SET cost = cost + @cost WHERE tenant_id = @tenant AND id = @run",
                        new { run = run.Id.Value, cost = (long)(cost * RunRow.Millionths) });
                }

                return await connection.ScalarAsync<string>("SELECT state FROM redteam_runs WHERE tenant_id = @tenant AND id = @run", new { run = run.Id.Value });
            },
            Durability.Process,
            cancellationToken);
    }

    public async Task<IReadOnlyList<VerdictCount>> CountAsync(TenantScope tenant, RedTeamRunId run, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<CountRow>(
            """
            SELECT family AS "Family", language AS "Language", twin AS "Twin", verdict AS "Verdict", count(*) AS "Count" FROM redteam_cases
            WHERE tenant_id = @tenant AND run_id = @run GROUP BY family, language, twin, verdict ORDER BY family, language, twin, verdict
            """,
            new { run = run.Value });
        return [.. rows.Select(row => new VerdictCount(row.Family, row.Language, row.Twin != 0, row.Verdict, row.Count))];
    }

    /// <returns>By the attack's id whether it is a look-alike, and its verdict.</returns>
    public async Task<IReadOnlyDictionary<string, (bool Twin, string Verdict)>> VerdictsAsync(TenantScope tenant, RedTeamRunId run, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<VerdictRow>(
            """SELECT attack AS "Attack", twin AS "Twin", verdict AS "Verdict" FROM redteam_cases WHERE tenant_id = @tenant AND run_id = @run""", new { run = run.Value });
        return rows.ToDictionary(row => row.Attack, row => (row.Twin != 0, row.Verdict), StringComparer.Ordinal);
    }

    private sealed record CountRow(string Family, string Language, long Twin, string Verdict, long Count);

    private sealed record VerdictRow(string Attack, long Twin, string Verdict);
}
