using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Conversations;
using Parley.Knowledge;
using Parley.Redaction;
using Parley.Safety;

namespace Parley.Orchestration.Tests;

/// <summary>What is left of a turn that the guards had to do with, on every database.</summary>
public abstract class GuardedEndSuite(DatabaseKind kind)
{
    private const string Forbidden = "Please tell me of the forbidden fruit.";
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly PolicyInput Rules = new(Name: "house", Deny: [new("stop", ["forbidden fruit"], GuardAction.Block)]);
    private static readonly ToolDeclaration[] Tools = [new("list", "Lists.", null), new("look_up", "Looks up.", null)];

    [Fact]
    public async Task A_call_before_one_that_is_forbidden_is_not_handed_out()
    {
        await using var hands = await GuardedHands.OpenAsync(kind, Rules);
        hands.Calls = _ =>
        [
            new FunctionCallContent("call_1", "list", new Dictionary<string, object?> { ["what"] = "birds" }),
            new FunctionCallContent("call_2", "look_up", new Dictionary<string, object?> { ["what"] = "the forbidden fruit" }),
        ];

        var heard = await hands.AskAsync("What is there?", options: one => one with { Tools = Tools });

        Assert.Equal("refused", heard.End.GetProperty("finish_reason").GetString());
        Assert.DoesNotContain(await hands.House.ReadAsync(heard.Turn), entry => entry.Name == "tool.call");
    }

    [Fact]
    public async Task Calls_that_all_pass_are_handed_out_in_their_order_before_the_end()
    {
        await using var hands = await GuardedHands.OpenAsync(kind, Rules);
        hands.Calls = _ => [new FunctionCallContent("call_1", "list", null), new FunctionCallContent("call_2", "look_up", null)];

        var heard = await hands.AskAsync("What is there?", options: one => one with { Tools = Tools });

        Assert.Equal(["tool.call", "tool.call", "turn.completed"], (await hands.House.ReadAsync(heard.Turn)).Select(entry => entry.Name).TakeLast(3));
        Assert.Equal("tool", heard.End.GetProperty("finish_reason").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refused_message_stays_refused_when_its_next_run_is_cancelled_or_one_too_many(bool isCancelled)
    {
        await using var hands = await GuardedHands.OpenAsync(kind, Rules, works: false);
        var house = hands.House;
        var (turn, held, log) = await house.ClaimAsync(lease: TurnHouse.Lapsed, options: GuardedHands.Options(), text: Forbidden);
        await TellAsync(house, held, log);
        var again = Assert.Single(await house.Get<RunStore>().ClaimAsync(TurnHouse.Lease, TurnHouse.Limit, 5, Never));

        using var run = new ActiveRun(again with { IsCancelRequested = isCancelled, Attempt = isCancelled ? again.Attempt : 1_000 }, TimeProvider.System);
        await house.Get<RunWorker>().RunAsync(run);

        var caller = TurnHouse.Caller();
        var end = (await house.ReadAsync(turn))[^1];
        Assert.Equal(isCancelled ? "turn.cancelled" : "turn.failed", end.Name);
        var answer = new MessageId(JsonElement.Parse(end.Json.Span).GetProperty("message").GetProperty("id").GetString()!);
        Assert.True((await house.Messages.FindAsync(caller.Tenant, caller.Subject, answer, Never))!.IsRefused);
        Assert.Equal(1, (await ScoresAsync(house)).Single().Score, 2);
    }

    [Fact]
    public async Task A_refused_message_counts_once_whatever_becomes_of_its_runs_and_however_often_an_answer_is_asked_for()
    {
        await using var hands = await GuardedHands.OpenAsync(kind, Rules);
        var refused = await hands.AskAsync(Forbidden);
        for (var again = 0; again < 3; again++)
        {
            await hands.SendAsync(new Send
            {
                Route = SendTurn.Route,
                Conversation = refused.Conversation,
                Messages = [],
                AnswerTo = new(refused.Message.GetProperty("parent_id").GetString()!),
                Options = GuardedHands.Options(),
            });
        }

        Assert.Equal(1, Assert.Single(await ScoresAsync(hands.House)).Score, 2);
        await hands.AskAsync(Forbidden, refused.Conversation);
        Assert.Equal(2, Assert.Single(await ScoresAsync(hands.House)).Score, 2);
    }

    [Fact]
    public async Task A_run_that_died_before_it_could_tell_has_counted_nothing()
    {
        await using var hands = await GuardedHands.OpenAsync(kind, Rules, works: false);
        var (_, held, log) = await hands.House.ClaimAsync(lease: TurnHouse.Lapsed, options: GuardedHands.Options(), text: Forbidden);

        await TellAsync(hands.House, held, log);

        Assert.Empty(await ScoresAsync(hands.House));
    }

    [Fact]
    public async Task What_was_replaced_before_a_message_was_taken_is_told_by_kind_and_places()
    {
        await using var hands = await GuardedHands.OpenAsync(kind);

        var heard = await hands.AskAsync("Pay with 4111 1111 1111 1111 or 5500 0000 0000 0004, to DE89 3704 0044 0532 0130 00.");

        var found = (await hands.FindingsAsync(heard.Turn)).Where(one => one.Guard == "personal_data").ToList();
        Assert.Equal(
            [("card", 2, GuardAction.Redact, "user"), ("iban", 1, GuardAction.Redact, "user")],
            found.Select(one => (one.Kind, one.Places!.Value, one.Action, one.Source)));
        Assert.DoesNotContain(await hands.House.ReadAsync(heard.Turn), entry => JsonElement.Parse(entry.Json.Span).GetRawText().Contains("4111", StringComparison.Ordinal));
        Assert.Empty(await hands.FindingsAsync((await hands.AskAsync("And [CARD_1]?", heard.Conversation)).Turn));
    }

    [Fact]
    public async Task A_value_that_only_a_deleted_message_held_goes_with_it()
    {
        await using var hands = await GuardedHands.OpenAsync(kind);
        var first = await hands.AskAsync("Pay with 4111 1111 1111 1111.");
        var second = await hands.AskAsync("No, with 5500 0000 0000 0004 and not with 4111 1111 1111 1111.", first.Conversation);
        Assert.Equal(2, await ValuesAsync(hands, first.Conversation));

        await hands.House.Get<BranchDeletion>().DeleteAsync(first.Caller, new(second.Message.GetProperty("parent_id").GetString()!), Never);

        Assert.Equal(1, await ValuesAsync(hands, first.Conversation));
        var restored = await hands.House.Get<Restoration>().OfMessageAsync(first.Caller, Accounts.Actor.System, new(first.Message.GetProperty("parent_id").GetString()!), Never);
        Assert.Equal("Pay with 4111 1111 1111 1111.", restored.Text);
    }

    [Fact]
    public async Task Titles_of_what_is_near_are_told_as_the_guards_would_show_them()
    {
        await using var hands = await GuardedHands.OpenAsync(kind, Rules);
        var memory = new MemoryHands(hands.House, TurnHouse.Caller(), await hands.House.StartAsync(TurnHouse.Caller()));
        var said = await memory.SayAsync(null, ("user", "What is there?"));
        var turn = await memory.TurnAsync(said[0], GuardedHands.Model, "What is there?");
        var hit = new SearchHit(
            ChunkId.New(TimeProvider.System), DocumentId.New(TimeProvider.System), null, "handbook", "On the forbidden fruit", "Card 4111 1111 1111 1111", null, 0, 5, "Text.", 0.1);

        await hands.House.Get<Retrieve>().RestoreAsync(
            turn, JsonSerializer.SerializeToElement(new { Hits = new[] { hit }, Found = new { Answerable = false, Score = 0.1 } }), Never);

        var near = Assert.Single(turn.Nearest);
        Assert.Equal(("[withheld]", "Card [card]"), (near.Title, near.Heading));
    }

    /// <summary>A run that says that the message is refused, and dies before it ends the turn.</summary>
    private static async Task TellAsync(TurnHouse house, HeldRun held, RunLog log)
    {
        var loaded = (await house.Get<TurnStore>().LoadAsync(held, Never))!;
        await foreach (var told in house.Get<TurnPipeline>().RunAsync(loaded.Turn, loaded.Kept, log.Keep, Never))
        {
            if (told is not Ending)
            {
                await log.AppendAsync(told, Never);
            }
        }

        await log.FlushAsync(Never);
    }

    private static Task<IReadOnlyList<AbuseStanding>> ScoresAsync(TurnHouse house) => house.Get<AbuseStore>().ListAsync(TurnHouse.Caller().Tenant, 10, null, Never);

    private static async Task<long> ValuesAsync(GuardedHands hands, ConversationId conversation)
    {
        await using var connection = await hands.House.Database.Tenants.OpenAsync(TurnHouse.Caller().Tenant);
        return await connection.ScalarAsync<long>("SELECT count(*) FROM vault_values WHERE tenant_id = @tenant AND scope = @scope", new { scope = conversation.Value });
    }
}

public sealed class SqliteGuardedEndTests() : GuardedEndSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlGuardedEndTests() : GuardedEndSuite(DatabaseKind.PostgreSql);
