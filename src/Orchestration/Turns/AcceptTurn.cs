using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Conversations;
using Parley.Models;
using Parley.Safety;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>
/// Accepts a message: one transaction checks the idempotency key, adds the messages, the turn and the head of its run. Once it is
/// committed the message cannot be lost, and its answer will be written exactly once.
/// </summary>
public sealed class AcceptTurn
{
    private readonly TenantDatabase _database;
    private readonly Sealer _sealer;
    private readonly ConversationStore _conversations;
    private readonly MessageStore _messages;
    private readonly ModelCatalogue _catalogue;
    private readonly MessageQuota _quota;
    private readonly PassingConversations _passing;
    private readonly SentFiles _files;
    private readonly TextGuards _guards;
    private readonly Vault _vault;
    private readonly AbuseGate _abuse;
    private readonly RunScheduler _scheduler;
    private readonly RunOptions _options;
    private readonly Signals _signals;
    private readonly TimeProvider _time;

    internal AcceptTurn(
        TenantDatabase database, Sealer sealer, ConversationStore conversations, MessageStore messages, ModelCatalogue catalogue, MessageQuota quota,
        PassingConversations passing, SentFiles files, TextGuards guards, Vault vault, AbuseGate abuse, RunScheduler scheduler, IOptions<RunOptions> options, Signals signals, TimeProvider time)
    {
        (_database, _sealer, _conversations, _messages) = (database, sealer, conversations, messages);
        (_catalogue, _quota, _passing, _files, _guards, _vault, _abuse, _scheduler, _options, _signals, _time) =
            (catalogue, quota, passing, files, guards, vault, abuse, scheduler, options.Value, signals, time);
    }

    /// <summary>Accepts a send, or joins the turn that the same send made before.</summary>
    /// <exception cref="RefusedException">Nothing was stored; the refusal says why.</exception>
    public async Task<AcceptedTurn> AcceptAsync(Caller caller, Send send, CancellationToken cancellationToken)
    {
        using var span = LogMetrics.Source.StartActivity("accept");
        send.Check(_options);
        KnobPolicy.Validate(send.Options.ToKnobRequest());
        var models = await _catalogue.ForAsync(caller.Tenant, cancellationToken);
        var question = send.Options.ToRouteQuestion(caller.Subject) with
        {
            Modality = send.Messages.Any(message => message.Files.Count > 0) ? "image" : "text",
            ContextTokens = models.ReachOf(send.Options.Model, caller.AclTags).AsksForSize ? send.Tokens : null,
            Conversation = send.Conversation?.Value,
        };
        Deployment deployment;
        try
        {
            deployment = models.AtDoor(send.Options.Model, question, caller.AclTags, send.Options.Asks);
        }
        catch (RefusedException) when (send.IdempotencyKey is not null)
        {
            // What was accepted before is joined whatever has become of its model.
            if (await EarlierAsync(caller, send, cancellationToken) is { } earlier)
            {
                return earlier;
            }

            throw;
        }

        var key = await _sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        var screened = ScreenedSend.Of(send, await _guards.ScreenAsync(caller.Tenant, null, cancellationToken), key);
        var standing = await _abuse.FindAsync(caller.Tenant, caller.Subject, cancellationToken);
        await using var files = await _files.PrepareAsync(caller, send, deployment, cancellationToken);
        var jobKey = send.Conversation is null && send.IsPassing
            ? await _passing.JobKeyAsync(caller.Tenant, cancellationToken)
            : null;
        var options = send.Options with { AclTags = caller.AclTags, Key = caller.Key, Modality = files.HaveImage ? "image" : "text", Replaced = screened.Replaced };

        // Read here: the transaction may run on a thread that belongs to no request.
        var trace = Activity.Current?.Id;
        var followers = Feed.KeyOf(caller.Tenant.Id, caller.Subject.Value);
        var (accepted, owner, fresh) = await _database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                var turn = TurnId.New(_time);
                if (send.IdempotencyKey is { } sendKey
                    && await JoinAsync(connection, key, caller.Subject, send, sendKey, turn) is { } joined)
                {
                    return (joined, null, null);
                }

                await _abuse.CheckAsync(connection, standing, send.GoesOn);
                files.Check();
                var conversation = send.Conversation ?? await NewConversationAsync(connection, key, jobKey, caller.Subject);
                var held = send.Conversation is null
                    ? new HeldConversation(null, HasTitle: true)
                    : await ConversationStore.HoldAsync(connection, caller.Subject, conversation)
                        ?? throw new RefusedException(Refusal.NotFound("conversation"));

                // All that is written goes in one round trip: each costs a turn of the network while the conversation is held.
                var written = new List<Statement>();
                var kept = await screened.ReplaceAsync(connection, key, _vault, caller.Subject, conversation, written);
                if (send.Conversation is null && jobKey is null)
                {
                    await _conversations.InsertAsync(connection, key, conversation, caller.Subject, kept.Title, passing: false, titleBy: null);
                }

                var place = await AddMessagesAsync(connection, key, caller.Subject, conversation, held.Leaf, kept, turn, files, written);
                var answer = MessageId.New(_time);
                var request = JsonSerializer.SerializeToUtf8Bytes(options, TurnJson.Default.TurnOptions);
                var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
                written.AddRange(_messages.Inserting(
                    caller.Tenant.Id,
                    key,
                    new(answer, conversation, caller.Subject, place.Asked, place.System, turn, "assistant", "running", "", null, null)));
                written.Add(new(
                    """
                    INSERT INTO turns (tenant_id, id, conversation_id, subject_id, user_message_id, assistant_message_id, system_message_id,
                        state, request, traceparent, created_at)
                    VALUES (@tenant, @turn, @conversation, @subject, @asked, @answer, @system, 'running', @request, @trace, @now)
                    """,
                    new
                    {
                        turn = turn.Value,
                        conversation = conversation.Value,
                        subject = caller.Subject.Value,
                        asked = place.Asked.Value,
                        answer = answer.Value,
                        system = place.System?.Value,
                        request = TurnSeal.Request(key, turn, request),
                        trace,
                        now,
                    }));
                var owner = _scheduler.Owner;
                written.Add(RunStore.Inserting(turn, owner, _scheduler.Lease, _scheduler.TimeLimit));
                if (owner is null)
                {
                    connection.NotifyOnCommit(RunStore.RunsTopic, "");
                    connection.NotifyOnCommit(Feed.Topic, followers);
                }

                written.AddRange(_conversations.Advancing(key, caller.Subject, conversation, turn, answer, held.HasTitle ? null : kept.Title, isPassing: jobKey is not null));
                await connection.ExecuteAllAsync(written);

                // Last, so that others who count on the same rows wait for the commit alone; a refusal undoes all of the above.
                var counted = await _quota.CountAsync(connection, caller, send.GoesOn, send.IsRepeat);
                await OpenTurns.CheckAsync(connection, caller.Subject, counted.MostOpenTurns);
                var fresh = kept.Messages is [.., var asked] && place.Added is not null
                    ? new FreshTurn(caller.Subject, conversation, place.Asked, answer, place.System, request, asked, now, trace, IsPassing: jobKey is not null)
                    {
                        HasNoFiles = send.Conversation is null && kept.Messages.All(message => message.Files.Count == 0),
                        Branch = send.Conversation is null ? place.Added : null,
                    }
                    : null;
                return (new AcceptedTurn(turn, conversation, false) { Warning = counted.Warning }, owner, fresh);
            },
            Durability.Full,
            cancellationToken);
        if (!accepted.IsJoined)
        {
            files.Keep();
        }

        span?.SetTag(TurnTags.Turn, accepted.Turn.Value);
        span?.SetTag("parley.turn.joined", accepted.IsJoined);
        span?.Stop();
        if (owner is not null)
        {
            _signals.Raise(Feed.Topic, followers);
            _scheduler.Start(new(accepted.Turn, caller.Tenant.Id, 1, 1, _time.GetUtcNow() + _scheduler.TimeLimit, false)
            {
                // Nobody else knows of what passes.
                IsUnwatched = send.Conversation is null && send.IsPassing && send.IsWhole,
                Fresh = fresh,
            });
        }
        else if (!accepted.IsJoined)
        {
            _scheduler.Await(accepted.Turn, caller.Tenant, caller.Subject);
        }

        return accepted;
    }

    /// <returns>The turn that the same send made; null when this is its first coming, which is now on record.</returns>
    private async Task<AcceptedTurn?> JoinAsync(TenantConnection connection, DataKey dataKey, SubjectId subject, Send send, string key, TurnId turn)
    {
        var hash = send.Hash(dataKey);
        var added = await connection.ExecuteAsync(
            """
            INSERT INTO sends (tenant_id, subject_id, route, key, turn_id, body_hash, created_at)
            VALUES (@tenant, @subject, @route, @key, @turn, @hash, @now) ON CONFLICT DO NOTHING
            """,
            new { subject = subject.Value, route = send.Route, key, turn = turn.Value, hash, now = _time.GetUtcNow().ToUnixTimeMilliseconds() });
        if (added == 1)
        {
            return null;
        }

        return await EarlierAsync(connection, dataKey, subject, send, key);
    }

    private async Task<AcceptedTurn?> EarlierAsync(Caller caller, Send send, CancellationToken cancellationToken)
    {
        var key = await _sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        await using var connection = await _database.OpenAsync(caller.Tenant, cancellationToken);
        return await EarlierAsync(connection, key, caller.Subject, send, send.IdempotencyKey!);
    }

    /// <returns>The turn that the same send made; null when it was not sent before.</returns>
    private static async Task<AcceptedTurn?> EarlierAsync(TenantConnection connection, DataKey dataKey, SubjectId subject, Send send, string key)
    {
        var earlier = await connection.QuerySingleOrDefaultAsync<SendRow>(
            $"""
            SELECT sends.turn_id AS "TurnId", sends.body_hash AS "BodyHash", sends.erased AS "Erased", turns.conversation_id AS "ConversationId"
            FROM sends LEFT JOIN turns ON turns.tenant_id = @tenant AND turns.id = sends.turn_id AND {ConversationDeletion.Stays("turns.conversation_id")}
            WHERE sends.tenant_id = @tenant AND sends.subject_id = @subject AND sends.route = @route AND sends.key = @key
            """,
            new { subject = subject.Value, route = send.Route, key });
        if (earlier is null)
        {
            return null;
        }

        // Sends of before have a hash that needs no key.
        if (earlier.BodyHash != send.Hash(dataKey) && earlier.BodyHash != send.Hash())
        {
            throw new RefusedException(new(
                409, "idempotency_conflict",
                "This idempotency key was used before with another body. Use a new key for a new message, or send the first body again."));
        }

        if (earlier.Erased != 0 || earlier.ConversationId is null)
        {
            throw new RefusedException(new(
                410, "erased", "This message was sent before, and has been erased since. It is not run a second time."));
        }

        return new(new(earlier.TurnId), new(earlier.ConversationId), true);
    }

    private async Task<ConversationId> NewConversationAsync(TenantConnection connection, DataKey key, DataKey? jobKey, SubjectId subject) =>
        jobKey is null ? ConversationId.New(_time) : await _passing.InsertAsync(connection, key, jobKey, subject, "");

    /// <returns>The message that is to be answered, the branch's system message, and what was added, newest first; null for nothing.</returns>
    private async Task<(MessageId Asked, MessageId? System, IReadOnlyList<Message>? Added)> AddMessagesAsync(
        TenantConnection connection, DataKey key, SubjectId subject, ConversationId conversation, MessageId? leaf, Send send, TurnId turn, PreparedFiles files,
        List<Statement> written)
    {
        if (await AnotherAnswer.PlaceAsync(connection, conversation, send) is { } place)
        {
            return (place.Asked, place.System, null);
        }

        var parent = send.Parent.IsGiven ? send.Parent.Id : leaf;
        var above = parent is { } id ? await FindParentAsync(connection, conversation, id, send) : null;
        var system = above?.Role == "system" ? above.Id : above?.System;
        var all = new List<Message>();
        foreach (var message in send.Messages)
        {
            var added = MessageId.New(_time);
            await files.AttachAsync(connection, subject, conversation, message, added);
            var made = new NewMessage(
                added, conversation, subject, parent, system, message.Role == "user" ? turn : null, message.Role, "complete", message.Content, null, files.DetailsOf(message),
                _time.GetUtcNow())
            {
                Terms = message.Terms,
            };
            written.AddRange(_messages.Inserting(connection.Tenant, key, made));
            all.Add(MessageStore.Written(key, made));
            parent = added;
            system = message.Role == "system" ? added : system;
        }

        all.Reverse();
        return (parent!.Value, system, all);
    }

    private static async Task<MessagePlace> FindParentAsync(
        TenantConnection connection, ConversationId conversation, MessageId parent, Send send)
    {
        var place = await MessageStore.PlaceAsync(connection, conversation, parent)
            ?? throw new RefusedException(Refusal.Invalid("parent_id", "There is no such message in this conversation."));
        AnotherAnswer.RefuseWhileRunning(place.State, place.Turn?.Value);
        return place.Role != "user" || !send.Parent.IsGiven
            ? place
            : throw new RefusedException(Refusal.Invalid(
                "parent_id", "The parent is a user's message. A question follows an answer: give the answer above it, or null for the first message."));
    }

    private sealed record SendRow(string TurnId, string BodyHash, long Erased, string? ConversationId);
}
