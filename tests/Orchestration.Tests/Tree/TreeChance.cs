using System.Globalization;
using Parley.Conversations;

namespace Parley.Orchestration.Tests;

/// <summary>Does to conversations, by chance, all that can be done to them; the same seed does the same.</summary>
internal sealed class TreeChance(TreeHands first, Random random)
{
    private const int MostConversations = 4;
    private const int MostRunning = 6;

    private readonly List<TreeHands> _conversations = [first];

    /// <summary>What was done last, for the message of a failure.</summary>
    public string Last { get; private set; } = "nothing";

    /// <summary>How often each thing was done, and not refused.</summary>
    public Dictionary<string, int> Done { get; } = [];

    public async Task StepAsync()
    {
        var hands = _conversations[random.Next(_conversations.Count)];
        var messages = await MessagesAsync(hands);
        (string Name, Func<Task> Act) chosen = random.Next(16) switch
        {
            0 or 1 or 2 => ("send", () => hands.SendAsync(hands.Question($"Question {random.Next(1_000)}"))),
            3 when Any(messages, "assistant") is { } above => ("edit", () => hands.SendAsync(hands.Question("Other", new(true, above.ParentIsRoot ? null : above.Id)))),
            4 or 5 when Any(messages, "assistant") is { } answer => ("regenerate", () => hands.SendAsync(hands.Again(answer.Id))),
            6 when Any(messages, "assistant") is { } answer => ("revise", () => hands.SendAsync(hands.Again(answer.Id) with
            {
                Options = new() { Retrieval = null, Revision = new(answer.Id, random.Next(2) == 0 ? "shorter" : "longer") },
            })),
            7 or 8 when Any(messages, "user") is { } question => ("beside", () => hands.SendAsync(hands.Beside(question.Id))),
            9 when Any(messages, null) is { } top => ("delete", () => hands.DeleteAsync(top.Id)),
            10 when Any(messages, null) is { } through => ("fork", () => ForkAsync(hands, through.Id)),
            11 => ("crash", hands.CrashAsync),
            12 when Any(messages, "assistant") is { Turn: { } turn } => (
                "cancel", () => hands.House.Turns.CancelAsync(hands.Caller, new(turn), CancellationToken.None)),
            13 when Any(messages, "assistant") is { } judged => ("judge", () => hands.House.Get<FeedbackStore>().PutAsync(
                hands.Caller, judged.Id, new("up", [], "Good", DateTimeOffset.UnixEpoch), CancellationToken.None)),
            14 when random.Next(4) == 0 && _conversations.Count > 1 => ("erase", () => EraseAsync(hands)),
            _ => ("finish", hands.FinishAsync),
        };
        Last = chosen.Name;
        try
        {
            await chosen.Act();
            Done[Last] = Done.GetValueOrDefault(Last) + 1;
        }
        catch (RefusedException refused) when (refused.Refusal.Status is 404 or 409)
        {
            Last += $" ({refused.Refusal.Code})";
        }
        catch (RefusedException refused) when (refused.Refusal.Code == "too_many_turns")
        {
            // A few in each conversation are many together; none of them is one that ended unnoticed.
            Last += $" ({refused.Refusal.Code})";
            var running = 0;
            foreach (var conversation in _conversations)
            {
                running += (await MessagesAsync(conversation)).Count(message => message.State == "running");
            }

            Assert.Equal(Convert.ToInt64(refused.Refusal.Extensions!["limit"], CultureInfo.InvariantCulture), running);
            await hands.FinishAsync();
        }

        if (messages.Count(message => message.State == "running") > MostRunning)
        {
            await hands.FinishAsync();
        }
    }

    /// <summary>Holds what readers are told of one message against the whole conversation.</summary>
    public async Task CheckReadingAsync()
    {
        foreach (var hands in _conversations)
        {
            var all = await MessagesAsync(hands);
            var leaf = (await hands.ReadAsync()).LeafMessageId;
            Assert.Equal(all.Count == 0, leaf is null);
            Assert.Equal(all.Where(row => row is { State: "running", Turn: not null }).Select(row => row.Turn), (await hands.ReadAsync()).ActiveTurnIds.Select(turn => turn.Value));
            if (all.Count == 0)
            {
                continue;
            }

            var one = all[random.Next(all.Count)];
            var branch = await hands.BranchAsync(one.Id);
            var end = (await hands.House.Get<BranchEnds>().FindAsync(hands.Caller, hands.Conversation, one.Id, CancellationToken.None))!.Value;
            var siblings = all.Where(row => row.ParentId == one.ParentId && row.Role == one.Role).Select(row => row.Id).ToList();
            Assert.Null(branch[^1].ParentId);
            Assert.Equal(branch.Skip(1).Select(message => (MessageId?)message.Id), branch.SkipLast(1).Select(message => message.ParentId));
            Assert.Equal(siblings, branch[0].SiblingIds);
            Assert.Equal((siblings.IndexOf(one.Id), siblings.Count), (branch[0].SiblingIndex, branch[0].SiblingCount));
            Assert.DoesNotContain(all, row => row.ParentId == end.Value);
            Assert.Contains((await hands.BranchAsync(end)).Select(message => message.Id), id => id == one.Id);
        }
    }

    private async Task ForkAsync(TreeHands hands, MessageId through)
    {
        if (_conversations.Count < MostConversations)
        {
            var made = await hands.House.Get<BranchFork>().ForkAsync(hands.Caller, hands.Conversation, through, null, CancellationToken.None);
            _conversations.Add(hands.On(made.Id));
        }
    }

    private async Task EraseAsync(TreeHands hands)
    {
        await hands.House.Get<ConversationDeletion>().DeleteAsync(hands.Caller.Tenant, hands.Caller.Subject, hands.Conversation, CancellationToken.None);
        _conversations.Remove(hands);
    }

    private Row? Any(IReadOnlyList<Row> messages, string? role)
    {
        var fitting = messages.Where(message => role is null || message.Role == role).ToList();
        return fitting.Count == 0 ? null : fitting[random.Next(fitting.Count)];
    }

    private static async Task<IReadOnlyList<Row>> MessagesAsync(TreeHands hands)
    {
        await using var connection = await hands.House.Database.Tenants.OpenAsync(hands.Caller.Tenant);
        return [.. (await connection.QueryAsync<MessageRow>(
            """
            SELECT id AS "Id", parent_id AS "ParentId", role AS "Role", state AS "State", turn_id AS "Turn"
            FROM messages WHERE tenant_id = @tenant AND conversation_id = @conversation ORDER BY id
            """,
            new { conversation = hands.Conversation.Value })).Select(row => new Row(new(row.Id), row.ParentId, row.Role, row.State, row.Turn))];
    }

    private sealed record MessageRow(string Id, string? ParentId, string Role, string State, string? Turn);

    private sealed record Row(MessageId Id, string? ParentId, string Role, string State, string? Turn)
    {
        /// <summary>Some edits are of the first message.</summary>
        public bool ParentIsRoot => Id.Value[^1] is >= '0' and <= '3';
    }
}

/// <summary>
/// The tree is whole after each of many things done by chance, on every database. <c>PARLEY_TREE_STEPS</c> and <c>PARLEY_TREE_SEED</c>
/// make the walk longer and other.
/// </summary>
public abstract class TreeChanceSuite(TreeFixture fixture, ITestOutputHelper output)
{
    [Fact]
    public async Task Whatever_is_done_to_a_tree_and_whoever_dies_over_it_it_is_whole()
    {
        var steps = Read("PARLEY_TREE_STEPS") ?? 70;
        var seed = Read("PARLEY_TREE_SEED") ?? Random.Shared.Next();
        var hands = await fixture.OpenAsync();
        var chance = new TreeChance(hands, new Random(seed));
        for (var step = 0; step < steps; step++)
        {
            try
            {
                await chance.StepAsync();
                await TreeRules.CheckAsync(hands.House.Database, hands.Caller.Tenant);
                await chance.CheckReadingAsync();
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Seed {seed}, step {step}, {chance.Last}: {failure.Message}", failure);
            }
        }

        await hands.FinishAsync();
        await TreeRules.CheckAsync(hands.House.Database, hands.Caller.Tenant);
        output.WriteLine($"seed {seed}, {steps} steps: {string.Join(", ", chance.Done.OrderBy(done => done.Key).Select(done => $"{done.Key} {done.Value}"))}");
    }

    private static int? Read(string name) => int.TryParse(
        Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}

public sealed class SqliteTreeChanceTests(SqliteTreeFixture fixture, ITestOutputHelper output)
    : TreeChanceSuite(fixture, output), IClassFixture<SqliteTreeFixture>;

public sealed class PostgreSqlTreeChanceTests(PostgreSqlTreeFixture fixture, ITestOutputHelper output)
    : TreeChanceSuite(fixture, output), IClassFixture<PostgreSqlTreeFixture>;
