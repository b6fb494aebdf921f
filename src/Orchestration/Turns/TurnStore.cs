using System.Text.Json;
using Parley.Conversations;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>The turns of a tenant: loads one to be worked on, ends it, packs its log. Every statement carries the tenant.</summary>
internal sealed class TurnStore(
    TenantDatabase database, Sealer sealer, MessageStore messages, LogReader log, LogBatches batches, Foldings foldings, TurnFindings findings, TitleJobs titles,
    TimeProvider time)
{
    private static readonly string[] StepColumns = ["turn", "step", "outcome"];

    /// <summary>Loads a turn for a run, with all that earlier runs of it have left.</summary>
    /// <returns>Null when it was erased meanwhile.</returns>
    public async Task<LoadedTurn?> LoadAsync(HeldRun run, CancellationToken cancellationToken)
    {
        if (run is { Fresh: { } fresh, HadHolder: false, WasTaken: false })
        {
            return await BeginAsync(run, fresh, cancellationToken);
        }

        var tenant = new TenantScope(run.Tenant);
        TurnRow? row;
        IReadOnlyList<StepRow> steps = [];
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            row = await connection.QuerySingleOrDefaultAsync<TurnRow>(
                $"SELECT {TurnRow.Columns} FROM turns WHERE tenant_id = @tenant AND id = @id", new { id = run.Turn.Value });
            if (row?.Request is not null && run.HadHolder)
            {
                steps = await connection.QueryAsync<StepRow>(
                    """SELECT step AS "Step", outcome AS "Outcome" FROM turn_steps WHERE tenant_id = @tenant AND turn_id = @id""",
                    new { id = run.Turn.Value });
            }
        }

        if (row?.Request is null)
        {
            return null;
        }

        var subject = new SubjectId(row.SubjectId);
        var key = await sealer.KeyAsync(run.Tenant, row.SubjectId, cancellationToken);
        var asked = await messages.FindAsync(tenant, subject, new(row.UserMessageId), cancellationToken);
        if (asked is null)
        {
            return null;
        }

        var turn = new Turn
        {
            Id = run.Turn,
            Tenant = tenant,
            Subject = subject,
            Conversation = new(row.ConversationId),
            UserMessage = new(row.UserMessageId),
            AssistantMessage = new(row.AssistantMessageId),
            SystemMessage = row.SystemMessageId is null ? null : new MessageId(row.SystemMessageId),
            Options = JsonSerializer.Deserialize(TurnSeal.OpenRequest(key, run.Turn, row.Request), TurnJson.Default.TurnOptions)!,
            UserText = asked.Content,
            AnswersTool = asked.Role == "tool",
            Attempt = run.Attempt,
            AcceptedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
            TraceParent = row.TraceParent,
        };
        var outcomes = steps.ToDictionary(step => step.Step, step => TurnSeal.OpenStep(key, run.Turn, step.Step, step.Outcome));
        var newest = run.HadHolder || run.WasTaken ? await ReplayAsync(turn, key, cancellationToken) : 0;
        foreach (var (step, outcome) in outcomes.Where(item => item.Key.StartsWith(ToolDecisions.StepPrefix, StringComparison.Ordinal)))
        {
            var decision = JsonSerializer.Deserialize(outcome, TurnJson.Default.ToolDecision)!;
            turn.Decisions[decision.CallId] = decision;
        }

        turn.IsRefused = GuardInput.HasRefused(turn);
        return new(turn, key, new(outcomes), newest);
    }

    private async ValueTask<LoadedTurn> BeginAsync(HeldRun run, FreshTurn fresh, CancellationToken cancellationToken) => new(
        new()
        {
            Id = run.Turn,
            Tenant = new(run.Tenant),
            Subject = fresh.Subject,
            Conversation = fresh.Conversation,
            UserMessage = fresh.UserMessage,
            AssistantMessage = fresh.AssistantMessage,
            SystemMessage = fresh.SystemMessage,
            Options = JsonSerializer.Deserialize(fresh.Options, TurnJson.Default.TurnOptions)!,
            UserText = fresh.Asked.Content,
            AnswersTool = fresh.Asked.Role == "tool",
            Attempt = run.Attempt,
            AcceptedAt = DateTimeOffset.FromUnixTimeMilliseconds(fresh.AcceptedAt),
            TraceParent = fresh.TraceParent,
            IsPassing = fresh.IsPassing,
            HasNoFiles = fresh.HasNoFiles,
            Branch = fresh.Branch,
        },
        await sealer.KeyAsync(run.Tenant, fresh.Subject.Value, cancellationToken),
        KeptSteps.None,
        0);

    /// <summary>Ends a turn: the terminal event, the final message, the provenance and the head, all in one transaction.</summary>
    /// <param name="stand">How far the log is. When none of it has a row yet, it is packed at once.</param>
    /// <param name="messageState">The state of the answer's message.</param>
    /// <param name="end">Makes the terminal event for the final message.</param>
    /// <exception cref="LeaseLostException">Another run holds the turn.</exception>
    public async Task<LogEntry> EndAsync(
        Turn turn, DataKey key, LogStand stand, string turnState, string messageState, Func<Message, TurnEvent> end,
        CancellationToken cancellationToken)
    {
        var draft = turn.Draft;
        var details = new MessageDetails
        {
            Citations = draft.Citations.Count == 0 ? null : draft.Citations,
            Unsupported = draft.Unsupported.Count == 0 ? null : draft.Unsupported,
            Grounding = turn.Sources.Count > 0 ? "sources" : turn.IsWithoutSources ? "none" : null,
            Nearest = turn.Nearest.Count == 0 ? null : turn.Nearest,
            Usage = draft.Usage,
            Reused = turn.Cache is { } reused ? new(reused.Kind, reused.AgeS) { IsLastResort = reused.IsLastResort } : null,
            IsRefused = turn.IsRefused,
            Thinking = draft.Thinking is { Count: > 0 } thoughts ? thoughts : null,
            ToolCalls = draft.Calls.Count == 0 ? null : [.. draft.Calls.Select(call => new ToolCall(call.CallId, call.ToolName, call.Arguments))],
        };
        var provenance = JsonSerializer.SerializeToUtf8Bytes(ToProvenance(turn), TurnJson.Default.Provenance);
        var terms = turn.IsPassing ? [] : MessageStore.TermsOf(key, "assistant", draft.Text);
        var titleKey = await titles.KeyAsync(turn.Tenant, cancellationToken);
        using var events = TurnSeal.Events(key, turn.Id);
        var fold = await foldings.PrepareAsync(turn, cancellationToken);
        var found = await findings.PrepareAsync(turn, key, cancellationToken);
        var ended = await database.WriteAsync(
            turn.Tenant,
            async connection =>
            {
                var held = await connection.ExecuteAsync(
                    (stand.IsWhole ? "DELETE FROM sys_runs" : "UPDATE sys_runs SET state = 'ended', lease_until = {now} + 60000")
                    + " WHERE turn_id = @turn AND fence = @fence AND state = 'running'",
                    new { turn = turn.Id.Value, fence = stand.Fence });
                if (held == 0)
                {
                    throw new LeaseLostException(turn.Id);
                }

                if (stand.Steps.Count > 0)
                {
                    await connection.ExecuteManyAsync(
                        "INSERT INTO turn_steps (tenant_id, turn_id, step, outcome) VALUES (@tenant, @turn, @step, @outcome) ON CONFLICT DO NOTHING",
                        StepColumns,
                        [.. stand.Steps.Select(step => new object?[] { turn.Id.Value, step.Step, step.Outcome })]);
                }

                var message = await MessageStore.FinishAsync(connection, key, turn.AssistantMessage, messageState, draft.Text, turn.Deployment?.Name, details, terms)
                    ?? throw new LeaseLostException(turn.Id);
                var terminal = end(message);
                var entry = new LogEntry(stand.Newest + 1, terminal.Name, TurnJson.Write(terminal));
                LogEntry[] entries = [.. stand.Tail, entry];
                await (stand.IsWhole
                    ? connection.ExecuteAsync(
                        "INSERT INTO turn_logs (tenant_id, turn_id, payload) VALUES (@tenant, @turn, @packed)",
                        new { turn = turn.Id.Value, packed = TurnSeal.Log(key, turn.Id, LogCodec.Pack(entries)) })
                    : connection.ExecuteAsync(
                        "INSERT INTO turn_events (tenant_id, turn_id, seq, payload) VALUES (@tenant, @turn, @seq, @payload)",
                        new { turn = turn.Id.Value, seq = entry.Number, payload = TurnSeal.Row(events, entries) }));
                await connection.ExecuteAsync(
                    """
                    UPDATE turns SET state = @state, provenance = @provenance, last_event_id = @seq, attempts = @attempts, ended_at = @now
                    WHERE tenant_id = @tenant AND id = @turn
                    """,
                    new
                    {
                        turn = turn.Id.Value,
                        state = turnState,
                        provenance = TurnSeal.Provenance(key, turn.Id, provenance),
                        seq = entry.Number,
                        attempts = turn.Attempt,
                        now = Now,
                    });
                var wantsTitle = await AnsweredConversation.EndAsync(
                    connection, turn.Subject, turn.Conversation, turn.Id, isNews: turnState != "cancelled", isComplete: turnState == "completed" && !turn.IsRefused,
                    time.GetUtcNow());
                if (wantsTitle && titleKey is not null)
                {
                    await titles.EnqueueAsync(connection, titleKey, turn);
                }

                await (fold?.Invoke(connection) ?? Task.CompletedTask);
                await (found?.Invoke(connection) ?? Task.CompletedTask);

                // Last, so that others who add to the same sums wait for the commit alone.
                if (TurnSums.Of(turn, turnState, Now) is { Count: > 0 } sums)
                {
                    await connection.ExecuteAllAsync(sums);
                }

                connection.NotifyOnCommit(FeedHub.Topic, turn.Id.Value);
                return entry;
            },
            Durability.Full,
            cancellationToken);
        batches.Settled(turn.Id);
        return ended;
    }

    /// <summary>Lets a turn wait for somebody's decision: no lease, no time limit but the approval's own.</summary>
    public Task SuspendAsync(Turn turn, long fence, TimeSpan expiry, CancellationToken cancellationToken) =>
        database.WriteAsync(
            turn.Tenant,
            async connection =>
            {
                var held = await connection.ExecuteAsync(
                    """
                    UPDATE sys_runs SET state = 'waiting', lease_owner = NULL, lease_until = 0, deadline = {now} + @expiry
                    WHERE turn_id = @turn AND fence = @fence AND state = 'running'
                    """,
                    new { turn = turn.Id.Value, fence, expiry = (long)expiry.TotalMilliseconds });
                if (held == 0)
                {
                    throw new LeaseLostException(turn.Id);
                }

                await connection.ExecuteAsync(
                    "UPDATE turns SET state = 'waiting' WHERE tenant_id = @tenant AND id = @turn", new { turn = turn.Id.Value });
                await ConversationFeed.TurnChangedAsync(connection, turn.Subject, turn.Conversation, turn.Id, time.GetUtcNow());
                connection.NotifyOnCommit(FeedHub.Topic, turn.Id.Value);
            },
            Durability.Full,
            cancellationToken);

    /// <summary>Packs the log of an ended turn into one row with the same events and numbers, and lets its head go.</summary>
    public async Task PackAsync(TenantScope tenant, TurnId turn, CancellationToken cancellationToken)
    {
        string? subject;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            subject = await connection.ScalarAsync<string>(
                "SELECT subject_id FROM turns WHERE tenant_id = @tenant AND id = @turn", new { turn = turn.Value });
        }

        var key = subject is null ? null : await sealer.KeyAsync(tenant.Id, subject, cancellationToken);
        var entries = key is null ? [] : await log.ReadAsync(tenant, key, turn, 0, cancellationToken);
        var packed = key is null ? null
            : TurnSeal.Log(key, turn, LogCodec.Pack([.. entries]));
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                var ended = await connection.ExecuteAsync(
                    "DELETE FROM sys_runs WHERE turn_id = @turn AND state = 'ended'", new { turn = turn.Value });
                if (ended == 1 && packed is not null)
                {
                    await connection.ExecuteAsync(
                        """
                        INSERT INTO turn_logs (tenant_id, turn_id, payload)
                        SELECT @tenant, @turn, @packed FROM turns WHERE tenant_id = @tenant AND id = @turn AND request IS NOT NULL
                        """,
                        new { turn = turn.Value, packed });
                    await connection.ExecuteAsync(
                        "DELETE FROM turn_events WHERE tenant_id = @tenant AND turn_id = @turn", new { turn = turn.Value });
                }
            },
            Durability.Process,
            cancellationToken);
    }

    private async Task<long> ReplayAsync(Turn turn, DataKey key, CancellationToken cancellationToken)
    {
        // Whoever ran it before here may not know yet that it lost it.
        await batches.SettleAsync(turn.Id, cancellationToken);
        var newest = 0L;
        foreach (var entry in await log.ReadAsync(turn.Tenant, key, turn.Id, 0, cancellationToken))
        {
            newest = entry.Number;
            if (TurnJson.Read(entry) is { } told)
            {
                turn.Draft.Apply(told);
            }
        }

        return newest;
    }

    private static Provenance ToProvenance(Turn turn) => new(
        turn.Id,
        turn.Deployment?.Model,
        turn.Deployment?.Name,
        turn.Attempts,
        turn.PromptRecord,
        turn.Knobs?.Knobs,
        turn.Knobs?.Adjusted ?? [],
        turn.Retrieval,
        [.. turn.Draft.Calls.Select(call => call.ToolName)],
        [.. turn.Draft.Findings.Select(finding => finding.ToRecord())],
        turn.Cache,
        turn.Draft.Usage,
        turn.Timings,
        turn.Memory,
        turn.Options.Door,
        turn.Attempt,
        TurnTrace.IdOf(turn.TraceParent))
    {
        Understanding = turn.Understanding,
        Taint = turn.Taint.IsTainted ? turn.Taint : null,
        Experiment = turn.Arm,
        ContextTokens = turn.ContextTokens,
        Revision = turn.Options.Revision,
        Attachments = turn.Attachments,
    };

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record TurnRow(
        string Id, string ConversationId, string SubjectId, string UserMessageId, string AssistantMessageId, string? SystemMessageId,
        byte[]? Request, long CreatedAt, string? TraceParent)
    {
        public const string Columns =
            """
            id AS "Id", conversation_id AS "ConversationId", subject_id AS "SubjectId", user_message_id AS "UserMessageId",
            assistant_message_id AS "AssistantMessageId", system_message_id AS "SystemMessageId", request AS "Request", created_at AS "CreatedAt",
            traceparent AS "TraceParent"
            """;
    }

    private sealed record StepRow(string Step, byte[] Outcome);
}

/// <summary>A turn, ready for a run.</summary>
/// <param name="Newest">The number of the newest event in the log.</param>
internal sealed record LoadedTurn(Turn Turn, DataKey Key, KeptSteps Kept, long Newest);
