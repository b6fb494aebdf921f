using System.Text.Json;
using Parley.Conversations;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>Turns the results of a caller's tools into the messages that follow the answer which asked for them.</summary>
internal sealed class ToolResultSender(TenantDatabase database, Sealer sealer, MessageStore messages)
{
    /// <exception cref="RefusedException">No such turn, or the results do not fit its calls.</exception>
    public async Task<Send> ToSendAsync(
        Caller caller, TurnId turn, IReadOnlyList<(string CallId, string Output)> results, string? idempotencyKey, CancellationToken cancellationToken)
    {
        TurnRow row;
        await using (var connection = await database.OpenAsync(caller.Tenant, cancellationToken))
        {
            row = await connection.QuerySingleOrDefaultAsync<TurnRow>(
                $"""
                SELECT conversation_id AS "ConversationId", assistant_message_id AS "AssistantMessageId", request AS "Request", state AS "State"
                FROM turns WHERE tenant_id = @tenant AND subject_id = @subject AND id = @turn AND {ConversationDeletion.Stays("turns.conversation_id")}
                """,
                new { subject = caller.Subject.Value, turn = turn.Value }) ?? throw new RefusedException(Refusal.NotFound("turn"));
        }

        var answer = await messages.FindAsync(caller.Tenant, caller.Subject, new(row.AssistantMessageId), cancellationToken);
        var calls = (answer?.ToolCalls ?? []).Select(call => call.CallId).ToHashSet();
        if (row.State != "completed" || row.Request is null || calls.Count == 0)
        {
            throw new RefusedException(new(
                409, "no_tool_calls", "This turn does not wait for results: it ended without calling one of your tools, or has not ended."));
        }

        if (results.Count != calls.Count || !calls.SetEquals(results.Select(result => result.CallId)))
        {
            throw new RefusedException(Refusal.Invalid(
                "results", $"Give exactly one result for each call of the turn: {string.Join(", ", calls)}."));
        }

        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        return new Send
        {
            Route = ToolResults.Route,
            Conversation = new(row.ConversationId),
            Parent = new(true, new MessageId(row.AssistantMessageId)),
            Messages = [.. results.Select(result => new SentMessage("tool", result.Output, new() { CallId = result.CallId }))],
            Options = JsonSerializer.Deserialize(TurnSeal.OpenRequest(key, turn, row.Request), TurnJson.Default.TurnOptions)! with { Revision = null },
            IdempotencyKey = idempotencyKey,
            GoesOn = true,
        };
    }

    private sealed record TurnRow(string ConversationId, string AssistantMessageId, byte[]? Request, string State);
}
