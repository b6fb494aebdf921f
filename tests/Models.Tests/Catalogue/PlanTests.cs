using System.Text.Json;

namespace Parley.Models.Tests;

/// <summary>What a request's model stands for: routes with their rules, weights, fallbacks and access.</summary>
public sealed class PlanTests
{
    private static readonly string[] Ada = ["public", "members", "role:member", "user:user_ada", "group:grp_1", "group:research"];
    private static readonly string[] EndUser = ["public"];

    private readonly List<Deployment> _deployments = [Named("small"), Named("large"), Named("far"), Named("extractive")];
    private readonly List<ModelRoute> _routes = [];

    private TenantModels Models => new(_deployments, _routes, plan: "pro");

    [Fact]
    public void A_name_of_a_deployment_is_that_deployment_alone()
    {
        Assert.Equal("large", Shown("large"));
        Assert.Null(Models.Plan("large", new(), Ada).Rule);
    }

    [Fact]
    public void Without_a_name_it_is_the_first_deployment_or_the_route_default()
    {
        Assert.Equal("small", Shown(model: null));

        Route("default", [], new RouteRule(null, [new("large")]));
        Assert.Equal("large", Shown(model: null));
        Assert.Equal("default", Models.Plan(null, new(), Ada).Name);
    }

    [Fact]
    public void The_first_rule_that_holds_chooses_and_fallbacks_come_one_after_the_other()
    {
        Route("mix", ["far", "extractive"], new RouteRule(new() { Task = "code" }, [new("large", 3), new("small", 1)]), new(null, [new("small")]));

        Assert.Equal("large*3 small*1 | far*1 | extractive*1", Shown("mix", new() { Task = "code" }));
        Assert.Equal("small*1 | far*1 | extractive*1", Shown("mix", new() { Task = "legal" }));
        Assert.Equal((1, 2), (Models.Plan("mix", new() { Task = "code" }, Ada).Rule, Models.Plan("mix", new(), Ada).Rule));
        Assert.Equal("large", Models.Plan("mix", new() { Task = "code" }, Ada).First.Name);
    }

    [Fact]
    public void A_plan_chooses_and_remembers_as_the_route_that_was_named_says()
    {
        _routes.Add(new() { Name = "inner", Fallbacks = ["large"], Balance = Balance.Prefix, Cache = new(Exact: true) });
        _routes.Add(new() { Name = "outer", Fallbacks = ["small", "inner"], Balance = Balance.LeastBusy, Cache = new(Semantic: false) });
        _routes.Add(new() { Name = "plain", Fallbacks = ["small"] });

        Assert.Equal((Balance.LeastBusy, new RouteCache(null, false)), Models.Plan("outer", new(), Ada) is var outer ? (outer.Balance, outer.Cache) : default);
        Assert.Equal((Balance.Prefix, new RouteCache(true)), Models.Plan("inner", new(), Ada) is var inner ? (inner.Balance, inner.Cache) : default);
        Assert.Equal((Balance.Weighted, new RouteCache()), Models.Plan("plain", new(), Ada) is var plain ? (plain.Balance, plain.Cache) : default);
        Assert.Equal((Balance.Weighted, new RouteCache()), Models.Plan("large", new(), Ada) is var alone ? (alone.Balance, alone.Cache) : default);
    }

    [Theory]
    [InlineData("""{"plan": "pro"}""", true)]
    [InlineData("""{"plan": "free"}""", false)]
    [InlineData("""{"intent": "complaint", "language": "de"}""", true)]
    [InlineData("""{"intent": "complaint", "language": "fr"}""", false)]
    [InlineData("""{"complexity_min": 0.5}""", true)]
    [InlineData("""{"complexity_min": 0.51}""", false)]
    [InlineData("""{"complexity_max": 0.5}""", true)]
    [InlineData("""{"complexity_max": 0.49}""", false)]
    [InlineData("""{"context_tokens_max": 1000}""", true)]
    [InlineData("""{"context_tokens_max": 999}""", false)]
    [InlineData("""{"context_tokens_min": 1001}""", false)]
    [InlineData("""{"modality": "image"}""", true)]
    [InlineData("""{"modality": "text"}""", false)]
    [InlineData("""{"task": "code"}""", false)]
    [InlineData("{}", true)]
    [InlineData("null", true)]
    public void A_rule_holds_when_all_that_it_asks_for_is_so(string when, bool holds)
    {
        Route("route", ["far"], new RouteRule(ConditionInput.Read(JsonElement.Parse(when), "when"), [new("large")]));

        var question = new RouteQuestion { Intent = "complaint", Language = "de", Complexity = 0.5, ContextTokens = 1000, Modality = "image" };
        Assert.Equal(holds ? "large*1 | far*1" : "far*1", Shown("route", question));
    }

    [Theory]
    [InlineData("""{"mood": "sad"}""", "mood")]
    [InlineData("""{"plan": 5}""", "plan")]
    [InlineData("""{"complexity_min": "0.5"}""", "complexity_min")]
    [InlineData("""{"complexity_min": 2}""", "complexity_min")]
    [InlineData("""{"complexity_min": 0.9, "complexity_max": 0.1}""", "never applies")]
    [InlineData("""{"context_tokens_max": 1.5}""", "whole number")]
    [InlineData("""{"context_tokens_min": 9, "context_tokens_max": 1}""", "never applies")]
    [InlineData("""{"modality": "smell"}""", "modality")]
    [InlineData("""{"language": "\ud800"}""", "language")]
    [InlineData("""[1]""", "object")]
    [InlineData("\"plan\"", "object")]
    public void A_condition_that_is_not_understood_is_refused(string when, string told)
    {
        var refused = Assert.Throws<RefusedException>(() => ConditionInput.Read(JsonElement.Parse(when), "rules[0].when"));

        Assert.Contains(told, $"{refused.Refusal.Errors!.Single().Key} {refused.Message}", StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_known_of_a_question_fits_no_rule_that_asks_for_it()
    {
        Route("route", ["far"], new RouteRule(new() { ComplexityMax = 1 }, [new("large")]), new(new() { ContextTokensMin = 0 }, [new("small")]));

        Assert.Equal("far*1", Shown("route", new()));
    }

    [Fact]
    public void A_route_among_the_fallbacks_is_walked_in_its_place_and_no_deployment_comes_twice()
    {
        Route("fast", ["far", "large"], new RouteRule(null, [new("small")]));
        Route("quality", ["fast", "extractive"], new RouteRule(null, [new("large")]));

        Assert.Equal("large*1 | small*1 | far*1 | extractive*1", Shown("quality"));
    }

    [Fact]
    public void Routes_that_came_to_go_in_a_circle_still_end()
    {
        Route("one", ["two", "small"]);
        Route("two", ["one", "large"]);

        Assert.Equal("large*1 | small*1", Shown("one"));
    }

    [Fact]
    public void What_the_caller_may_not_use_is_left_out()
    {
        _deployments[1] = Named("large", new(Roles: ["admin"]));
        Route("mix", ["far"], new RouteRule(null, [new("large"), new("small")]));
        Route("top", ["small"], new RouteRule(null, [new("large")]));
        Route("closed", ["large"]);

        Assert.Equal("small*1 | far*1", Shown("mix"));
        Assert.Equal("small*1", Shown("top"));
        Assert.Null(Models.Plan("top", new(), Ada).Rule);
        Assert.Equal(404, Refused("closed").Status);
        Assert.Equal((403, "model_not_allowed"), (Refused("large") is var refusal ? (refusal.Status, refusal.Code) : default));
        Assert.Equal("large", Models.Plan("large", new(), ["members", "role:admin"]).First.Name);
        Assert.Equal(["small", "far", "extractive"], Models.ListFor(Ada).Select(one => one.Name));
        Assert.Equal(["mix", "top"], Models.RoutesFor(Ada).Select(one => one.Route.Name));
    }

    [Theory]
    [InlineData("role:member", true, false)]
    [InlineData("role:admin", false, false)]
    [InlineData("group:grp_1", true, false)]
    [InlineData("group:grp_2", false, false)]
    [InlineData("user:user_ada", true, false)]
    [InlineData("role:end_user", false, true)]
    [InlineData("", true, true)]
    public void A_grant_lets_in_whom_it_names(string grant, bool ada, bool endUser)
    {
        var name = grant.Split(':')[^1];
        var access = grant.Split(':')[0] switch
        {
            "role" => new ModelAccess(Roles: [name]),
            "group" => new(Groups: [name]),
            "user" => new(Users: [name]),
            _ => new ModelAccess(),
        };

        Assert.Equal((ada, endUser), (access.Lets(Ada), access.Lets(EndUser)));
    }

    [Fact]
    public void A_route_that_is_closed_to_the_caller_is_not_walked_and_the_default_stands_in()
    {
        Closed("default", ["large"], new(Roles: ["admin"]));
        Closed("inner", ["far"], new(Roles: ["admin"]));
        Route("outer", ["inner", "small"]);

        Assert.Equal("small", Shown(model: null));
        Assert.Equal(403, Refused("default").Status);
        Assert.Equal("small*1", Shown("outer"));
    }

    [Fact]
    public void An_unknown_name_is_told_what_there_is_for_this_caller()
    {
        _deployments[1] = Named("large", new(Roles: ["admin"]));
        Route("fast", ["small"]);

        var refusal = Refused("nobody");
        Assert.Equal((404, "model_not_found"), (refusal.Status, refusal.Code));
        Assert.EndsWith("there is fast, small, far, extractive.", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_that_was_begun_goes_on_where_it_began_and_keeps_its_fallbacks()
    {
        Route("mix", ["far"], new RouteRule(null, [new("large", 3), new("small", 1)]));
        var plan = Models.Plan("mix", new(), Ada);

        Assert.Equal("small", plan.StartingWith(_deployments[0]).First.Name);
        Assert.Equal("small*1 | large*3 | far*1", Shown(plan.StartingWith(_deployments[0])));
        Assert.Same(plan.Tiers[0][0].Deployment, plan.StartingWith(plan.First).First);
    }

    private static Deployment Named(string name, ModelAccess? access = null)
    {
        var deployment = Make.Deployment(name: name, provider: name == "extractive" ? "extractive" : "openai");
        deployment.Terms.Now = new() { Access = access ?? ModelAccess.Everybody };
        return deployment;
    }

    private void Route(string name, string[] fallbacks, params RouteRule[] rules) => Closed(name, fallbacks, ModelAccess.Everybody, rules);

    private void Closed(string name, string[] fallbacks, ModelAccess access, params RouteRule[] rules) =>
        _routes.Add(new() { Name = name, Rules = rules, Fallbacks = fallbacks, Access = access });

    private string Shown(string? model, RouteQuestion? question)
    {
        var plan = Models.Plan(model, question ?? new(), Ada);
        return Models.FindRoute(plan.Name) is null || model is null ? plan.First.Name : Shown(plan);
    }

    private string Shown(string? model) => Shown(model, null);

    private static string Shown(ModelPlan plan) => string.Join(" | ", plan.Tiers.Select(tier => string.Join(' ', tier.Select(one => $"{one.Deployment.Name}*{one.Weight}"))));

    private Refusal Refused(string model) => Assert.Throws<RefusedException>(() => Models.Plan(model, new(), Ada)).Refusal;
}
