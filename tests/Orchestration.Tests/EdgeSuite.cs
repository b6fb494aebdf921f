using System.Text.Json;
using Parley.Accounts;
using Parley.Conversations;
using Parley.Safety;
using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>Personal data is replaced before a message is accepted, on every database.</summary>
public abstract class EdgeSuite(DatabaseKind kind)
{
    private const string Visa = "4111 1111 1111 1111";
    private const string Master = "5500005555555559";

    [Fact]
    public async Task A_card_is_a_placeholder_in_the_message_the_title_and_the_answer_and_its_subject_gets_it_back()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        var caller = TurnHouse.Caller();
        var conversation = await house.StartAsync(caller);

        await house.AskAsync(caller, TurnHouse.Question(conversation, $"My card {Visa} was charged."));

        var (answer, question) = await LastAsync(house, caller, conversation);
        Assert.Equal("My card [CARD_1] was charged.", question.Content);
        Assert.DoesNotContain("1111 1111", answer.Content, StringComparison.Ordinal);
        Assert.Equal("My card [CARD_1] was charged.", (await house.Conversations.FindAsync(caller, conversation, CancellationToken.None))!.Title);
        var restored = await RestoreAsync(house, caller, question.Id);
        Assert.Equal($"My card {Visa} was charged.", restored.Text);
        Assert.Equal([new RestoredPlace("[CARD_1]", "card", Visa, 8, 27)], restored.Placeholders);
    }

    [Fact]
    public async Task Every_text_of_a_send_is_replaced_whoever_says_it()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        var caller = TurnHouse.Caller();
        var send = TurnHouse.Question(default) with
        {
            Conversation = null,
            Messages =
            [
                new("system", $"The test card is {Master}."),
                new("user", $"Pay with {Visa}"),
                new("assistant", "Paying with [CARD_2].", new()
                {
                    ToolCalls = [new("call_1", "pay", JsonSerializer.SerializeToElement(new { card = Visa, cents = 4111111111111111L, other = 5 }))],
                    Thinking = [new($"They gave {Visa}.", "signed"), new("Fine.", "signed")],
                }),
                new("tool", $$"""{"charged": "{{Visa}}"}""", new() { CallId = "call_1" }),
                new("user", "And now?", new() { Name = $"buyer {Master}" }),
            ],
        };

        var (turn, _) = await house.AskAsync(caller, send);

        var view = await house.Turns.ViewAsync(caller, turn, CancellationToken.None);
        var said = (await house.Messages.ReadBranchAsync(caller, view.ConversationId, null, null, 20, CancellationToken.None))!.Data.Reverse().ToList();
        Assert.Equal(
            ["The test card is [CARD_1].", "Pay with [CARD_2]", "Paying with [CARD_2].", """{"charged": "[CARD_2]"}""", "And now?"],
            said.Take(5).Select(message => message.Content));
        Assert.Equal("""{"card":"[CARD_2]","cents":"[CARD_3]","other":5}""", said[2].ToolCalls![0].Arguments.GetRawText());
        Assert.Equal(["Fine."], said[2].Thinking!.Select(thought => thought.Text));
        Assert.Equal("buyer [CARD_1]", said[4].Name);
        Assert.Equal($"Paying with {Visa}.", (await RestoreAsync(house, caller, said[2].Id)).Text);
    }

    [Fact]
    public async Task A_retry_joins_and_the_same_key_with_another_card_is_refused()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        var caller = TurnHouse.Caller();
        var conversation = await house.StartAsync(caller);
        var (turn, _) = await house.AskAsync(caller, TurnHouse.Question(conversation, $"Card {Visa}", key: "k1"));

        var again = await house.Accept.AcceptAsync(caller, TurnHouse.Question(conversation, $"Card {Visa}", key: "k1"), CancellationToken.None);
        var other = await RefusedAsync(house, caller, TurnHouse.Question(conversation, $"Card {Master}", key: "k1"));

        Assert.Equal((turn, true), (again.Turn, again.IsJoined));
        Assert.Equal("idempotency_conflict", other.Code);
        var stored = await OnlyHashAsync(house, caller);
        Assert.NotEqual(TurnHouse.Question(conversation, $"Card {Visa}", key: "k1").Hash(), stored);
        Assert.NotEqual(TurnHouse.Question(conversation, "Card [CARD_1]", key: "k1").Hash(), stored);
    }

    [Fact]
    public async Task A_send_of_before_hashes_had_a_key_is_still_joined()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        var caller = TurnHouse.Caller();
        var send = TurnHouse.Question(await house.StartAsync(caller), key: "k1");
        var (turn, _) = await house.AskAsync(caller, send);
        await house.Database.Tenants.WriteAsync(caller.Tenant, connection => connection.ExecuteAsync(
            "UPDATE sends SET body_hash = @hash WHERE tenant_id = @tenant", new { hash = send.Hash() }));

        Assert.Equal(turn, (await house.Accept.AcceptAsync(caller, send, CancellationToken.None)).Turn);
    }

    [Fact]
    public async Task Two_sends_at_once_mint_no_number_twice()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        var caller = TurnHouse.Caller();
        var conversation = await house.StartAsync(caller);
        var (_, first) = await AskedAsync(house, caller, TurnHouse.Question(conversation, "Hello"));

        var questions = await Task.WhenAll(new[] { Visa, Master, "340000000000009", "6011000000000004" }.Select(card =>
            AskedAsync(house, caller, TurnHouse.Question(conversation, $"Card {card}", parent: new(true, null)))));

        Assert.Equal(["Card [CARD_1]", "Card [CARD_2]", "Card [CARD_3]", "Card [CARD_4]"], questions.Select(one => one.Question.Content).Order(StringComparer.Ordinal));
        Assert.Equal("Hello", first.Content);
    }

    [Fact]
    public async Task What_the_policy_refuses_is_refused_by_field_and_kind_and_nothing_is_stored()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        var caller = TurnHouse.Caller();
        var conversation = await house.StartAsync(caller);
        await house.Get<PolicyStore>().AddAsync(
            caller.Tenant, PolicyRules.Read(new(Name: "no cards", PersonalData: new Dictionary<string, PersonalAction> { ["card"] = PersonalAction.Block })),
            Actor.System, CancellationToken.None);

        var refused = await RefusedAsync(house, caller, TurnHouse.Question(conversation, $"Card {Visa}", key: "k1"));

        Assert.Equal((422, "personal_data_blocked", "message"), (refused.Status, refused.Code, Assert.Single(refused.Errors!).Key));
        Assert.Empty((await house.Messages.ReadBranchAsync(caller, conversation, null, null, 20, CancellationToken.None))!.Data);
        Assert.Null(await OnlyHashAsync(house, caller));
    }

    [Fact]
    public async Task Others_restore_nothing_but_who_has_charge_of_safety_does_and_the_trail_tells_of_it()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        var caller = TurnHouse.Caller();
        var (_, question) = await AskedAsync(house, caller, TurnHouse.Question(await house.StartAsync(caller), $"Card {Visa}"));
        var admin = TurnHouse.Caller(subject: "sub_admin") with { Role = Role.Admin, Scopes = [Scopes.Chat, Scopes.SafetyAdmin] };

        await NotFoundAsync(house, TurnHouse.Caller(subject: "sub_b"), question.Id);
        await NotFoundAsync(house, admin with { Scopes = [Scopes.Chat] }, question.Id);
        await NotFoundAsync(house, admin with { Role = Role.Member }, question.Id);
        await NotFoundAsync(house, admin with { Tenant = new(new("tenant_b")) }, question.Id);
        Assert.Empty(await TrailAsync(house, caller));

        var restored = await RestoreAsync(house, admin, question.Id);
        Assert.Null(restored.Text);
        Assert.Equal(Visa, Assert.Single(restored.Placeholders).Value);
        var told = Assert.Single(await TrailAsync(house, caller));
        Assert.Equal(question.Id.Value, told.Target);
        Assert.DoesNotContain("4111", told.Detail, StringComparison.Ordinal);
        Assert.Contains("sub_a", told.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_of_the_conversation_restores_too_and_erasing_takes_the_values_away()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        var caller = TurnHouse.Caller();
        var conversation = await house.StartAsync(caller);
        var (_, question) = await AskedAsync(house, caller, TurnHouse.Question(conversation, $"Card {Visa}"));
        var copy = await house.Get<BranchFork>().ForkAsync(caller, conversation, question.Id, null, CancellationToken.None);
        var deletion = house.Get<ConversationDeletion>();

        await deletion.DeleteAsync(caller.Tenant, caller.Subject, conversation, CancellationToken.None);

        await NotFoundAsync(house, caller, question.Id);
        Assert.Equal($"Card {Visa}", (await RestoreAsync(house, caller, copy.LeafMessageId!.Value)).Text);
        await deletion.DeleteAsync(caller.Tenant, caller.Subject, copy.Id, CancellationToken.None);
        await using var connection = await house.Database.Tenants.OpenAsync(caller.Tenant);
        Assert.Equal(0, await connection.ScalarAsync<long>("SELECT count(*) FROM vault_values WHERE tenant_id = @tenant"));
    }

    private static async Task<(Message Answer, Message Question)> LastAsync(TurnHouse house, Caller caller, ConversationId conversation)
    {
        var branch = (await house.Messages.ReadBranchAsync(caller, conversation, null, null, 20, CancellationToken.None))!.Data;
        return (branch[0], branch[1]);
    }

    private static async Task<(TurnId Turn, Message Question)> AskedAsync(TurnHouse house, Caller caller, Send send)
    {
        var (turn, end) = await house.AskAsync(caller, send);
        using var json = JsonDocument.Parse(end.Json);
        var answer = await house.Messages.FindAsync(
            caller.Tenant, caller.Subject, new(json.RootElement.GetProperty("message").GetProperty("id").GetString()!), CancellationToken.None);
        return (turn, (await house.Messages.FindAsync(caller.Tenant, caller.Subject, answer!.ParentId!.Value, CancellationToken.None))!);
    }

    private static Task<RestoredText> RestoreAsync(TurnHouse house, Caller caller, MessageId message) =>
        house.Get<Restoration>().OfMessageAsync(caller, new Actor("user", caller.Subject.Value), message, CancellationToken.None);

    private static async Task NotFoundAsync(TurnHouse house, Caller caller, MessageId message) =>
        Assert.Equal(404, (await Assert.ThrowsAsync<RefusedException>(() => RestoreAsync(house, caller, message))).Refusal.Status);

    private static async Task<Refusal> RefusedAsync(TurnHouse house, Caller caller, Send send) =>
        (await Assert.ThrowsAsync<RefusedException>(() => house.Accept.AcceptAsync(caller, send, CancellationToken.None))).Refusal;

    private static async Task<string?> OnlyHashAsync(TurnHouse house, Caller caller)
    {
        await using var connection = await house.Database.Tenants.OpenAsync(caller.Tenant);
        return await connection.ScalarAsync<string>("SELECT body_hash FROM sends WHERE tenant_id = @tenant");
    }

    private static async Task<IReadOnlyList<TrailRow>> TrailAsync(TurnHouse house, Caller caller)
    {
        await using var connection = await house.Database.Tenants.OpenAsync(caller.Tenant);
        return await connection.QueryAsync<TrailRow>(
            """SELECT target AS "Target", detail AS "Detail" FROM audit_events WHERE tenant_id = @tenant AND action = @action""",
            new { action = Restoration.Action });
    }

    private sealed record TrailRow(string Target, string Detail);
}

public sealed class SqliteEdgeTests() : EdgeSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlEdgeTests() : EdgeSuite(DatabaseKind.PostgreSql);
