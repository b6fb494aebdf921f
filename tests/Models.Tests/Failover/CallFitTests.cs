using Parley.Accounts;

namespace Parley.Models.Tests;

/// <summary>Whom a call goes to by what it really sends: nobody above a ceiling, and those whose context holds it before the others.</summary>
public sealed class CallFitTests : IAsyncLifetime
{
    private readonly string _long = string.Join(' ', Enumerable.Repeat("cormorant", 3_000));
    private Fleet _fleet = null!;

    public async ValueTask InitializeAsync() => _fleet = await Fleet.CreateAsync(new() { Pause = TimeSpan.Zero });

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public async Task One_above_its_ceiling_is_passed_over_and_costs_nothing()
    {
        // "hi" is bounded by 546 tokens, at 1 each; the longest answer of 1000 costs 2 each.
        var (dear, other) = (_fleet.Deploy("dear", new FlakyChatClient(0, "Dear.")), _fleet.Deploy("other", new FlakyChatClient(0, "Other.")));

        Assert.Equal("Dear.", (await _fleet.AskAsync(Capped(2546, dear, other))).Text);
        Assert.Equal("Other.", (await _fleet.AskAsync(Capped(2545.999999m, dear, other))).Text);
        Assert.Equal(["other completed"], (await _fleet.AskAsync(Capped(2545, dear, other))).Outcomes);
    }

    [Fact]
    public async Task A_shorter_answer_keeps_to_the_ceiling()
    {
        var dear = _fleet.Deploy("dear", new FlakyChatClient(0, "Dear."));

        Assert.Equal("Dear.", (await _fleet.AskAsync(Capped(646, dear), options: new() { MaxOutputTokens = 50 })).Text);
    }

    [Fact]
    public async Task Where_all_are_above_their_ceilings_it_is_refused_with_the_remedy()
    {
        var (dear, other) = (_fleet.Deploy("dear", new FlakyChatClient(0, "Dear.")), _fleet.Deploy("other", new FlakyChatClient(0, "Other.")));
        var plan = new ModelPlan("route", [[new(dear, 1) { MaxCost = Money.From(10) }], [new(other, 1) { MaxCost = Money.From(2000) }]]);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => _fleet.AskAsync(plan));

        Assert.Equal((422, "max_cost_exceeded"), (refused.Refusal.Status, refused.Refusal.Code));
        Assert.Contains("at other up to 2546, and 2000 is allowed", refused.Message, StringComparison.Ordinal);
        Assert.Contains("max_tokens", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await _fleet.OpenReservationsAsync());
    }

    [Fact]
    public async Task One_above_its_ceiling_is_not_asked_when_the_others_fail()
    {
        var (dear, broken) = (_fleet.Deploy("dear", new FlakyChatClient(0, "Dear.")), _fleet.Deploy("broken", new FlakyChatClient(int.MaxValue, "")));

        var heard = await _fleet.AskAsync(Capped(10, dear, broken));

        Assert.NotNull(heard.Failure);
        Assert.DoesNotContain("dear", string.Join(' ', heard.Outcomes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fallback_that_is_too_small_for_the_prompt_is_passed_over_for_one_that_holds_it()
    {
        var first = _fleet.Deploy("first", new FlakyChatClient(int.MaxValue, ""), context: 32_000);
        var (small, wide) = (_fleet.Deploy("small", new FlakyChatClient(0, "Small."), context: 2_000), _fleet.Deploy("wide", new FlakyChatClient(0, "Wide."), context: 16_000));

        Assert.Equal("Small.", (await _fleet.AskAsync(Fleet.Plan(first, small, wide))).Text);
        Assert.Equal("Wide.", (await _fleet.AskAsync(Fleet.Plan(first, small, wide), _long)).Text);
    }

    [Fact]
    public async Task Where_none_is_left_that_surely_holds_it_one_that_may_not_is_asked()
    {
        var first = _fleet.Deploy("first", new FlakyChatClient(int.MaxValue, ""), context: 32_000);
        var small = _fleet.Deploy("small", new FlakyChatClient(0, "Small."), context: 2_000);

        Assert.Equal("Small.", (await _fleet.AskAsync(Fleet.Plan(first, small), _long)).Text);
    }

    [Fact]
    public async Task Among_equals_the_balancer_chooses_those_that_hold_the_prompt()
    {
        var (small, wide) = (_fleet.Deploy("small", new FlakyChatClient(0, "Small."), context: 2_000), _fleet.Deploy("wide", new FlakyChatClient(0, "Wide."), context: 16_000));
        var plan = new ModelPlan("route", [[new(wide, 2), new(small, 1)]]);
        var heard = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            heard.Add((await _fleet.AskAsync(plan, _long)).Text);
        }

        Assert.All(heard, text => Assert.Equal("Wide.", text));
    }

    private static ModelPlan Capped(decimal most, Deployment dear, params Deployment[] others) =>
        new("route", [[new(dear, 1) { MaxCost = Money.From(most) }], .. others.Select(one => (IReadOnlyList<WeightedDeployment>)[new(one, 1)])]);
}
