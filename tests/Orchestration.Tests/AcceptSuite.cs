using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Parley.Conversations;
using Parley.Models;
using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>What an accept promises, on every database.</summary>
public abstract class AcceptSuite(DatabaseKind kind)
{
    [Fact]
    public async Task A_message_is_answered_once_and_its_log_obeys_the_law_of_the_stream()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        var caller = TurnHouse.Caller();
        var conversation = await house.StartAsync(caller);

        var (turn, end) = await house.AskAsync(caller, TurnHouse.Question(conversation));

        Assert.Equal("turn.completed", end.Name);
        var view = await house.Turns.ViewAsync(caller, turn, CancellationToken.None);
        Assert.Equal("completed", view.State);
        Assert.Equal(end.Number, view.LastEventId);
        var branch = await BranchAsync(house, caller, conversation);
        Assert.Equal(["assistant", "user"], branch.Select(message => message.Role));
        Assert.Equal(view.Text, branch[0].Content);
        Assert.NotEmpty(view.Text);
        Assert.Equal("Hello", (await house.Conversations.FindAsync(caller, conversation, CancellationToken.None))!.Title);
    }

    [Fact]
    public async Task A_message_that_a_run_gets_from_memory_is_the_one_that_it_would_read()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var caller = TurnHouse.Caller();
        var conversation = await house.StartAsync(caller);
        var key = await house.Get<Sealer>().KeyAsync(caller.Tenant.Id, caller.Subject.Value, CancellationToken.None);
        var (root, asked, answer) = (MessageId.New(TimeProvider.System), MessageId.New(TimeProvider.System), MessageId.New(TimeProvider.System));
        var now = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);
        NewMessage[] written =
        [
            new(root, conversation, caller.Subject, null, null, null, "system", "complete", "Be brief.", null, null, now),
            new(asked, conversation, caller.Subject, root, root, TurnId.New(TimeProvider.System), "user", "complete", "Straße, 東京?", null, null, now),
            new(answer, conversation, caller.Subject, asked, root, null, "assistant", "complete", "", null,
                new() { ToolCalls = [new("call_1", "look_up", JsonElement.Parse("""{"what": "birds"}"""))] }, now),
        ];
        await house.Get<TenantDatabase>().WriteAsync(
            caller.Tenant, connection => connection.ExecuteAllAsync([.. written.SelectMany(message => house.Messages.Inserting(caller.Tenant.Id, key, message))]));

        await using var reading = await house.Get<TenantDatabase>().OpenAsync(caller.Tenant, CancellationToken.None);
        var read = await MessageStore.ReadUpAsync(reading, key, conversation, answer, 10);

        Assert.Equal(read.Select(message => JsonSerializer.Serialize(message)), written.Reverse().Select(message => JsonSerializer.Serialize(MessageStore.Written(key, message))));
    }

    [Fact]
    public async Task The_message_that_the_end_tells_is_the_one_that_is_kept()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        var caller = TurnHouse.Caller();

        var (_, end) = await house.AskAsync(caller, TurnHouse.Question(await house.StartAsync(caller)));

        var told = JsonElement.Parse(end.Json.Span).GetProperty("message");
        var kept = await house.Messages.FindAsync(caller.Tenant, caller.Subject, new(told.GetProperty("id").GetString()!), CancellationToken.None);
        var turn = new TurnCancelled(TurnId.New(TimeProvider.System), kept!);
        Assert.Equal(JsonElement.Parse(TurnJson.Write(turn)).GetProperty("message").GetRawText(), told.GetRawText());
    }

    [Fact]
    public async Task A_retried_send_joins_its_turn_and_another_body_under_its_key_is_refused()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        var caller = TurnHouse.Caller();
        var conversation = await house.StartAsync(caller);
        var (turn, _) = await house.AskAsync(caller, TurnHouse.Question(conversation, key: "k1"));

        var again = await house.Accept.AcceptAsync(caller, TurnHouse.Question(conversation, key: "k1"), CancellationToken.None);
        var other = await RefusedAsync(house, caller, TurnHouse.Question(conversation, "Something else", key: "k1"));

        Assert.Equal((turn, true), (again.Turn, again.IsJoined));
        Assert.Equal((409, "idempotency_conflict"), (other.Status, other.Code));
        Assert.Equal(2, (await BranchAsync(house, caller, conversation)).Count);
    }

    [Fact]
    public async Task A_retried_send_joins_its_turn_although_nobody_knows_its_model_any_more()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        var (caller, catalogue) = (TurnHouse.Caller(), house.Get<ModelCatalogue>());
        house.Get<EnvironmentTenants>().Grant(caller.Tenant.Id);
        catalogue.Show([house.Get<DeploymentFactory>().Make(
            "test", "here-today", new("here-today", 4_000, 500, ModelAbilities.Chat, new SaidModel((_, _) => Task.FromResult("Yes."))))]);
        var question = TurnHouse.Question(await house.StartAsync(caller), key: "k1");
        question = question with { Options = question.Options with { Model = "here-today" } };
        var (turn, _) = await house.AskAsync(caller, question);
        catalogue.Show([], ["TEST"]);

        var again = await house.Accept.AcceptAsync(caller, question, CancellationToken.None);
        var fresh = await RefusedAsync(house, caller, question with { IdempotencyKey = "k2" });
        var other = await RefusedAsync(house, caller, question with { IdempotencyKey = "k1", Messages = [new("user", "Something else")] });

        Assert.Equal((turn, true), (again.Turn, again.IsJoined));
        Assert.Equal((503, "provider_silent"), (fresh.Status, fresh.Code));
        Assert.Equal((409, "idempotency_conflict"), (other.Status, other.Code));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_waited_for_whole_leaves_the_same_log_and_of_its_steps_what_is_asked_for_later(bool asksForPassages)
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        var caller = TurnHouse.Caller();
        var send = TurnHouse.Question(default) with { Conversation = null, IsPassing = true, Options = new() { Retrieval = asksForPassages ? new() : null } };

        var (shown, _) = await house.AskAsync(caller, send);
        var (whole, end) = await house.AskAsync(caller, send with { IsWhole = true });

        var log = await house.ReadAsync(whole);
        Assert.Equal("turn.completed", end.Name);
        Assert.Equal(Enumerable.Range(1, log.Count).Select(number => (long)number), log.Select(entry => entry.Number));
        Assert.Equal(end.Number, log[^1].Number);
        Assert.Equal((await house.ReadAsync(shown)).Select(entry => entry.Name).Distinct(), log.Select(entry => entry.Name).Distinct());
        Assert.Equal(Text(await house.ReadAsync(shown)), Text(log));
        Assert.Contains(Retrieve.Step, await StepsAsync(house, caller, shown));
        Assert.Contains("choose", await StepsAsync(house, caller, shown));
        Assert.Equal(asksForPassages ? [Retrieve.Step] : [], await StepsAsync(house, caller, whole));

        static string Text(IEnumerable<LogEntry> log) => string.Concat(log.Select(TurnJson.Read).OfType<Delta>().Select(delta => delta.Text));
    }

    [Fact]
    public async Task What_is_waited_for_whole_is_begun_by_the_thread_that_accepted_it_and_in_no_time_of_the_accept()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        using var root = new Activity("test").Start();
        var (accepts, runs) = (new ConcurrentDictionary<ActivitySpanId, int>(), new ConcurrentDictionary<ActivitySpanId, int>());
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == LogMetrics.Name,
            Sample = static (ref _) => ActivitySamplingResult.AllData,
            ActivityStarted = span => _ = span.TraceId == root.TraceId && span.OperationName == "run" && runs.TryAdd(span.ParentSpanId, Environment.CurrentManagedThreadId),
            ActivityStopped = span => _ = span.TraceId == root.TraceId && span.OperationName == "accept" && !runs.ContainsKey(span.SpanId) && accepts.TryAdd(span.SpanId, Environment.CurrentManagedThreadId),
        };
        ActivitySource.AddActivityListener(listener);

        await house.AskAsync(TurnHouse.Caller(), TurnHouse.Question(default) with { Conversation = null, IsPassing = true, IsWhole = true });

        Assert.Contains(runs, run => accepts.TryGetValue(run.Key, out var thread) && thread == run.Value);
    }

    [Fact]
    public async Task The_same_key_of_another_subject_is_another_send()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        var (one, two) = (TurnHouse.Caller(), TurnHouse.Caller(subject: "sub_b"));
        var (first, _) = await house.AskAsync(one, TurnHouse.Question(await house.StartAsync(one), key: "k1"));

        var (second, _) = await house.AskAsync(two, TurnHouse.Question(await house.StartAsync(two), key: "k1"));

        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_retry_after_an_erasure_is_gone_and_never_a_second_run()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        var caller = TurnHouse.Caller();
        var conversation = await house.StartAsync(caller);
        var (turn, _) = await house.AskAsync(caller, TurnHouse.Question(conversation, key: "k1"));
        Assert.True(await house.Get<ConversationDeletion>().DeleteAsync(caller.Tenant, caller.Subject, conversation, CancellationToken.None));

        var refusal = await RefusedAsync(house, caller, TurnHouse.Question(conversation, key: "k1"));

        Assert.Equal((410, "erased"), (refusal.Status, refusal.Code));
        var gone = await Assert.ThrowsAsync<RefusedException>(() => house.Turns.ViewAsync(caller, turn, CancellationToken.None));
        Assert.Equal(404, gone.Refusal.Status);
    }

    [Fact]
    public async Task A_second_message_on_a_branch_that_is_being_answered_is_refused_with_the_turn()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var caller = TurnHouse.Caller();
        var conversation = await house.StartAsync(caller);
        var running = await house.Accept.AcceptAsync(caller, TurnHouse.Question(conversation), CancellationToken.None);

        var refusal = await RefusedAsync(house, caller, TurnHouse.Question(conversation, "And this?"));

        Assert.Equal((409, "turn_in_progress"), (refusal.Status, refusal.Code));
        Assert.Equal(running.Turn.Value, refusal.Extensions!["turn_id"]);
        Assert.Equal("queued", (await house.Turns.ViewAsync(caller, running.Turn, CancellationToken.None)).State);
        Assert.Equal([running.Turn], (await house.Conversations.FindAsync(caller, conversation, CancellationToken.None))!.ActiveTurnIds);
    }

    [Fact]
    public async Task Two_messages_that_race_for_the_same_leaf_make_one_turn_and_one_refusal()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var caller = TurnHouse.Caller();
        var conversation = await house.StartAsync(caller);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            try
            {
                await house.Accept.AcceptAsync(caller, TurnHouse.Question(conversation, $"Message {i}"), CancellationToken.None);
                return "accepted";
            }
            catch (RefusedException refused)
            {
                return refused.Refusal.Code;
            }
        }));

        Assert.Single(outcomes, "accepted");
        Assert.Equal(7, outcomes.Count(outcome => outcome == "turn_in_progress"));
    }

    [Fact]
    public async Task Edit_and_regenerate_make_siblings_and_change_no_parent()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        var caller = TurnHouse.Caller();
        var conversation = await house.StartAsync(caller);
        await house.AskAsync(caller, TurnHouse.Question(conversation, "Hello"));
        var first = await BranchAsync(house, caller, conversation);

        await house.AskAsync(caller, TurnHouse.Question(conversation) with { Messages = [], RegenerateOf = first[0].Id });
        var regenerated = await BranchAsync(house, caller, conversation);
        await house.AskAsync(caller, TurnHouse.Question(conversation, "Hi there", parent: new(true, null)));
        var edited = await BranchAsync(house, caller, conversation);

        Assert.Equal(first[1].Id, regenerated[0].ParentId);
        Assert.Equal([first[0].Id, regenerated[0].Id], regenerated[0].SiblingIds);
        Assert.Equal([first[1].Id, edited[1].Id], edited[1].SiblingIds);
        Assert.Null(edited[1].ParentId);
        var old = await house.Messages.ReadBranchAsync(caller, conversation, first[0].Id, null, 50, CancellationToken.None);
        Assert.Equal(first.Select(message => message.Id), old!.Data.Select(message => message.Id));
    }

    [Fact]
    public async Task A_branch_is_followed_from_any_of_its_messages_to_its_newest_end()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        var caller = TurnHouse.Caller();
        var conversation = await house.StartAsync(caller);
        await house.AskAsync(caller, TurnHouse.Question(conversation, "Hello"));
        await house.AskAsync(caller, TurnHouse.Question(conversation, "And then?"));
        var first = await BranchAsync(house, caller, conversation);
        await house.AskAsync(caller, TurnHouse.Question(conversation) with { Messages = [], RegenerateOf = first[0].Id });
        var regenerated = await BranchAsync(house, caller, conversation);
        await house.AskAsync(caller, TurnHouse.Question(conversation, "Hi there", parent: new(true, null)));
        var ends = house.Get<BranchEnds>();

        Task<MessageId?> EndAsync(MessageId through, Caller reader) => ends.FindAsync(reader, conversation, through, CancellationToken.None);

        Assert.Equal(regenerated[0].Id, await EndAsync(first[^1].Id, caller));
        Assert.Equal(first[0].Id, await EndAsync(first[0].Id, caller));
        Assert.Null(await EndAsync(first[0].Id, TurnHouse.Caller(subject: "sub_b")));
        Assert.Null(await EndAsync(first[0].Id, TurnHouse.Caller("tenant_b")));
    }

    [Fact]
    public async Task Anothers_conversation_and_turn_are_not_there()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        var owner = TurnHouse.Caller();
        var conversation = await house.StartAsync(owner);
        var (turn, _) = await house.AskAsync(owner, TurnHouse.Question(conversation));
        foreach (var stranger in new[] { TurnHouse.Caller(subject: "sub_b"), TurnHouse.Caller("tenant_b") })
        {
            Assert.Equal(404, (await RefusedAsync(house, stranger, TurnHouse.Question(conversation))).Status);
            var view = await Assert.ThrowsAsync<RefusedException>(() => house.Turns.ViewAsync(stranger, turn, CancellationToken.None));
            Assert.Equal(404, view.Refusal.Status);
            await Assert.ThrowsAsync<RefusedException>(() => house.Turns.CancelAsync(stranger, turn, CancellationToken.None));
            Assert.Null(await house.Messages.ReadBranchAsync(stranger, conversation, null, null, 50, CancellationToken.None));
        }
    }

    [Fact]
    public async Task The_record_of_an_answer_tells_how_it_came_to_be()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        var caller = TurnHouse.Caller();
        var (turn, _) = await house.AskAsync(caller, TurnHouse.Question(await house.StartAsync(caller)));

        var record = await house.Turns.ProvenanceAsync(caller, turn, null, CancellationToken.None);

        Assert.Equal("extractive", record.Deployment);
        Assert.Equal("ok", Assert.Single(record.Attempts).Outcome);
        Assert.Equal("answer.v2", record.Prompt!.Version);
        Assert.Equal(64, record.Prompt.Sha256.Length);
        Assert.Single(record.Memory!.Included);
        Assert.Equal(["answer", "attach", "choose", "compose", "guard", "history", "material", "remember", "retrieve", "understand"], record.TimingsMs.Keys.Order());
    }

    [Fact]
    public async Task A_cancel_that_comes_before_any_worker_ends_the_turn_without_asking_a_model()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var caller = TurnHouse.Caller();
        var accepted = await house.Accept.AcceptAsync(caller, TurnHouse.Question(await house.StartAsync(caller)), CancellationToken.None);
        await house.Turns.CancelAsync(caller, accepted.Turn, CancellationToken.None);

        var held = Assert.Single(await house.Get<RunStore>().ClaimAsync(
            TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), 5, CancellationToken.None));
        using var active = new ActiveRun(held, TimeProvider.System);
        await house.Get<RunWorker>().RunAsync(active);

        var end = await house.Log.WaitForEndAsync(caller.Tenant, caller.Subject, accepted.Turn, CancellationToken.None);
        Assert.Equal("turn.cancelled", end!.Name);
        Assert.Equal("", JsonElement.Parse(end.Json.Span).GetProperty("message").GetProperty("content").GetString());
    }

    private static async Task<IReadOnlyList<string>> StepsAsync(TurnHouse house, Caller caller, TurnId turn)
    {
        await using var connection = await house.Get<TenantDatabase>().OpenAsync(caller.Tenant);
        return await connection.QueryAsync<string>(
            "SELECT step FROM turn_steps WHERE tenant_id = @tenant AND turn_id = @turn AND step <> 'trace' ORDER BY step", new { turn = turn.Value });
    }

    private static async Task<IReadOnlyList<Message>> BranchAsync(TurnHouse house, Caller caller, ConversationId conversation) =>
        (await house.Messages.ReadBranchAsync(caller, conversation, null, null, 50, CancellationToken.None))!.Data;

    private static async Task<Refusal> RefusedAsync(TurnHouse house, Caller caller, Send send) =>
        (await Assert.ThrowsAsync<RefusedException>(() => house.Accept.AcceptAsync(caller, send, CancellationToken.None))).Refusal;
}

public sealed class SqliteAcceptTests() : AcceptSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlAcceptTests() : AcceptSuite(DatabaseKind.PostgreSql);
