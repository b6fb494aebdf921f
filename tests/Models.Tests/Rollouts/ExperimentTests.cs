using Parley.Accounts;

namespace Parley.Models.Tests;

/// <summary>Who gets which variant of an experiment, and what an experiment may be like.</summary>
public sealed class ExperimentTests
{
    private const int People = 20_000;

    private static readonly Experiment Tone = new ExperimentInput("tone", Variants: [new("usual", 3), new("new", 1, [new("new")])]).Read();

    private readonly List<Deployment> _deployments = [Make.Deployment(name: "old"), Make.Deployment(name: "new"), Make.Deployment(name: "extractive", provider: "extractive")];

    [Fact]
    public void People_are_shared_out_by_the_weights_and_each_keeps_to_the_variant()
    {
        var got = Enumerable.Range(0, People).Select(one => Tone.VariantFor("fast", new() { Sticky = $"sub_{one}" })!.Name).ToList();

        // Four times the standard deviation of so many throws.
        Assert.InRange(got.Count(name => name == "new"), (People / 4) - (4 * Math.Sqrt(People * 3d / 16)), (People / 4) + (4 * Math.Sqrt(People * 3d / 16)));
        Assert.Equal(got, Enumerable.Range(0, People).Select(one => Tone.VariantFor("fast", new() { Sticky = $"sub_{one}" })!.Name));
    }

    [Fact]
    public void Another_experiment_shares_people_out_anew()
    {
        var (even, other) = (Tone with { Variants = [new("a", 1), new("b", 1)] }, Tone with { Name = "other", Variants = [new("a", 1), new("b", 1)] });

        var same = Enumerable.Range(0, People).Select(one => new RouteQuestion { Sticky = $"sub_{one}" })
            .Count(question => even.VariantFor("fast", question) == other.VariantFor("fast", question));

        Assert.InRange(same, 0.47 * People, 0.53 * People);
    }

    [Fact]
    public void By_conversation_one_person_meets_both_and_a_question_of_nobody_none()
    {
        var byConversation = Tone with { By = Experiment.ByConversation };

        var met = Enumerable.Range(0, 100).Select(one => byConversation.VariantFor("fast", new() { Sticky = "sub_1", Conversation = $"conv_{one}" })!.Name).Distinct();

        Assert.Equal(["new", "usual"], met.Order());
        Assert.Null(byConversation.VariantFor("fast", new() { Sticky = "sub_1" }));
        Assert.Null(Tone.VariantFor("fast", new() { Conversation = "conv_1" }));
    }

    [Fact]
    public void A_variant_stands_first_with_the_usual_ones_behind_it_and_the_one_without_deployments_is_as_usual()
    {
        Assert.Equal(("new old", new ExperimentArm("tone", "new"), null), Plan(Sticky("new")));
        Assert.Equal(("old new", new ExperimentArm("tone", "usual"), 1), Plan(Sticky("usual")));
        Assert.Equal(("old new", null, 1), Plan(null));
    }

    [Fact]
    public void Where_nothing_of_a_variant_can_be_used_the_others_answer_and_it_is_counted_for_none()
    {
        _deployments[1].Terms.Now = new() { Access = new(Roles: ["admin"]) };

        Assert.Equal(("old", null, 1), Plan(Sticky("new")));
        Assert.Equal(("old", new ExperimentArm("tone", "usual"), 1), Plan(Sticky("usual")));
    }

    [Theory]
    [InlineData("new", null)]
    [InlineData("usual", "usual")]
    public void Where_a_variant_cannot_take_the_request_the_others_answer_and_it_is_counted_for_none(string variant, string? counted)
    {
        _deployments[1] = Make.Deployment(name: "new", contextTokens: 1_000);

        var plan = Whole(Sticky(variant)).For(new PromptSize(null, 5_000, null, null));

        Assert.Equal("old", plan.First.Name);
        Assert.Equal(counted, plan.Arm?.Variant);
    }

    [Fact]
    public void A_ceiling_of_the_rule_holds_for_what_stands_ahead_of_it_unless_that_has_its_own()
    {
        var ceiling = Money.From(0.5m);
        var own = Tone with { Variants = [new("usual", 3), new("new", 1, [new("new", MaxCost: Money.From(2m))])] };

        Assert.Equal(ceiling, Whole(Sticky("new"), ceiling).Tiers[0].Single().MaxCost);
        Assert.Equal(Money.From(2m), Whole(Sticky("new"), ceiling, own).Tiers[0].Single().MaxCost);
        Assert.Null(Whole(Sticky("new")).Tiers[0].Single().MaxCost);
    }

    [Fact]
    public void The_deployments_of_variants_are_among_those_that_a_route_leads_to()
    {
        var route = new ModelRoute { Name = "fast", Rules = [new(null, [new("old")])], Experiment = Tone };

        Assert.Equal(["old", "new"], route.Targets);
    }

    [Theory]
    [InlineData(null, "user", "a", "b", "experiment.name")]
    [InlineData("two words", "user", "a", "b", "experiment.name")]
    [InlineData("tone", "week", "a", "b", "experiment.by")]
    [InlineData("tone", "user", "a", null, "experiment.variants[1].name")]
    [InlineData("tone", "user", "a", "a", "experiment.variants")]
    public void One_that_cannot_be_meant_is_refused_by_the_field(string? name, string by, string first, string? second, string field)
    {
        var refused = Assert.Throws<RefusedException>(() => new ExperimentInput(name, by, [new(first), new(second, 1, [new("new")])]).Read());

        Assert.Equal(field, refused.Refusal.Errors!.Single().Key);
    }

    [Fact]
    public void Variants_are_several_differ_and_have_weights()
    {
        Assert.Equal("experiment.variants", Refused([new("alone")]));
        Assert.Equal("experiment.variants", Refused([new("a"), new("b")]));
        Assert.Equal("experiment.variants", Refused([new("a"), null!]));
        Assert.Equal("experiment.variants[1].weight", Refused([new("a"), new("b", 0, [new("new")])]));
        Assert.Equal("experiment.variants[1].use", Refused([new("a"), new("b", 1, [])]));

        static string Refused(VariantInput[] variants) =>
            Assert.Throws<RefusedException>(() => new ExperimentInput("tone", Variants: variants).Read()).Refusal.Errors!.Single().Key;
    }

    [Fact]
    public void A_rollout_that_is_under_way_and_an_experiment_exclude_each_other()
    {
        var route = new ModelRoute { Name = "fast", Fallbacks = ["old"], Experiment = Tone, Rollout = new("new", 0, default) };

        Assert.Same(route, RouteRules.Check(route));
        var refused = Assert.Throws<RefusedException>(() => RouteRules.Check(route with { Rollout = new("new", 1, default) }));
        Assert.Equal("experiment", refused.Refusal.Errors!.Single().Key);
    }

    private static string Sticky(string variant) =>
        Enumerable.Range(0, 1000).Select(one => $"sub_{one}").First(one => Tone.VariantFor("fast", new() { Sticky = one })!.Name == variant);

    private (string Tiers, ExperimentArm? Arm, int? Rule) Plan(string? sticky)
    {
        var plan = Whole(sticky);
        return (string.Join(' ', plan.Tiers.Select(tier => tier.Single().Deployment.Name)), plan.Arm, plan.Rule);
    }

    private ModelPlan Whole(string? sticky, Money? ceiling = null, Experiment? experiment = null)
    {
        var route = new ModelRoute { Name = "fast", Rules = [new(null, [new("old")], ceiling)], Fallbacks = ["new"], Experiment = experiment ?? Tone };
        return new TenantModels(_deployments, [route], plan: null).Plan("fast", new() { Sticky = sticky }, ["members"]);
    }
}
