using Parley.Accounts;

namespace Parley.RedTeam;

/// <summary>Takes runs away, with their cases and what was said in them.</summary>
internal sealed class RunDeletion(TenantDatabase database, Sealer sealer, AuditTrail audit, CaseDocuments documents, TimeProvider time)
{
    /// <returns>False when the run is not over, or gone already.</returns>
    public async Task<bool> DeleteAsync(RedTeamRun run, Actor actor, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(run.Tenant.Id, RunStore.Owner, cancellationToken);
        if (run.IsOver)
        {
            // A worker that was lost has left what it planted, and without the run nobody knows its names.
            await documents.ClearAsync(run, cancellationToken);
        }

        var isGone = await database.WriteAsync(
            run.Tenant,
            async connection =>
            {
                await LostRuns.EndAsync(connection, key, time.GetUtcNow().ToUnixTimeMilliseconds());
                var state = await connection.ScalarAsync<string>(
                    "SELECT state FROM redteam_runs WHERE tenant_id = @tenant AND id = @id {for_update}", new { id = run.Id.Value });
                if (state is null || !RedTeamRun.IsEnd(state))
                {
                    return false;
                }

                await RemoveAsync(connection, [run.Id.Value]);
                await audit.WriteAsync(connection, actor, RedTeamActions.Deleted, run.Id.Value);
                return true;
            },
            Durability.Full,
            cancellationToken);
        if (isGone && !run.IsOver)
        {
            await documents.ClearAsync(run, cancellationToken);
        }

        return isGone;
    }

    /// <summary>Takes the oldest runs away, and leaves the one that later runs are compared with.</summary>
    /// <param name="keep">How many stay.</param>
    public static async Task ForgetOldAsync(TenantConnection connection, long keep)
    {
        var old = (await connection.QueryAsync<string>(
            """
            SELECT id FROM redteam_runs WHERE tenant_id = @tenant AND id NOT IN
                (SELECT id FROM redteam_runs WHERE tenant_id = @tenant ORDER BY id DESC LIMIT @keep)
                AND id <> coalesce((SELECT max(id) FROM redteam_runs WHERE tenant_id = @tenant AND accepted = 1), '')
            """,
            new { keep })).ToArray();
        if (old.Length > 0)
        {
            await RemoveAsync(connection, old);
        }
    }

    private static async Task RemoveAsync(TenantConnection connection, string[] ids)
    {
        connection.OverwriteDeleted();
        await connection.ExecuteAsync("DELETE FROM redteam_cases WHERE tenant_id = @tenant AND run_id IN @ids", new { ids });
        await connection.ExecuteAsync("DELETE FROM redteam_runs WHERE tenant_id = @tenant AND id IN @ids", new { ids });
    }
}
