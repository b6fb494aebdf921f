namespace Parley.Safety.Tests;

public sealed class PolicyRulesTests
{
    [Fact]
    public void What_is_not_said_is_as_in_the_standard_policy()
    {
        var policy = PolicyRules.Read(new(Name: "mild", Categories: new Dictionary<string, ScoreInput> { ["violence"] = new(BlockAt: .95) }));

        Assert.Equal(new ScoreRule(.95, .5), policy.Categories["violence"]);
        Assert.Equal(new ScoreRule(.8, .5), policy.Categories["hate"]);
        Assert.Equal(PersonalAction.Placeholder, policy.PersonalData["card"]);
        Assert.Equal(PersonalAction.Keep, policy.PersonalData["email"]);
        Assert.Equal(PersonalAction.Mask, policy.Traces["email"]);
        Assert.Equal(PersonalAction.Keep, policy.Traces["person"]);
    }

    [Theory]
    [InlineData(.79, GuardAction.Review)]
    [InlineData(.8, GuardAction.Block)]
    [InlineData(.49, GuardAction.Allow)]
    public void A_score_is_acted_on_from_its_threshold_on(double score, GuardAction action) => Assert.Equal(action, new ScoreRule().ActionAt(score));

    [Fact]
    public void A_lower_threshold_to_block_takes_the_one_to_review_with_it() =>
        Assert.Equal(new ScoreRule(.3, .3), PolicyRules.Read(new(Name: "strict", Injection: new(BlockAt: .3))).Injection);

    [Theory]
    [InlineData(1.1, null, "injection.block_at", "at most 1")]
    [InlineData(0, null, "injection.block_at", "above 0")]
    [InlineData(double.NaN, null, "injection.block_at", "threshold")]
    [InlineData(.5, .6, "injection.review_at", "nothing would ever be reviewed")]
    public void Thresholds_that_cannot_be_are_refused_with_the_remedy(double block, double? review, string field, string says) =>
        Refused(new(Name: "p", Injection: new(block, review)), field, says);

    [Fact]
    public void A_term_that_is_allowed_and_denied_is_refused_by_its_name() =>
        Refused(new(Name: "p", Deny: [new("rivals", ["Acme", "Globex"])], Allow: ["globex"]), "allow", "'Globex' is allowed and denied by the list rivals");

    [Theory]
    [InlineData("(a+)+$ (?=b)", "go back")]
    [InlineData(@"(\w)\1", "go back")]
    [InlineData("(((", "no regular expression")]
    [InlineData("a*", "matches nothing at all")]
    public void An_expression_that_could_run_for_ever_or_is_none_is_refused(string expression, string says) =>
        Refused(new(Name: "p", Patterns: [new("ticket", expression)]), "patterns[0].expression", says);

    [Fact]
    public void An_expression_that_is_slow_elsewhere_is_taken_for_it_runs_in_linear_time() =>
        Assert.Single(PolicyRules.Read(new(Name: "p", Patterns: [new("slow", "(a+)+b")])).Patterns);

    [Fact]
    public void A_kind_that_there_is_not_is_refused_and_those_that_there_are_are_named() =>
        Refused(new(Name: "p", PersonalData: new Dictionary<string, PersonalAction> { ["shoe_size"] = PersonalAction.Mask }), "personal_data", "There is no kind 'shoe_size'; there is email");

    [Fact]
    public void A_trace_cannot_be_blocked() =>
        Refused(new(Name: "p", Traces: new Dictionary<string, PersonalAction> { ["card"] = PersonalAction.Block }), "traces.card", "cannot be refused");

    [Theory]
    [InlineData("")]
    [InlineData(" padded")]
    [InlineData("two\nlines")]
    public void A_policy_has_a_name(string name) => Refused(new(Name: name), "name", "1 to 100");

    [Theory]
    [InlineData("https://example.com/")]
    [InlineData("127.0.0.1")]
    [InlineData("")]
    public void A_link_is_allowed_by_its_host(string host) => Refused(new(Name: "p", Links: new([host])), "links.allow[0]", "no host");

    [Fact]
    public void Two_lists_of_one_name_are_refused() =>
        Refused(new(Name: "p", Deny: [new("list", ["a"]), new("list", ["b"])]), "deny", "Two of them are named 'list'");

    private static void Refused(PolicyInput input, string field, string says)
    {
        var refusal = Assert.Throws<RefusedException>(() => PolicyRules.Read(input)).Refusal;
        Assert.Equal(400, refusal.Status);
        Assert.Contains(says, Assert.Single(refusal.Errors![field]), StringComparison.Ordinal);
    }
}
