namespace Parley.RedTeam;

/// <summary>Runs whose job is gone: nobody brings them to their end, and they must not keep others from beginning.</summary>
internal static class LostRuns
{
    private const string IsOpen = "state IN ('queued', 'running', 'cancelling')";
    private const string Lost = "Nobody worked on the run any more: its job was lost.";

    /// <returns>The id of the tenant's run that is not over; null when there is none.</returns>
    public static Task<string?> OpenAsync(TenantConnection connection) =>
        connection.ScalarAsync<string>($"SELECT id FROM redteam_runs WHERE tenant_id = @tenant AND {IsOpen}");

    /// <summary>Ends the run that is not over, if nobody works on it.</summary>
    /// <param name="now">Milliseconds since 1970.</param>
    public static async Task EndAsync(TenantConnection connection, DataKey key, long now)
    {
        var row = await connection.QuerySingleOrDefaultAsync<RunRow>($"SELECT {RunRow.Columns} FROM redteam_runs WHERE tenant_id = @tenant AND {IsOpen} {{for_update}}");
        if (row is null || await JobQueue.IsOpenAsync(connection, row.JobId))
        {
            return;
        }

        var card = row.Open(key, new(connection.Tenant)).Card with { Failure = Lost };
        await connection.ExecuteAsync(
            "UPDATE redteam_runs SET state = 'failed', card = @card, ended_at = @now WHERE tenant_id = @tenant AND id = @Id",
            new { row.Id, card = RunRow.Seal(key, row.Id, card), now });
    }
}
