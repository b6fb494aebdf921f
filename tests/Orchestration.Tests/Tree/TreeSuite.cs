using Parley.Conversations;

namespace Parley.Orchestration.Tests;

/// <summary>What can be done to the tree of a conversation, on every database.</summary>
public abstract class TreeSuite(TreeFixture fixture)
{
    [Fact]
    public async Task Of_thousands_of_siblings_a_message_knows_the_nearest_its_place_and_their_number()
    {
        var hands = await fixture.OpenAsync();
        var question = (await hands.PlantAsync(null, [("user", -1)]))[0];
        var answers = await hands.PlantAsync(question, [.. Enumerable.Repeat(("assistant", -1), 3_000)]);

        foreach (var at in (int[])[0, 20, 1_500, 2_990, 2_999])
        {
            var message = (await hands.BranchAsync(answers[at]))[0];
            var from = Math.Clamp(at - 50, 0, 3_000 - 101);
            Assert.Equal((at, 3_000), (message.SiblingIndex, message.SiblingCount));
            Assert.Equal(answers.Skip(from).Take(101), message.SiblingIds);
        }
    }

    [Fact]
    public async Task Siblings_are_counted_at_the_root_too_and_only_among_those_of_the_same_role()
    {
        var hands = await fixture.OpenAsync();
        var first = await hands.PlantAsync(null, [("user", -1), ("user", -1), ("system", -1), ("user", -1), ("assistant", 0), ("user", 0)]);

        var branch = await hands.BranchAsync(first[4]);

        Assert.Equal([first[4]], branch[0].SiblingIds);
        Assert.Equal([first[0], first[1], first[3]], branch[1].SiblingIds);
        Assert.Equal((0, 3), (branch[1].SiblingIndex, branch[1].SiblingCount));
    }

    [Fact]
    public async Task A_long_branch_is_read_in_pages_of_a_thousand()
    {
        var hands = await fixture.OpenAsync();
        var chain = await hands.PlantAsync(null, Chain(1_500));

        var page = (await hands.House.Messages.ReadBranchAsync(hands.Caller, hands.Conversation, null, null, 1_000, CancellationToken.None))!;
        var rest = (await hands.House.Messages.ReadBranchAsync(
            hands.Caller, hands.Conversation, null, new(page.NextCursor!), 1_000, CancellationToken.None))!;

        Assert.Equal(chain.Reverse(), page.Data.Concat(rest.Data).Select(message => message.Id));
        Assert.Null(rest.NextCursor);
        Assert.Equal(chain[^1], await hands.House.Get<BranchEnds>().FindAsync(hands.Caller, hands.Conversation, chain[0], CancellationToken.None));
    }

    [Fact]
    public async Task A_deleted_answer_is_gone_with_its_turn_and_the_branch_beside_it_goes_on()
    {
        var hands = await fixture.OpenAsync();
        var first = await hands.AskAsync(hands.Question() with { IdempotencyKey = "k1" });
        var second = await hands.AskAsync(hands.Again(first.Id));

        var deleted = await hands.DeleteAsync(second.Id);
        Assert.Equal((1, first.Id), (deleted!.Deleted, deleted.LeafMessageId));
        await GoneAsync(hands, second.TurnId!.Value);

        deleted = await hands.DeleteAsync(first.Id);
        var question = Assert.Single(await hands.BranchAsync());
        Assert.Equal((question.Id, null), (deleted!.LeafMessageId!.Value, question.TurnId));
        var retried = await Assert.ThrowsAsync<RefusedException>(() => hands.SendAsync(hands.Question() with { IdempotencyKey = "k1" }));
        Assert.Equal(410, retried.Refusal.Status);
        await TreeRules.CheckAsync(hands.House.Database, hands.Caller.Tenant);
    }

    [Fact]
    public async Task The_last_message_leaves_an_empty_conversation_that_can_be_written_to()
    {
        var hands = await fixture.OpenAsync();
        var answer = await hands.AskAsync(hands.Question());

        var deleted = await hands.DeleteAsync(answer.ParentId!.Value);

        Assert.Equal((2, null), (deleted!.Deleted, deleted.LeafMessageId));
        var empty = await hands.ReadAsync();
        Assert.Equal((null, ""), (empty.LeafMessageId, empty.Title));
        Assert.Null(await hands.DeleteAsync(answer.Id));
        Assert.NotNull((await hands.AskAsync(hands.Question("Again"))).ParentId);
        await TreeRules.CheckAsync(hands.House.Database, hands.Caller.Tenant);
    }

    [Fact]
    public async Task Nothing_is_deleted_above_an_answer_that_is_being_written()
    {
        var hands = await fixture.OpenAsync();
        var answer = await hands.AskAsync(hands.Question());
        var running = (await hands.SendAsync(hands.Question("And?"))).Turn;

        var refused = await Assert.ThrowsAsync<RefusedException>(() => hands.DeleteAsync(answer.Id));

        Assert.Equal((409, "turn_in_progress"), (refused.Refusal.Status, refused.Refusal.Code));
        Assert.Equal(running.Value, refused.Refusal.Extensions!["turn_id"]);
        await hands.FinishAsync();
        Assert.Equal(4, (await hands.BranchAsync()).Count);
    }

    [Fact]
    public async Task A_branch_of_many_pieces_is_deleted_whole_and_what_is_beside_it_stays()
    {
        var hands = await fixture.OpenAsync();
        var kept = await hands.AskAsync(hands.Question());
        var chain = await hands.PlantAsync(kept.ParentId, Chain(2_200));
        await hands.PlantAsync(chain[1], [.. Enumerable.Repeat(("user", -1), 300)]);

        var deleted = await hands.DeleteAsync(chain[0]);

        Assert.Equal((2_500, kept.Id), (deleted!.Deleted, deleted.LeafMessageId));
        Assert.Equal([kept.Id, kept.ParentId!.Value], (await hands.BranchAsync()).Select(message => message.Id));
        await TreeRules.CheckAsync(hands.House.Database, hands.Caller.Tenant);
    }

    [Fact]
    public async Task Anothers_message_cannot_be_deleted_or_judged()
    {
        var hands = await fixture.OpenAsync();
        var answer = await hands.AskAsync(hands.Question());
        foreach (var stranger in new[] { TurnHouse.Caller(subject: "sub_stranger"), TurnHouse.Caller("tenant_b", hands.Caller.Subject.Value) })
        {
            Assert.Null(await hands.House.Get<BranchDeletion>().DeleteAsync(stranger, answer.Id, CancellationToken.None));
            var refused = await Assert.ThrowsAsync<RefusedException>(
                () => hands.House.Get<FeedbackStore>().PutAsync(stranger, answer.Id, null, CancellationToken.None));
            Assert.Equal(404, refused.Refusal.Status);
        }

        Assert.Equal(2, (await hands.BranchAsync()).Count);
    }

    [Fact]
    public async Task Feedback_stands_on_the_answer_and_in_its_record_until_it_is_taken_back()
    {
        var hands = await fixture.OpenAsync();
        var answer = await hands.AskAsync(hands.Question());
        var store = hands.House.Get<FeedbackStore>();
        var given = new Feedback("down", ["incorrect"], "Nein, 🙃 falsch", DateTimeOffset.UnixEpoch);

        await store.PutAsync(hands.Caller, answer.Id, given, CancellationToken.None);
        var kept = (await hands.BranchAsync())[0].Feedback!;
        var told = (await hands.House.Turns.ProvenanceAsync(hands.Caller, answer.TurnId!.Value, null, CancellationToken.None)).Feedback!;
        await store.PutAsync(hands.Caller, answer.Id, null, CancellationToken.None);

        Assert.Equal((given.Rating, given.Comment, given.At), (kept.Rating, kept.Comment, kept.At));
        Assert.Equal(given.Reasons, told.Reasons);
        Assert.Null((await hands.BranchAsync())[0].Feedback);
        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => store.PutAsync(hands.Caller, answer.ParentId!.Value, given, CancellationToken.None));
        Assert.Equal("not_an_answer", refused.Refusal.Code);
    }

    private static IReadOnlyList<(string, int)> Chain(int length) =>
        [.. Enumerable.Range(0, length).Select(i => (i % 2 == 0 ? "user" : "assistant", i - 1))];

    private static async Task GoneAsync(TreeHands hands, TurnId turn)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => hands.House.Turns.ViewAsync(hands.Caller, turn, CancellationToken.None));
        Assert.Equal(404, refused.Refusal.Status);
    }
}

public sealed class SqliteTreeFixture() : TreeFixture(DatabaseKind.Sqlite);

public sealed class PostgreSqlTreeFixture() : TreeFixture(DatabaseKind.PostgreSql);

public sealed class SqliteTreeTests(SqliteTreeFixture fixture) : TreeSuite(fixture), IClassFixture<SqliteTreeFixture>;

public sealed class PostgreSqlTreeTests(PostgreSqlTreeFixture fixture) : TreeSuite(fixture), IClassFixture<PostgreSqlTreeFixture>;
