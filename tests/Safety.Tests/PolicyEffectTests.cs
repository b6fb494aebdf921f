namespace Parley.Safety.Tests;

public sealed class PolicyEffectTests
{
    [Fact]
    public void A_saying_is_denied_by_a_list_of_its_own_and_allowed_no_longer()
    {
        var policy = PolicyRules.Read(new(Name: "p", Allow: ["Acme", "Globex"]));

        var twice = new PolicyEffect("deny_term", "initech").Apply(new PolicyEffect("deny_term", "acme").Apply(policy));

        Assert.Equal(["Globex"], twice.Allow);
        var list = Assert.Single(twice.Deny);
        Assert.Equal((PolicyEffect.List, GuardAction.Block), (list.Name, list.Action));
        Assert.Equal(["acme", "initech"], list.Terms);
    }

    [Fact]
    public void A_list_or_a_term_too_many_is_refused_with_the_remedy()
    {
        var lists = Policy.Standard with { Deny = [.. Enumerable.Range(0, PolicyRules.MostRules).Select(at => new TermRule($"list {at}", ["x"], GuardAction.Block, []))] };
        var terms = Policy.Standard with { Allow = [.. Enumerable.Range(0, TermRules.Most).Select(at => $"term {at}")] };

        Assert.Contains("50 lists already", Refused(lists, "deny_term"), StringComparison.Ordinal);
        Assert.Contains("5,000 terms in the allowed sayings already", Refused(terms, "allow_term"), StringComparison.Ordinal);

        static string Refused(Policy policy, string kind)
        {
            var errors = Assert.Throws<RefusedException>(() => new PolicyEffect(kind, "one more").Apply(policy)).Refusal.Errors!;
            return Assert.Single(errors["effect.term"]);
        }
    }

    [Fact]
    public void A_lower_threshold_takes_the_one_to_review_along() =>
        Assert.Equal(new ScoreRule(.3, .3), new PolicyEffect("threshold", Category: "injection", BlockAt: .3).Apply(Policy.Standard).Injection);

    [Theory]
    [InlineData(null, null, null, null, "effect.kind")]
    [InlineData("allow_term", null, null, null, "effect.term")]
    [InlineData("deny_term", "…", null, null, "effect.term[0]")]
    [InlineData("threshold", null, "shoes", .5, "effect.category")]
    [InlineData("threshold", null, "hate", 0d, "effect.block_at")]
    [InlineData("threshold", null, "hate", null, "effect.block_at")]
    public void What_cannot_be_done_is_refused_by_its_field(string? kind, string? term, string? category, double? at, string field) =>
        Assert.Contains(field, Assert.Throws<RefusedException>(() => new PolicyEffect(kind, term, category, at).Apply(Policy.Standard)).Refusal.Errors!.Keys);

    [Theory]
    [InlineData("allow", .836)]
    [InlineData("block", .634)]
    [InlineData("allow", .995)]
    [InlineData("block", .004)]
    public void What_is_offered_would_have_made_the_difference(string decision, double score)
    {
        var offer = Assert.Single(PolicyEffect.Offer(decision, [ReviewHouse.Found(GuardAction.Review, kind: "hate", score: score)], []));

        var action = offer.Apply(Policy.Standard).Categories["hate"].ActionAt(score);

        Assert.Equal(decision == "block" && score >= .01, action == GuardAction.Block);
    }

    [Fact]
    public void Sayings_are_offered_once_however_often_they_stand_there() =>
        Assert.Equal(
            [new PolicyEffect("deny_term", "Globex")],
            PolicyEffect.Offer("block", [ReviewHouse.Found(GuardAction.Review, "term", "rivals")], ["Globex", "globex ", "…"]));
}
