using Parley.Accounts;
using Parley.Conversations;
using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>How messages are counted where they are accepted, on every database.</summary>
public abstract class QuotaSuite(DatabaseKind kind)
{
    [Fact]
    public async Task A_retry_counts_once_and_joins_its_turn_also_when_the_quota_is_used_up()
    {
        await using var house = await OpenAsync(messages: 1);
        var caller = TurnHouse.Caller();
        var conversation = await house.StartAsync(caller);

        var (turn, _) = await house.AskAsync(caller, TurnHouse.Question(conversation, key: "k1"));
        var again = await house.Accept.AcceptAsync(caller, TurnHouse.Question(conversation, key: "k1"), CancellationToken.None);
        var refusal = await RefusedAsync(house, caller, TurnHouse.Question(conversation, "Another", key: "k2"));

        Assert.Equal((turn, true), (again.Turn, again.IsJoined));
        Assert.Equal((429, "quota_exceeded"), (refusal.Status, refusal.Code));
    }

    [Fact]
    public async Task A_refused_message_leaves_nothing_behind_and_may_come_again_under_its_key()
    {
        await using var house = await OpenAsync(messages: 1);
        var caller = TurnHouse.Caller();
        var conversation = await house.StartAsync(caller);
        await house.AskAsync(caller, TurnHouse.Question(conversation));
        var before = await CountAsync(house, caller);

        await RefusedAsync(house, caller, TurnHouse.Question(conversation, "Another", key: "k1"));
        Assert.Equal(before, await CountAsync(house, caller));

        await SetAsync(house, messages: 2);
        var (_, end) = await house.AskAsync(caller, TurnHouse.Question(conversation, "Another", key: "k1"));
        Assert.Equal("turn.completed", end.Name);
    }

    [Fact]
    public async Task Of_messages_that_race_for_the_last_of_the_day_exactly_as_many_are_accepted()
    {
        await using var house = await OpenAsync(messages: 6, works: false);
        var caller = TurnHouse.Caller();
        var conversations = new List<ConversationId>();
        for (var i = 0; i < 24; i++)
        {
            conversations.Add(await house.StartAsync(caller));
        }

        var outcomes = await Task.WhenAll(conversations.Select(conversation => TryAsync(house, caller, TurnHouse.Question(conversation, key: "k" + conversation))));

        Assert.Equal(6, outcomes.Count(outcome => outcome == "accepted"));
        Assert.Equal(18, outcomes.Count(outcome => outcome == "quota_exceeded"));
    }

    [Fact]
    public async Task No_more_turns_are_open_than_may_be_and_each_end_makes_room()
    {
        await using var house = await OpenAsync(streams: 3, works: false);
        var caller = TurnHouse.Caller();
        var conversations = new List<ConversationId>();
        for (var i = 0; i < 12; i++)
        {
            conversations.Add(await house.StartAsync(caller));
        }

        var outcomes = await Task.WhenAll(conversations.Select(conversation => TryAsync(house, caller, TurnHouse.Question(conversation))));
        Assert.Equal(3, outcomes.Count(outcome => outcome == "accepted"));
        Assert.Equal(9, outcomes.Count(outcome => outcome == "too_many_turns"));
        Assert.Equal("accepted", await TryOnNewAsync(house, TurnHouse.Caller(subject: "sub_b")));

        // As a run ends that was taken over from a node which died: by its row alone.
        await house.Database.Tenants.WriteAsync(caller.Tenant, connection => connection.ExecuteAsync(
            "UPDATE turns SET state = 'interrupted' WHERE tenant_id = @tenant AND id = (SELECT min(id) FROM turns WHERE tenant_id = @tenant AND subject_id = 'sub_a')"));
        Assert.Equal("accepted", await TryOnNewAsync(house, caller));
        Assert.Equal("too_many_turns", await TryOnNewAsync(house, caller));
    }

    [Fact]
    public async Task A_call_that_does_not_fit_into_the_budget_ends_its_turn_with_the_time_to_come_again()
    {
        await using var house = await OpenAsync();
        var caller = TurnHouse.Caller();
        await house.Database.Tenants.WriteAsync(caller.Tenant, connection => connection.ExecuteAsync(
            """
            INSERT INTO budgets (tenant_id, id, kind, scope_id, payer, unit, amount, period, created_at)
            VALUES (@tenant, 'budget_1', 'tenant', '', '', 'tokens', 100, 'day', 0)
            """));

        var (_, end) = await house.AskAsync(caller, TurnHouse.Question(await house.StartAsync(caller)));

        Assert.Equal("turn.failed", end.Name);
        Assert.Contains("budget_exceeded", System.Text.Encoding.UTF8.GetString(end.Json.Span), StringComparison.Ordinal);
    }

    private Task<TurnHouse> OpenAsync(long? messages = null, long? streams = null, bool works = true) => SetAsync(TurnHouse.OpenAsync(kind, works), messages, streams);

    private static async Task<TurnHouse> SetAsync(Task<TurnHouse> opening, long? messages, long? streams)
    {
        var house = await opening;
        await house.Database.Tenants.WriteAsync(TurnHouse.Caller().Tenant, async connection =>
        {
            await connection.ExecuteAsync("INSERT INTO tenants (tenant_id, name, plan, created_at) VALUES (@tenant, 'A', 'free', 0)");
            await connection.ExecuteAsync(
                "INSERT INTO tenant_limits (tenant_id, messages_per_day, streams_per_user) VALUES (@tenant, @messages, @streams)", new { messages, streams });
        });
        return house;
    }

    private static Task<int> SetAsync(TurnHouse house, long messages) => house.Database.Tenants.WriteAsync(
        TurnHouse.Caller().Tenant,
        connection => connection.ExecuteAsync("UPDATE tenant_limits SET messages_per_day = @messages WHERE tenant_id = @tenant", new { messages }));

    private static async Task<string> TryOnNewAsync(TurnHouse house, Kernel.Caller caller) =>
        await TryAsync(house, caller, TurnHouse.Question(await house.StartAsync(caller)));

    private static async Task<string> TryAsync(TurnHouse house, Kernel.Caller caller, Send send)
    {
        try
        {
            await house.Accept.AcceptAsync(caller, send, CancellationToken.None);
            return "accepted";
        }
        catch (RefusedException refused)
        {
            return refused.Refusal.Code;
        }
    }

    private static async Task<Refusal> RefusedAsync(TurnHouse house, Kernel.Caller caller, Send send) =>
        (await Assert.ThrowsAsync<RefusedException>(() => house.Accept.AcceptAsync(caller, send, CancellationToken.None))).Refusal;

    private static async Task<string> CountAsync(TurnHouse house, Kernel.Caller caller)
    {
        await using var connection = await house.Database.Tenants.OpenAsync(caller.Tenant);
        var counts = new List<long>();
        foreach (var table in (string[])["sends", "messages", "turns", "reservations"])
        {
            counts.Add(await connection.ScalarAsync<long>($"SELECT count(*) FROM {table}"));
        }

        return string.Join(' ', counts);
    }
}

public sealed class SqliteQuotas() : QuotaSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlQuotas() : QuotaSuite(DatabaseKind.PostgreSql);
