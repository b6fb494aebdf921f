namespace Parley.Models.Tests;

/// <summary>What is refused before it is known how long the conversation is and what it is about: only what no model of a route can do.</summary>
public sealed class AtDoorTests
{
    private readonly Deployment _small = Make.Deployment(name: "small", contextTokens: 1_000);
    private readonly Deployment _large = Make.Deployment(name: "large", contextTokens: 100_000);

    [Fact]
    public void A_route_whose_rules_wait_for_the_length_is_open_before_it_is_known()
    {
        var route = new ModelRoute { Name = "long", Rules = [new(new() { ContextTokensMin = 50_000 }, [new("large")])] };

        Assert.Equal("large", AtDoor(route, null).Name);
        Assert.Throws<RefusedException>(() => Models(route).Plan("long", new(), ["members"]));
    }

    [Fact]
    public void Whoever_stands_first_is_taken_where_it_can_be()
    {
        var route = new ModelRoute { Name = "any", Rules = [new(null, [new("small")])], Fallbacks = ["large"] };

        Assert.Equal("small", AtDoor(route, null).Name);
    }

    [Fact]
    public void What_no_model_of_the_route_takes_is_refused_by_its_name()
    {
        var route = new ModelRoute { Name = "any", Rules = [new(null, [new("small")])], Fallbacks = ["large"] };

        var refused = Assert.Throws<RefusedException>(() => AtDoor(route, new() { Verbosity = "low" }));

        Assert.Equal(ModelAsks.NotTaken, refused.Refusal.Code);
        Assert.Contains("verbosity", refused.Refusal.Detail, StringComparison.Ordinal);
    }

    private Deployment AtDoor(ModelRoute route, ModelAsks? asks) => Models(route).AtDoor(route.Name, new(), ["members"], asks);

    private TenantModels Models(ModelRoute route) => new([_small, _large], [route], plan: null);
}
