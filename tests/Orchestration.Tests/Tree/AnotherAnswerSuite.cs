using Parley.Conversations;

namespace Parley.Orchestration.Tests;

/// <summary>Answers beside answers: again, in another length, and two at the same time, on every database.</summary>
public abstract class AnotherAnswerSuite(TreeFixture fixture)
{
    [Fact]
    public async Task Two_answers_to_one_question_are_written_at_the_same_time_and_neither_touches_the_other()
    {
        var hands = await fixture.OpenAsync();
        var first = (await hands.SendAsync(hands.Question())).Turn;
        var question = (await hands.BranchAsync())[1].Id;

        var second = (await hands.SendAsync(hands.Beside(question))).Turn;
        Assert.Equal([first, second], (await hands.ReadAsync()).ActiveTurnIds);
        await TreeRules.CheckAsync(hands.House.Database, hands.Caller.Tenant);
        await hands.House.Turns.CancelAsync(hands.Caller, first, CancellationToken.None);
        await hands.FinishAsync();

        var leaf = (await hands.BranchAsync())[0];
        Assert.Equal((second, "complete", 2), (leaf.TurnId, leaf.State, leaf.SiblingCount));
        var other = (await hands.BranchAsync(leaf.SiblingIds[0]))[0];
        Assert.Equal((first, "cancelled"), (other.TurnId, other.State));
        Assert.Equal(question, other.ParentId);
        await TreeRules.CheckAsync(hands.House.Database, hands.Caller.Tenant);
    }

    [Fact]
    public async Task A_node_that_dies_with_two_answers_in_hand_leaves_both_to_be_finished()
    {
        var hands = await fixture.OpenAsync();
        await hands.SendAsync(hands.Question());
        var question = (await hands.BranchAsync())[1].Id;
        await hands.SendAsync(hands.Beside(question));

        Assert.Equal(2, await hands.CrashAsync());
        await hands.FinishAsync();

        var leaf = (await hands.BranchAsync())[0];
        var answers = await Task.WhenAll(leaf.SiblingIds.Select(async id => (await hands.BranchAsync(id))[0]));
        Assert.Equal(["complete", "complete"], answers.Select(answer => answer.State));
        Assert.All(answers, answer => Assert.StartsWith("Half of ", answer.Content, StringComparison.Ordinal));
        Assert.Empty((await hands.ReadAsync()).ActiveTurnIds);
    }

    [Fact]
    public async Task While_an_answer_is_written_its_question_is_answered_again_by_name_only()
    {
        var hands = await fixture.OpenAsync();
        var done = await hands.AskAsync(hands.Question());
        var running = (await hands.SendAsync(hands.Again(done.Id))).Turn;

        var refused = await RefusedAsync(hands, hands.Again(done.Id));
        await hands.SendAsync(hands.Beside(done.ParentId!.Value));
        await hands.FinishAsync();

        Assert.Equal((409, "turn_in_progress"), (refused.Status, refused.Code));
        Assert.Equal(running.Value, refused.Extensions!["turn_id"]);
        Assert.Equal(3, (await hands.BranchAsync())[0].SiblingCount);
    }

    [Fact]
    public async Task Only_a_question_of_the_conversation_is_answered_beside_its_answer()
    {
        var hands = await fixture.OpenAsync();
        var answer = await hands.AskAsync(hands.Question());
        var elsewhere = await fixture.OpenAsync();

        Assert.Equal(400, (await RefusedAsync(hands, hands.Beside(answer.Id))).Status);
        Assert.Equal(400, (await RefusedAsync(elsewhere, elsewhere.Beside(answer.ParentId!.Value))).Status);
        Assert.Equal(404, (await RefusedAsync(elsewhere, hands.Beside(answer.ParentId!.Value))).Status);
    }

    [Fact]
    public async Task A_retry_of_another_answer_joins_it_and_another_model_or_length_under_its_key_is_refused()
    {
        var hands = await fixture.OpenAsync();
        var answer = await hands.AskAsync(hands.Question());
        var beside = hands.Beside(answer.ParentId!.Value) with { IdempotencyKey = "k1" };
        var again = hands.Again(answer.Id) with { IdempotencyKey = "k2", Options = new() { Retrieval = null, Revision = new(answer.Id, "shorter") } };
        var (first, second) = ((await hands.SendAsync(beside)).Turn, new TurnId("turn_x"));
        await hands.FinishAsync();
        second = (await hands.SendAsync(again)).Turn;
        await hands.FinishAsync();

        var (joined, joinedToo) = (await hands.SendAsync(beside), await hands.SendAsync(again));
        var otherModel = await RefusedAsync(hands, beside with { Options = beside.Options with { Model = "extractive" } });
        var otherLength = await RefusedAsync(hands, again with { Options = again.Options with { Revision = new(answer.Id, "longer") } });
        var plain = await RefusedAsync(hands, hands.Again(answer.Id) with { IdempotencyKey = "k1" });

        Assert.Equal((first, true, second, true), (joined.Turn, joined.IsJoined, joinedToo.Turn, joinedToo.IsJoined));
        Assert.All([otherModel, otherLength, plain], refusal => Assert.Equal("idempotency_conflict", refusal.Code));
        Assert.Equal(3, (await hands.BranchAsync())[0].SiblingCount);
    }

    [Theory]
    [InlineData("shorter")]
    [InlineData("longer")]
    public async Task A_revision_brings_the_earlier_answer_and_the_wish_to_the_model_and_is_on_record(string how)
    {
        var hands = await fixture.OpenAsync();
        var answer = await hands.AskAsync(hands.Question());
        await hands.SendAsync(hands.Again(answer.Id) with { Options = new() { Retrieval = null, Revision = new(answer.Id, how) } });

        var prompt = await hands.PromptAsync();
        await hands.FinishAsync();

        var revised = (await hands.BranchAsync())[0];
        var record = await hands.House.Turns.ProvenanceAsync(hands.Caller, revised.TurnId!.Value, null, CancellationToken.None);
        Assert.Contains($"<earlier_answer>\n{answer.Content}\n</earlier_answer>", prompt[^1].Text, StringComparison.Ordinal);
        Assert.StartsWith("Hello\n", prompt[^1].Text, StringComparison.Ordinal);
        Assert.Contains(how == "shorter" ? "shorter" : "more detail", prompt[^1].Text, StringComparison.Ordinal);
        Assert.Equal(($"answer.v2+revise-{how}.v1", answer.Id, how), (record.Prompt!.Version, record.Revision!.Of, record.Revision.How));
    }

    [Fact]
    public void A_length_without_an_answer_or_of_no_kind_is_refused()
    {
        Assert.Null(Revision.Read(new("msg_1"), null));
        Assert.Throws<RefusedException>(() => Revision.Read(null, "shorter"));
        Assert.Throws<RefusedException>(() => Revision.Read(new("msg_1"), "wider"));
    }

    private static async Task<Refusal> RefusedAsync(TreeHands hands, Send send) =>
        (await Assert.ThrowsAsync<RefusedException>(() => hands.SendAsync(send))).Refusal;
}

public sealed class SqliteAnotherAnswerTests(SqliteTreeFixture fixture) : AnotherAnswerSuite(fixture), IClassFixture<SqliteTreeFixture>;

public sealed class PostgreSqlAnotherAnswerTests(PostgreSqlTreeFixture fixture) : AnotherAnswerSuite(fixture), IClassFixture<PostgreSqlTreeFixture>;
