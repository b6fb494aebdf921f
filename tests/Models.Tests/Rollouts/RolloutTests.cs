namespace Parley.Models.Tests;

/// <summary>Who gets a new deployment first, and what a rollout may be like.</summary>
public sealed class RolloutTests
{
    private const int People = 20_000;
    private static readonly string[] Ada = ["public", "members", "role:member", "user:user_ada"];

    private readonly List<Deployment> _deployments = [Make.Deployment(name: "old"), Make.Deployment(name: "new"), Make.Deployment(name: "extractive", provider: "extractive")];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(50)]
    [InlineData(99.5)]
    [InlineData(100)]
    public void So_many_of_a_hundred_people_get_it(double percent)
    {
        var share = 100d * Takers(percent).Count / People;

        // Four times the standard deviation of so many throws.
        var slack = 400 * Math.Sqrt(percent / 100 * (1 - (percent / 100)) / People);
        Assert.InRange(share, percent - slack, percent + slack);
    }

    [Fact]
    public void Whoever_gets_it_at_ten_percent_gets_it_at_fifty_and_always_again()
    {
        var (few, many) = (Takers(10), Takers(50));

        Assert.Empty(few.Except(many));
        Assert.Equal(few, Takers(10));
        Assert.True(new Rollout("new", 10, default).Takes("fast", "sub_4"), "The choice depends on names alone: it is the same after every start.");
        Assert.False(new Rollout("new", 10, default).Takes("fast", "sub_1"));
    }

    [Fact]
    public void Another_route_and_another_deployment_have_other_people()
    {
        var here = Takers(50);

        Assert.InRange(here.Intersect(Takers(50, route: "quality")).Count(), 0.22 * People, 0.28 * People);
        Assert.InRange(here.Intersect(Takers(50, deployment: "newer")).Count(), 0.22 * People, 0.28 * People);
    }

    [Fact]
    public void A_question_of_nobody_gets_it_only_where_everybody_does()
    {
        Assert.False(new Rollout("new", 99.9, default).Takes("fast", null));
        Assert.True(new Rollout("new", 100, default).Takes("fast", null));
    }

    [Fact]
    public void Who_gets_it_has_the_usual_deployments_behind_it()
    {
        var on = new Rollout("new", 10, default);

        Assert.Equal(("new old", null, on), Shown(on, "sub_4"));
        Assert.Equal(("old new", 1, on), Shown(on, "sub_1"));
        Assert.Equal(("old new", 1, null), Shown(on with { Percent = 0 }, "sub_4"));
    }

    [Fact]
    public void One_that_may_not_be_used_is_left_out()
    {
        _deployments[1].Terms.Now = new() { Access = new(Roles: ["admin"]) };

        Assert.Equal(("old", 1, new("new", 100, default)), Shown(new("new", 100, default), "sub_4"));
    }

    [Theory]
    [InlineData(null, 10d, null, null, null, "rollout.deployment")]
    [InlineData("new", null, null, null, null, "rollout.percent")]
    [InlineData("new", -1d, null, null, null, "rollout.percent")]
    [InlineData("new", 101d, null, null, null, "rollout.percent")]
    [InlineData("new", double.NaN, null, null, null, "rollout.percent")]
    [InlineData("new", 10d, 1.1, null, null, "rollout.max_error_rate")]
    [InlineData("new", 10d, null, 0.9, null, "rollout.max_latency_ratio")]
    [InlineData("new", 10d, null, null, 0, "rollout.min_calls")]
    public void One_that_is_out_of_range_is_refused_by_the_field(string? deployment, double? percent, double? errors, double? latency, int? calls, string field)
    {
        var refused = Assert.Throws<RefusedException>(() => new RolloutInput(deployment, percent, errors, latency, calls).Read());

        Assert.Equal(field, refused.Refusal.Errors!.Single().Key);
    }

    [Fact]
    public void Widened_it_goes_on_and_otherwise_it_begins_anew()
    {
        var (then, now) = (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        var before = new RolloutInput("new", 10).Read() with { Since = then };
        var gone = before with { Percent = 0, RolledBackAt = then, Reason = "It failed." };

        Assert.Equal(then, (before with { Percent = 50 }).After(before, now).Since);
        Assert.Equal(now, (before with { MinCalls = 7 }).After(before, now).Since);
        Assert.Equal(now, (before with { Deployment = "newer" }).After(before, now).Since);
        Assert.Equal((then, "It failed."), (before with { Percent = 0 }).After(gone, now) is var off ? (off.RolledBackAt, off.Reason) : default);
        Assert.Equal((now, null), before.After(gone, now) is var again ? (again.Since, again.Reason) : default);
        Assert.True(before.After(gone, then).Since > gone.Since);
    }

    private static HashSet<string> Takers(double percent, string route = "fast", string deployment = "new") =>
        [.. Enumerable.Range(0, People).Select(one => $"sub_{one}").Where(one => new Rollout(deployment, percent, default).Takes(route, one))];

    private (string Tiers, int? Rule, Rollout? Rollout) Shown(Rollout rollout, string sticky)
    {
        var route = new ModelRoute { Name = "fast", Rules = [new(null, [new("old")])], Fallbacks = ["new"], Rollout = rollout };
        var plan = new TenantModels(_deployments, [route], plan: null).Plan("fast", new() { Sticky = sticky }, Ada);
        return (string.Join(' ', plan.Tiers.Select(tier => tier.Single().Deployment.Name)), plan.Rule, plan.Rollout);
    }
}
