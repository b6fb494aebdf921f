using Parley.Models;
using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>Turns that are led by how much they send, and by what that may cost.</summary>
public abstract class PromptLengthSuite(DatabaseKind kind)
{
    private static readonly string Long = string.Join(' ', Enumerable.Repeat("cormorant", 2_000));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rule_goes_by_all_that_is_sent_and_a_conversation_that_grows_comes_to_the_next(bool ofAWireFormat)
    {
        await using var hands = await RoutedHands.OpenAsync(kind, ("short", 100_000, 0), ("long", 100_000, 0));
        await hands.RouteAsync(new() { Name = "chat", Rules = [new(new() { ContextTokensMax = 2_000 }, [new("short")]), new(null, [new("long")])] });

        var first = await Ask("Hello.", null);
        var second = await Ask(Long, first.Conversation);
        var third = await Ask("Go on.", first.Conversation);
        var other = await Ask("Go on.", null);

        Assert.Equal(["short", "long", "long", "short"], new[] { first, second, third, other }.Select(heard => heard.Text));
        var (few, many) = ((await hands.ProvenanceAsync(first)).ContextTokens, (await hands.ProvenanceAsync(third)).ContextTokens);
        Assert.True(few is > 0 and <= 2_000 && many > 2_000, $"{few} and {many} tokens");

        Task<Heard> Ask(string text, ConversationId? conversation) => hands.AskAsync(text, "chat", conversation, options: one => one with { OwnRanges = ofAWireFormat });
    }

    [Fact]
    public async Task A_model_whose_context_does_not_hold_the_message_is_passed_over_for_one_that_does()
    {
        await using var hands = await RoutedHands.OpenAsync(kind, ("small", 3_000, 0), ("large", 30_000, 0));
        await hands.RouteAsync(new() { Name = "chat", Rules = [new(null, [new("small")])], Fallbacks = ["large"] });

        var heard = await hands.AskAsync(Long, "chat");

        Assert.Equal(("small", "large"), ((await hands.AskAsync("Hello.", "chat")).Text, heard.Text));
        var provenance = await hands.ProvenanceAsync(heard);
        Assert.Equal("large ok", string.Join(' ', provenance.Attempts.Select(one => $"{one.Deployment} {one.Outcome}")));
        Assert.Null(provenance.ContextTokens);
    }

    [Fact]
    public async Task A_long_conversation_alone_moves_nobody_to_a_larger_model_because_it_is_cut()
    {
        await using var hands = await RoutedHands.OpenAsync(kind, ("small", 3_000, 0), ("large", 30_000, 0));
        await hands.RouteAsync(new() { Name = "chat", Rules = [new(null, [new("small")])], Fallbacks = ["large"] });
        var long_ = await hands.AskAsync(Long, "chat");

        Assert.Equal("small", (await hands.AskAsync("And now?", "chat", long_.Conversation)).Text);
    }

    [Fact]
    public async Task A_model_above_its_ceiling_is_passed_over_for_what_is_long_and_asked_for_what_is_short()
    {
        await using var hands = await RoutedHands.OpenAsync(kind, ("dear", 100_000, 10), ("cheap", 100_000, 0.1m));
        await hands.RouteAsync(new() { Name = "chat", Rules = [new(null, [new("dear")], Accounts.Money.From(0.1m))], Fallbacks = ["cheap"] });

        Assert.Equal("dear", (await hands.AskAsync("Hello.", "chat")).Text);
        Assert.Equal("cheap", (await hands.AskAsync(Long, "chat")).Text);
        Assert.Equal("dear", (await hands.AskAsync(Long, "dear")).Text);
    }

    [Fact]
    public async Task Where_all_are_above_their_ceilings_the_turn_fails_with_the_remedy_and_costs_nothing()
    {
        await using var hands = await RoutedHands.OpenAsync(kind, ("dear", 100_000, 10));
        await hands.RouteAsync(new() { Name = "chat", Rules = [new(null, [new("dear", MaxCost: Accounts.Money.From(0.001m))])] });

        var heard = await hands.AskAsync("Hello.", "chat");

        Assert.Equal("max_cost_exceeded", heard.End.GetProperty("code").GetString());
        Assert.Contains("raise max_cost of the route", heard.End.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await using var connection = await hands.House.Database.Tenants.OpenAsync(heard.Caller.Tenant);
        Assert.Equal(0, await connection.ScalarAsync<long>("SELECT count(*) FROM reservations WHERE tenant_id = @tenant"));
    }
}

public sealed class SqlitePromptLength() : PromptLengthSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlPromptLength() : PromptLengthSuite(DatabaseKind.PostgreSql);
