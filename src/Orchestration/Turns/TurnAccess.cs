using System.Text.Json;
using Parley.Conversations;
using Parley.Knowledge;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>A turn as its subject sees it.</summary>
/// <param name="State"><c>queued running waiting completed failed cancelled interrupted</c>.</param>
/// <param name="Text">What a reader has been shown so far.</param>
public sealed record TurnView(TurnId Id, ConversationId ConversationId, string State, string Text, long LastEventId, long Attempts);

/// <summary>What a caller may do with turns of its own; another's turn is as if it were not there.</summary>
public sealed class TurnAccess
{
    private static readonly string Stays = ConversationDeletion.Stays("turns.conversation_id");

    private readonly TenantDatabase _database;
    private readonly Sealer _sealer;
    private readonly LogReader _log;
    private readonly DocumentInquiry _inquiry;

    internal TurnAccess(TenantDatabase database, Sealer sealer, LogReader log, DocumentInquiry inquiry) =>
        (_database, _sealer, _log, _inquiry) = (database, sealer, log, inquiry);

    /// <exception cref="RefusedException">404 when this subject has no such turn.</exception>
    /// <returns>The conversation that it belongs to.</returns>
    public async Task<ConversationId> EnsureOwnAsync(Caller caller, TurnId turn, CancellationToken cancellationToken) =>
        new((await HeadAsync(caller, turn, cancellationToken)).ConversationId);

    /// <returns>How far several turns are; those that this subject does not have are left out.</returns>
    internal async Task<IReadOnlyList<TurnGlance>> StatesAsync(Caller caller, IReadOnlyList<TurnId> turns, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenAsync(caller.Tenant, cancellationToken);
        var rows = await connection.QueryAsync<GlanceRow>(
            $"""
            SELECT turns.id AS "Id", turns.conversation_id AS "ConversationId", turns.assistant_message_id AS "AnswerId",
                CASE WHEN turns.state = 'running' AND sys_runs.turn_id IS NOT NULL AND sys_runs.lease_owner IS NULL THEN 'queued' ELSE turns.state END AS "State"
            FROM turns LEFT JOIN sys_runs ON sys_runs.turn_id = turns.id
            WHERE turns.tenant_id = @tenant AND turns.subject_id = @subject AND turns.id IN @turns AND {Stays}
            """,
            new { subject = caller.Subject.Value, turns = turns.Select(turn => turn.Value).ToArray() });
        return [.. rows.Select(row => new TurnGlance(new(row.Id), new(row.ConversationId), new(row.AnswerId), row.State))];
    }

    /// <exception cref="RefusedException">404 when this subject has no such turn.</exception>
    public async Task<TurnView> ViewAsync(Caller caller, TurnId turn, CancellationToken cancellationToken)
    {
        var head = await HeadAsync(caller, turn, cancellationToken);
        var key = await _sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        var draft = new Draft();
        var newest = head.LastEventId;
        foreach (var entry in await _log.ReadAsync(caller.Tenant, key, turn, 0, cancellationToken))
        {
            newest = entry.Number;
            if (TurnJson.Read(entry) is { } told)
            {
                draft.Apply(told);
            }
        }

        var state = head.State == "running" && head.IsQueued != 0 ? "queued" : head.State;
        return new(turn, new(head.ConversationId), state, draft.Text, newest, Math.Max(head.Attempts, head.RunAttempts ?? 0));
    }

    /// <summary>Asks the run to end; whoever holds it is told at once.</summary>
    /// <exception cref="RefusedException">404 when this subject has no such turn.</exception>
    public Task CancelAsync(Caller caller, TurnId turn, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                if (await FindAsync(connection, caller.Subject, turn) is null)
                {
                    throw new RefusedException(Refusal.NotFound("turn"));
                }

                // A turn that waits has no holder: it is made free to be taken, and ended by whoever takes it.
                await connection.ExecuteAsync(
                    """
                    UPDATE sys_runs
                    SET cancel_requested = 1,
                        lease_until = CASE WHEN state = 'waiting' THEN 0 ELSE lease_until END,
                        deadline = CASE WHEN state = 'waiting' THEN 0 ELSE deadline END
                    WHERE turn_id = @turn AND state IN ('running', 'waiting')
                    """,
                    new { turn = turn.Value });
                connection.NotifyOnCommit(RunStore.CancelTopic, turn.Value);
                connection.NotifyOnCommit(RunStore.RunsTopic, "");
            },
            Durability.Full,
            cancellationToken);

    /// <param name="about">A document of which the record then says why it is behind the answer, or is not.</param>
    /// <returns>The record of an ended turn, as JSON.</returns>
    /// <exception cref="RefusedException">404 when there is no such turn, 409 while it has not ended.</exception>
    public async Task<Provenance> ProvenanceAsync(Caller caller, TurnId turn, DocumentId? about, CancellationToken cancellationToken)
    {
        var head = await HeadAsync(caller, turn, cancellationToken);
        if (head.Provenance is null)
        {
            throw new RefusedException(new(409, "turn_in_progress", "The turn has not ended yet; its record is written at the end.")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            });
        }

        var key = await _sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        var provenance = JsonSerializer.Deserialize(TurnSeal.OpenProvenance(key, turn, head.Provenance), TurnJson.Default.Provenance)!;
        SearchExplanation? explanation = null;
        Feedback? feedback;
        await using (var connection = await _database.OpenAsync(caller.Tenant, cancellationToken))
        {
            if (provenance.Retrieval is not null)
            {
                // It has words of the conversation, so it stands with the steps and goes with them.
                explanation = await ExplanationAsync(connection, key, turn);
            }

            feedback = await FeedbackStore.FindAsync(connection, key, caller.Subject, new(head.AssistantMessageId));
        }

        if (about is { } document && explanation is not null)
        {
            IReadOnlyList<string> tags = [.. caller.AclTags, new AttachedNamespace(caller.Subject, new(head.ConversationId)).Tag];
            var search = new SearchOutcome(
                explanation, provenance.Retrieval!.Answerable, [.. provenance.Retrieval.Passages.Select(passage => passage.DocumentId)], DateTimeOffset.FromUnixTimeMilliseconds(head.CreatedAt));
            explanation = explanation with { About = await _inquiry.ExplainAsync(caller.Tenant, tags, search, document, cancellationToken) };
        }

        return provenance with
        {
            Retrieval = provenance.Retrieval is { } retrieval ? retrieval with { Explanation = explanation } : null,
            Feedback = feedback,
        };
    }

    private static async Task<SearchExplanation?> ExplanationAsync(TenantConnection connection, DataKey key, TurnId turn) =>
        await connection.ScalarAsync<byte[]>(
            "SELECT outcome FROM turn_steps WHERE tenant_id = @tenant AND turn_id = @turn AND step = @step",
            new { turn = turn.Value, step = Retrieve.Step }) is { } outcome
            ? Retrieve.ExplanationOf(TurnSeal.OpenStep(key, turn, Retrieve.Step, outcome))
            : null;

    private async Task<HeadRow> HeadAsync(Caller caller, TurnId turn, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenAsync(caller.Tenant, cancellationToken);
        return await FindAsync(connection, caller.Subject, turn) ?? throw new RefusedException(Refusal.NotFound("turn"));
    }

    private static Task<HeadRow?> FindAsync(TenantConnection connection, SubjectId subject, TurnId turn) =>
        connection.QuerySingleOrDefaultAsync<HeadRow>(
            $"""
            SELECT turns.conversation_id AS "ConversationId", turns.state AS "State", turns.provenance AS "Provenance", turns.created_at AS "CreatedAt",
                turns.assistant_message_id AS "AssistantMessageId", turns.last_event_id AS "LastEventId", turns.attempts AS "Attempts", sys_runs.attempts AS "RunAttempts",
                CAST(CASE WHEN sys_runs.lease_owner IS NULL THEN 1 ELSE 0 END AS bigint) AS "IsQueued"
            FROM turns LEFT JOIN sys_runs ON sys_runs.turn_id = turns.id
            WHERE turns.tenant_id = @tenant AND turns.subject_id = @subject AND turns.id = @turn AND {Stays}
            """,
            new { subject = subject.Value, turn = turn.Value });

    private sealed record HeadRow(
        string ConversationId, string State, byte[]? Provenance, long CreatedAt, string AssistantMessageId, long LastEventId, long Attempts, long? RunAttempts, long IsQueued);

    private sealed record GlanceRow(string Id, string ConversationId, string AnswerId, string State);
}

/// <summary>How far a turn is.</summary>
internal sealed record TurnGlance(TurnId Id, ConversationId Conversation, MessageId Answer, string State);
