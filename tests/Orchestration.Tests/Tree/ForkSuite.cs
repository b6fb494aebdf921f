using Parley.Conversations;

namespace Parley.Orchestration.Tests;

/// <summary>Copies of branches, on every database.</summary>
public abstract class ForkSuite(TreeFixture fixture)
{
    [Fact]
    public async Task A_copy_is_the_branch_through_the_message_with_ids_of_its_own()
    {
        var hands = await fixture.OpenAsync();
        var first = await hands.AskAsync(hands.Question("Hello") with { Messages = [new("system", "Be brief."), new("user", "Hello")] });
        await hands.AskAsync(hands.Question("Thanks"));
        await hands.AskAsync(hands.Again(first.Id));

        var made = await ForkAsync(hands, first.Id);

        var copy = hands.On(made.Id);
        var (was, now) = (await hands.BranchAsync(first.Id), await copy.BranchAsync());
        Assert.Equal(was.Select(Kept), now.Select(Kept));
        Assert.Empty(was.Select(message => message.Id).Intersect(now.Select(message => message.Id)));
        Assert.Equal((hands.Conversation, first.Id), (made.ForkedFrom!.ConversationId, made.ForkedFrom.MessageId));
        Assert.Equal((now[0].Id, (await hands.ReadAsync()).Title), (made.LeafMessageId, made.Title));
        Assert.All(now, message => Assert.Equal((1, null), (message.SiblingCount, message.TurnId)));

        // It goes on by itself, under the copied system message, and outlives its origin.
        await hands.House.Get<ConversationDeletion>().DeleteAsync(hands.Caller.Tenant, hands.Caller.Subject, hands.Conversation, CancellationToken.None);
        await copy.SendAsync(copy.Again(now[0].Id));
        Assert.Contains(await copy.PromptAsync(), message => message.Text == "Be brief.");
        await copy.FinishAsync();
        await TreeRules.CheckAsync(hands.House.Database, hands.Caller.Tenant);
    }

    [Fact]
    public async Task A_branch_of_many_pieces_is_copied_whole()
    {
        var hands = await fixture.OpenAsync();
        var chain = await hands.PlantAsync(null, [.. Enumerable.Range(0, 1_100).Select(i => (i % 2 == 0 ? "user" : "assistant", i - 1))]);

        var copy = hands.On((await ForkAsync(hands, chain[1_000], "Copied")).Id);

        var branch = await copy.BranchAsync(limit: 1_001);
        Assert.Equal(1_001, branch.Count);
        Assert.Equal(Enumerable.Range(0, 1_001).Select(i => $"Text {i}").Reverse(), branch.Select(message => message.Content));
        var made = await copy.ReadAsync();
        Assert.Equal(("Copied", "user", false), (made.Title, made.TitleBy, made.Temporary));
        await TreeRules.CheckAsync(hands.House.Database, hands.Caller.Tenant);
    }

    [Fact]
    public async Task Long_messages_are_copied_in_several_pieces_and_pins_are_copied_too()
    {
        var hands = await fixture.OpenAsync();
        var (small, large) = (new MemoryHands(hands.House, hands.Caller, hands.Conversation), await fixture.OpenAsync());
        var few = await small.SayAsync(null, ("user", "One"), ("assistant", "Two"), ("user", "Three"), ("assistant", "Four"));
        var text = new string('x', 1_000_000);
        var many = await new MemoryHands(large.House, large.Caller, large.Conversation)
            .SayAsync(null, ("user", text), ("assistant", text), ("user", text), ("assistant", "End"));
        await hands.House.Get<MessagePins>().SetAsync(hands.Caller, few[1], true, CancellationToken.None);
        await hands.House.Get<MessagePins>().SetAsync(large.Caller, many[2], true, CancellationToken.None);

        var before = await JobsAsync(hands);
        var copy = hands.On((await ForkAsync(hands, few[^1])).Id);
        var between = await JobsAsync(hands);
        var copyOfLarge = large.On((await ForkAsync(large, many[^1])).Id);

        // What is copied in more than one piece has a job that would erase its remains.
        Assert.Equal((before, before + 1), (between, await JobsAsync(hands)));
        Assert.Equal([false, false, true, false], (await copy.BranchAsync()).Select(message => message.Pinned));
        Assert.Equal(
            [(3, false), (1_000_000, true), (1_000_000, false), (1_000_000, false)],
            (await copyOfLarge.BranchAsync()).Select(message => (message.Content.Length, message.Pinned)));
        await TreeRules.CheckAsync(hands.House.Database, hands.Caller.Tenant);
    }

    [Fact]
    public async Task What_a_copy_that_was_never_whole_left_behind_stands_in_no_list_and_is_erased()
    {
        var hands = await fixture.OpenAsync();
        await hands.PlantAsync(null, [("user", -1), ("assistant", 0)]);
        await hands.House.Database.Tenants.WriteAsync(hands.Caller.Tenant, connection => connection.ExecuteAsync(
            "UPDATE conversations SET passing = 2 WHERE tenant_id = @tenant AND id = @id", new { id = hands.Conversation.Value }));
        var listed = await hands.House.Conversations.ListAsync(hands.Caller, new(), null, 50, CancellationToken.None);

        var sweep = hands.House.Get<IEnumerable<Storage.IJobHandler>>().Single(handler => handler.Kind == "conversations.erase_fork");
        var payload = $"{hands.Caller.Subject}/{hands.Conversation}";
        var key = await hands.House.Database.Sealer.KeyAsync(hands.Caller.Tenant.Id, Storage.JobQueue.KeyOwner);
        await hands.House.Database.Tenants.WriteAsync(hands.Caller.Tenant, connection => hands.House.Database.Jobs.EnqueueAsync(
            connection, key, sweep.Kind, payload));
        await hands.House.Database.RunJobsAsync(sweep);

        Assert.Empty(listed.Data);
        Assert.Null(await hands.House.Conversations.FindAsync(hands.Caller, hands.Conversation, CancellationToken.None));
        await TreeRules.CheckAsync(hands.House.Database, hands.Caller.Tenant);
    }

    [Fact]
    public async Task What_is_anothers_or_is_being_written_is_not_copied()
    {
        var hands = await fixture.OpenAsync();
        var stranger = await fixture.OpenAsync();
        await hands.SendAsync(hands.Question());
        var branch = await hands.BranchAsync();

        Assert.Equal(409, (await RefusedAsync(hands, branch[0].Id)).Status);
        Assert.Equal(404, (await RefusedAsync(stranger.On(hands.Conversation), branch[1].Id)).Status);
        Assert.Equal(404, (await RefusedAsync(stranger, branch[1].Id)).Status);
        Assert.Equal("user", Assert.Single(await hands.On((await ForkAsync(hands, branch[1].Id)).Id).BranchAsync()).Role);
        await hands.FinishAsync();
    }

    private static async Task<long> JobsAsync(TreeHands hands)
    {
        await using var connection = await hands.House.Database.Tenants.OpenAsync(hands.Caller.Tenant);
        return await connection.ScalarAsync<long>("SELECT count(*) FROM sys_jobs WHERE tenant_id = @tenant AND kind = 'conversations.erase_fork'");
    }

    private static object Kept(Message message) => (message.Role, message.Content, message.State, message.Model, message.CreatedAt, message.Usage);

    private static Task<Conversation> ForkAsync(TreeHands hands, MessageId through, string? title = null) =>
        hands.House.Get<BranchFork>().ForkAsync(hands.Caller, hands.Conversation, through, title, CancellationToken.None);

    private static async Task<Refusal> RefusedAsync(TreeHands hands, MessageId through) =>
        (await Assert.ThrowsAsync<RefusedException>(() => ForkAsync(hands, through))).Refusal;
}

public sealed class SqliteForkTests(SqliteTreeFixture fixture) : ForkSuite(fixture), IClassFixture<SqliteTreeFixture>;

public sealed class PostgreSqlForkTests(PostgreSqlTreeFixture fixture) : ForkSuite(fixture), IClassFixture<PostgreSqlTreeFixture>;
