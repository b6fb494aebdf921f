using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Parley.Conversations;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>POST /v1/turns/{id}/approvals — allows or denies a call that a turn waits for; the turn goes on when all are decided.</summary>
internal static class Approvals
{
    /// <param name="Decision"><c>approve</c> or <c>deny</c>.</param>
    public sealed record Request(string? CallId, string? Decision);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/turns/{id}/approvals", HandleAsync).WithSummary("Allow or deny a call of a tool").WithTags("Turns");

    internal static async Task<Accepted> HandleAsync(
        TurnId id, Request request, Caller caller, ToolDecisions decisions, CancellationToken cancellationToken)
    {
        if (request.Decision is not ("approve" or "deny"))
        {
            throw new RefusedException(Refusal.Invalid("decision", "The decision must be approve or deny."));
        }

        if (string.IsNullOrEmpty(request.CallId) || request.CallId.Length > 200)
        {
            throw new RefusedException(Refusal.Invalid("call_id", "Give the call_id of the call that the turn waits for."));
        }

        await decisions.DecideAsync(caller, id, new(request.CallId, request.Decision), cancellationToken);
        return TypedResults.Accepted($"/v1/turns/{id}");
    }
}

/// <summary>What somebody decided about calls that wait.</summary>
internal sealed class ToolDecisions(
    TenantDatabase database, Sealer sealer, TurnAccess turns, LogReader log, RunScheduler scheduler, TimeProvider time)
{
    public const string StepPrefix = "decision:";

    /// <exception cref="RefusedException">No such turn, or it does not wait for this call.</exception>
    public async Task DecideAsync(Caller caller, TurnId turn, ToolDecision decision, CancellationToken cancellationToken)
    {
        var conversation = await turns.EnsureOwnAsync(caller, turn, cancellationToken);
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        var asked = (await log.ReadAsync(caller.Tenant, key, turn, 0, cancellationToken))
            .Select(TurnJson.Read).OfType<ApprovalRequired>().Select(approval => approval.CallId).Distinct().ToList();
        if (!asked.Contains(decision.CallId))
        {
            throw new RefusedException(Refusal.NotFound("call that waits for an approval in this turn"));
        }

        var step = StepPrefix + decision.CallId;
        var outcome = TurnSeal.Step(key, turn, step, JsonSerializer.SerializeToUtf8Bytes(decision, TurnJson.Default.ToolDecision));
        await database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                // Holds the head, so that two decisions at once cannot both think that another is missing.
                var waits = await connection.ScalarAsync<string>(
                    "SELECT turn_id FROM sys_runs WHERE turn_id = @turn AND state = 'waiting' {for_update}", new { turn = turn.Value });
                var added = waits is null ? 0 : await connection.ExecuteAsync(
                    "INSERT INTO turn_steps (tenant_id, turn_id, step, outcome) VALUES (@tenant, @turn, @step, @outcome) ON CONFLICT DO NOTHING",
                    new { turn = turn.Value, step, outcome });
                if (added == 0)
                {
                    throw new RefusedException(new(409, "already_decided", "The turn does not wait for this call: it was decided, cancelled, or expired."));
                }

                var decided = await connection.ScalarAsync<long>(
                    "SELECT count(*) FROM turn_steps WHERE tenant_id = @tenant AND turn_id = @turn AND step LIKE 'decision:%'",
                    new { turn = turn.Value });
                if (decided == asked.Count)
                {
                    await connection.ExecuteAsync(
                        "UPDATE sys_runs SET state = 'running', lease_until = 0, deadline = {now} + @limit WHERE turn_id = @turn",
                        new { turn = turn.Value, limit = (long)scheduler.TimeLimit.TotalMilliseconds });
                    await connection.ExecuteAsync(
                        "UPDATE turns SET state = 'running' WHERE tenant_id = @tenant AND id = @turn", new { turn = turn.Value });
                    await ConversationFeed.TurnChangedAsync(connection, caller.Subject, conversation, turn, time.GetUtcNow());
                    connection.NotifyOnCommit(RunStore.RunsTopic, "");
                }
            },
            Durability.Full,
            cancellationToken);
        scheduler.Wake();
    }
}
