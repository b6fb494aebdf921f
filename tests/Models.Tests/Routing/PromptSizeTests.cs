using Parley.Accounts;

namespace Parley.Models.Tests;

/// <summary>Which deployment of a plan stands first for a request of a size: what is too small or may cost too much stands behind.</summary>
public sealed class PromptSizeTests
{
    private readonly Deployment _small = Make.Deployment(name: "small", contextTokens: 1_000);
    private readonly Deployment _large = Make.Deployment(name: "large", contextTokens: 100_000);

    [Theory]
    [InlineData(750, "small | large")]
    [InlineData(751, "large | small")]
    [InlineData(95_904, "large | small")]
    [InlineData(95_905, "small | large")]
    public void What_does_not_hold_the_prompt_and_its_answer_stands_behind_what_does(long least, string order)
    {
        // The answer's reserve: a quarter of the small one's context, all that the large one writes.
        Assert.Equal(order, Shown(Plan().For(new(null, least, null, null))));
    }

    [Fact]
    public void The_longest_answer_that_was_asked_for_counts_as_its_reserve()
    {
        Assert.Equal("small | large", Shown(Plan().For(new(null, 900, null, 100))));
        Assert.Equal("large | small", Shown(Plan().For(new(null, 901, null, 100))));
        Assert.Equal("small | large", Shown(Plan().For(new(null, 500, null, 5_000))));
    }

    [Fact]
    public void Of_those_that_share_a_tier_the_fitting_ones_share_the_first()
    {
        var plan = new ModelPlan("route", [[new(_small, 3), new(_large, 1), new(Make.Deployment(name: "wide", contextTokens: 50_000), 2)]]) { Rule = 1 };

        var fitting = plan.For(new(null, 5_000, null, null));

        Assert.Equal(("large wide | small", 1), (Shown(fitting), fitting.Rule));
        Assert.Same(plan, plan.For(new(null, 10, null, null)));
    }

    [Fact]
    public void What_may_cost_too_much_stands_behind_all_others_and_is_no_choice_of_the_rule()
    {
        Priced(_small, input: 1, output: 1);
        Priced(_large, input: 10, output: 10);
        var plan = new ModelPlan("route", [[new(_large, 1) { MaxCost = Money.From(0.01m) }], [new(_small, 1)]]) { Rule = 1 };

        // 900 tokens at most and 100 of answer cost 0.01 at ten for a million.
        Assert.Equal("large | small", Shown(plan.For(new(900, 200, 900, 100))));
        var dear = plan.For(new(901, 200, 901, 100));

        Assert.Equal(("small | large", null), (Shown(dear), dear.Rule));
    }

    [Fact]
    public void The_target_has_the_word_and_the_rule_where_it_says_nothing()
    {
        var route = new ModelRoute
        {
            Name = "route",
            Rules = [new(null, [new("small", MaxCost: Money.From(0.5m)), new("large")], Money.From(0.1m))],
            Fallbacks = ["extractive"],
        };
        var models = new TenantModels([_small, _large, Make.Deployment(name: "extractive", provider: "extractive")], [route], plan: null);

        Assert.Equal(["0.5", "0.1", ""], models.Plan("route", new(), []).Tiers.SelectMany(tier => tier).Select(one => $"{one.MaxCost}"));
        Assert.Equal("0.1", $"{models.Plan("route", new(), []).StartingWith(_large).Tiers[0][0].MaxCost}");
    }

    [Fact]
    public void A_route_asks_how_much_is_sent_only_where_something_depends_on_it_and_tells_of_the_widest()
    {
        ModelRoute[] routes =
        [
            new() { Name = "plain", Rules = [new(new() { Task = "code" }, [new("small")])], Fallbacks = ["far", "plain"] },
            new() { Name = "far", Fallbacks = ["large"] },
            new() { Name = "long", Fallbacks = ["inner"] },
            new() { Name = "inner", Rules = [new(new() { ContextTokensMin = 5 }, [new("small")])] },
            new() { Name = "cheap", Rules = [new(null, [new("small", MaxCost: Money.Zero)])] },
        ];
        var models = new TenantModels([_small, _large, Make.Deployment(name: "extractive", provider: "extractive")], routes, plan: null);

        Assert.Equal((false, "large"), Reach("plain"));
        Assert.Equal((true, "small"), Reach("long"));
        Assert.Equal((true, "small"), Reach("cheap"));
        Assert.Equal((false, null), Reach("small"));
        Assert.Equal((false, null), Reach(null));

        (bool, string?) Reach(string? name) => models.ReachOf(name, []) is var reach ? (reach.AsksForSize, reach.Widest?.Name) : default;
    }

    [Theory]
    [InlineData("0.02", "0.02")]
    [InlineData("0", "0")]
    [InlineData("-1", null)]
    [InlineData("0.0000001", null)]
    [InlineData("much", null)]
    [InlineData("", null)]
    public void A_ceiling_is_an_amount_of_money(string text, string? kept)
    {
        if (kept is not null)
        {
            Assert.Equal(kept, $"{TargetInput.Ceiling(text, "max_cost")}");
            return;
        }

        var refused = Assert.Throws<RefusedException>(() => TargetInput.Read([new("small", MaxCost: text)], "rules[0].use"));
        Assert.Equal("rules[0].use", refused.Refusal.Errors!.Single().Key);
    }

    private ModelPlan Plan() => new("route", [[new(_small, 1)], [new(_large, 1)]]);

    private static void Priced(Deployment deployment, decimal input, decimal output) =>
        deployment.Terms.Now = new() { Prices = PriceList.Always(new(input, output, input)) };

    private static string Shown(ModelPlan plan) => string.Join(" | ", plan.Tiers.Select(tier => string.Join(' ', tier.Select(one => one.Deployment.Name))));
}
