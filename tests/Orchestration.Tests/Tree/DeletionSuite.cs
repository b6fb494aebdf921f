using Parley.Conversations;
using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>Deletions of whole conversations that are too long for one transaction, on every database.</summary>
public abstract class DeletionSuite(DatabaseKind kind)
{
    // Three pieces.
    private const int Length = 1_100;

    private static readonly string[] Tables =
        ["messages", "message_terms", "message_segments", "message_postings", "turns", "turn_steps", "turn_logs", "turn_events", "sys_runs", "conversations"];

    private static CancellationToken Never => CancellationToken.None;

    [Fact]
    public async Task A_long_conversation_with_an_answer_that_is_being_written_is_gone_when_its_deletion_returns()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var (caller, conversation) = await PlantAsync(house);
        var running = await house.Accept.AcceptAsync(caller, TurnHouse.Question(conversation), Never);

        Assert.True(await house.Get<ConversationDeletion>().DeleteAsync(caller.Tenant, caller.Subject, conversation, Never));

        Assert.Equal("", await LeftAsync(house, caller));
        Assert.Null(await house.Conversations.FindAsync(caller, conversation, Never));
        Assert.Equal(404, (await Assert.ThrowsAsync<RefusedException>(() => house.Turns.ViewAsync(caller, running.Turn, Never))).Refusal.Status);
        Assert.False(await house.Get<ConversationDeletion>().DeleteAsync(caller.Tenant, caller.Subject, conversation, Never));
    }

    [Fact]
    public async Task What_a_crash_leaves_of_it_nobody_sees_and_a_job_erases()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var (caller, conversation) = await PlantAsync(house);
        var running = await house.Accept.AcceptAsync(caller, TurnHouse.Question(conversation), Never);
        var crash = new Crash(pieces: 2);
        var deletion = new ConversationDeletion(
            house.Database.Tenants, house.Database.Sealer, house.Conversations, [.. house.Get<IEnumerable<IMessageErasure>>(), crash], house.Database.Jobs, TimeProvider.System);

        await Assert.ThrowsAsync<IOException>(() => deletion.DeleteAsync(caller.Tenant, caller.Subject, conversation, Never));

        Assert.NotEqual("", await LeftAsync(house, caller));
        Assert.Null(await house.Conversations.FindAsync(caller, conversation, Never));
        Assert.Empty((await house.Conversations.ListAsync(caller, new(), null, 50, Never)).Data);
        Assert.Empty((await house.Get<MessageSearch>().FindAsync(caller, "text", new(), null, 50, Never)).Data);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => house.Accept.AcceptAsync(caller, TurnHouse.Question(conversation, "More"), Never));
        Assert.Equal(404, refused.Refusal.Status);
        Assert.Equal(404, (await Assert.ThrowsAsync<RefusedException>(() => house.Turns.ViewAsync(caller, running.Turn, Never))).Refusal.Status);

        await house.Get<IEnumerable<IJobHandler>>().Single(handler => handler.Kind == "conversations.erase_long").RunAsync(
            new() { Tenant = caller.Tenant, Id = new("job_x"), Payload = $"{caller.Subject}/{conversation}", Attempt = 1, IsLastAttempt = false }, Never);

        Assert.Equal("", await LeftAsync(house, caller));
    }

    [Fact]
    public async Task What_is_still_to_be_erased_is_not_found_by_an_id_of_its_own()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var (caller, conversation) = await PlantAsync(house);
        var (turn, answer) = await EndedAsync(house, caller, conversation);
        await house.Get<FeedbackStore>().PutAsync(caller, answer, new("up", [], null, DateTimeOffset.UnixEpoch), Never);
        var deletion = new ConversationDeletion(
            house.Database.Tenants, house.Database.Sealer, house.Conversations, [new Crash(pieces: 0)], house.Database.Jobs, TimeProvider.System);
        await Assert.ThrowsAsync<IOException>(() => deletion.DeleteAsync(caller.Tenant, caller.Subject, conversation, Never));

        Func<Task>[] ways =
        [
            () => house.Turns.ViewAsync(caller, turn, Never),
            () => house.Turns.EnsureOwnAsync(caller, turn, Never),
            () => house.Get<FeedbackStore>().PutAsync(caller, answer, null, Never),
        ];

        Assert.Equal(410, (await Assert.ThrowsAsync<RefusedException>(() => house.Accept.AcceptAsync(caller, TurnHouse.Question(conversation, key: "sent-once"), Never))).Refusal.Status);
        Assert.All(ways, way => Assert.Equal(404, Assert.ThrowsAsync<RefusedException>(way).GetAwaiter().GetResult().Refusal.Status));
        Assert.Null(await house.Get<BranchDeletion>().DeleteAsync(caller, answer, Never));
        Assert.Empty(await house.Turns.StatesAsync(caller, [turn], Never));
    }

    private static async Task<(TurnId Turn, MessageId Answer)> EndedAsync(TurnHouse house, Caller caller, ConversationId conversation)
    {
        var accepted = await house.Accept.AcceptAsync(caller, TurnHouse.Question(conversation, key: "sent-once"), Never);
        await house.Database.Tenants.WriteAsync(caller.Tenant, async connection =>
        {
            await connection.ExecuteAsync("UPDATE turns SET state = 'completed' WHERE tenant_id = @tenant AND id = @id", new { id = accepted.Turn.Value });
            await connection.ExecuteAsync("UPDATE messages SET state = 'complete' WHERE tenant_id = @tenant AND turn_id = @id", new { id = accepted.Turn.Value });
        });
        return (accepted.Turn, Assert.Single(await house.Turns.StatesAsync(caller, [accepted.Turn], Never)).Answer);
    }

    private static async Task<(Caller Caller, ConversationId Conversation)> PlantAsync(TurnHouse house)
    {
        var caller = TurnHouse.Caller();
        var conversation = await house.StartAsync(caller);
        await new TreeHands(house, caller, conversation).PlantAsync(
            null, [.. Enumerable.Range(0, Length).Select(i => (i % 2 == 0 ? "user" : "assistant", i - 1))]);
        return (caller, conversation);
    }

    // The tables that hold something of it still.
    private static async Task<string> LeftAsync(TurnHouse house, Caller caller)
    {
        await using var connection = await house.Database.Tenants.OpenAsync(caller.Tenant);
        var left = new List<string>();
        foreach (var table in Tables)
        {
            if (await connection.ScalarAsync<long>($"SELECT count(*) FROM {table} WHERE tenant_id = @tenant") > 0)
            {
                left.Add(table);
            }
        }

        return string.Join(' ', left);
    }

    /// <summary>Ends the deletion in its third transaction.</summary>
    private sealed class Crash(int pieces) : IMessageErasure
    {
        private int _seen;

        public Task EraseAsync(TenantConnection connection, ConversationId conversation, IReadOnlyList<MessageId> messages, IReadOnlyList<TurnId> turns) =>
            _seen++ < pieces ? Task.CompletedTask : throw new IOException("The power is gone.");
    }
}

public sealed class SqliteDeletionTests() : DeletionSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlDeletionTests() : DeletionSuite(DatabaseKind.PostgreSql);
