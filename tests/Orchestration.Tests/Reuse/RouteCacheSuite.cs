using Parley.Models;
using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>What a route says of earlier answers counts for the turns that go by it, and for no others.</summary>
public abstract class RouteCacheSuite(DatabaseKind kind)
{
    private const string Question = "How do I export a report as PDF?";
    private const string SameQuestion = "How can I export a report as a PDF?";

    [Fact]
    public async Task A_route_that_wants_them_has_earlier_answers_where_the_setting_has_none()
    {
        await using var hands = await ReuseHands.OpenAsync(kind, exact: false, semantic: false);
        await hands.RouteAsync("again", new(Exact: true, Semantic: true));

        await AskAsync(hands, Question, "again");
        var same = await AskAsync(hands, Question, "again");
        var similar = await AskAsync(hands, SameQuestion, "again");

        Assert.Equal((1, "exact", "semantic"), (hands.Calls, same.Reused, similar.Reused));
        Assert.Equal((null, null), ((await AskAsync(hands, Question, ReuseHands.Model)).Reused, (await AskAsync(hands, SameQuestion, ReuseHands.Model)).Reused));
        Assert.Equal((3, 1), (hands.Calls, await hands.KeptAsync()));
    }

    [Fact]
    public async Task A_route_that_does_not_want_them_neither_gives_nor_keeps_answers()
    {
        await using var hands = await ReuseHands.OpenAsync(kind);
        await hands.RouteAsync("fresh", new(Exact: false, Semantic: false));

        await AskAsync(hands, Question, "fresh");
        Assert.Equal(0, await hands.KeptAsync());
        await AskAsync(hands, Question, ReuseHands.Model);
        var fresh = await AskAsync(hands, Question, "fresh");

        Assert.Equal((3, null), (hands.Calls, fresh.Reused));
    }

    [Fact]
    public async Task A_route_has_the_word_for_each_of_the_two_apart()
    {
        await using var hands = await ReuseHands.OpenAsync(kind, exact: false, semantic: true);
        await hands.RouteAsync("exactly", new(Exact: true, Semantic: false));
        await hands.RouteAsync("silent", new());

        await AskAsync(hands, Question, "exactly");
        Assert.Equal(("exact", null), ((await AskAsync(hands, Question, "exactly")).Reused, (await AskAsync(hands, SameQuestion, "exactly")).Reused));
        await AskAsync(hands, "What is a cormorant made of?", "silent");
        Assert.Equal("semantic", (await AskAsync(hands, "What is a cormorant made of?", "silent")).Reused);
    }

    [Fact]
    public async Task The_routes_of_one_tenant_say_nothing_of_another()
    {
        await using var hands = await ReuseHands.OpenAsync(kind, exact: false, semantic: false);
        await hands.RouteAsync("again", new(Exact: true));
        await hands.RouteAsync("again", new(), "tenant_b");
        var other = TurnHouse.Caller(tenant: "tenant_b");

        await AskAsync(hands, Question, "again", other);
        var again = await AskAsync(hands, Question, "again", other);

        Assert.Equal((2, null, 0), (hands.Calls, again.Reused, await hands.KeptAsync("tenant_b")));
    }

    private static Task<Heard> AskAsync(ReuseHands hands, string text, string model, Caller? caller = null) =>
        hands.AskAsync(text, caller, one => one with { Model = model });
}

public sealed class SqliteRouteCache() : RouteCacheSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlRouteCache() : RouteCacheSuite(DatabaseKind.PostgreSql);
