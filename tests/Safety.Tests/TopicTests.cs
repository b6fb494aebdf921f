using Parley.Moderation;

namespace Parley.Safety.Tests;

public sealed class TopicTests
{
    private static readonly TopicInput Advice = new(
        "investment advice", ["Should I buy shares now?", "Which stocks should I invest in?", "Is it a good time to invest in bonds?"], GuardAction.Review);

    private static readonly TopicInput Orders = new(
        "orders", ["Where is my parcel?", "I want to return my order", "Can I change the delivery address of my order?"], GuardAction.Allow);

    [Theory]
    [InlineData("Which shares should I buy?", GuardAction.Review)]
    [InlineData("Where is my order? I want to return it.", GuardAction.Allow)]
    [InlineData("How deep is the Baltic Sea?", GuardAction.Allow)]
    public void What_is_near_to_an_example_of_a_topic_is_acted_on(string text, GuardAction action) =>
        Assert.Equal(action, Judged(new(Name: "p", Topics: [Advice, Orders]), text).Action);

    [Theory]
    [InlineData("How deep is the Baltic Sea at its deepest place?", GuardAction.Block)]
    [InlineData("Can I return the order?", GuardAction.Allow)]
    [InlineData("Hello, how are you today?", GuardAction.Allow)]
    [InlineData("…!?", GuardAction.Allow)]
    public void What_is_near_to_no_allowed_topic_is_off_topic_unless_it_is_small_talk(string text, GuardAction action)
    {
        var judgement = Judged(new(Name: "p", Topics: [Orders], OffTopic: GuardAction.Block), text);

        Assert.Equal(action, judgement.Action);
        Assert.Equal(action == GuardAction.Block, judgement.Findings.Any(one => one is { Guard: "topic", Kind: "off_topic" }));
    }

    [Fact]
    public void An_answer_is_never_off_topic_and_a_document_has_none() =>
        Assert.All([ModerationSource.Output, ModerationSource.Document], source => Assert.DoesNotContain(
            Judged(new(Name: "p", Topics: [Orders], OffTopic: GuardAction.Block), "How deep is the Baltic Sea at its deepest place?", source).Findings, one => one.Guard == "topic"));

    [Fact]
    public void A_topic_is_found_far_into_a_long_text_and_its_place_is_told()
    {
        var filler = string.Concat(Enumerable.Repeat("The sea was calm and the gulls were loud that morning in the harbour. ", 40));
        var found = Assert.Single(Judged(new(Name: "p", Topics: [Advice]), filler + "Which stocks should I invest in? Should I buy shares now? " + filler[..200]).Findings, one => one.Guard == "topic");

        Assert.True(found.Start > 2_000 && found.End <= filler.Length + 300, $"It stands at {found.Start} to {found.End}.");
    }

    [Theory]
    [InlineData("off_topic", "another name")]
    [InlineData("", "1 to 100")]
    public void A_topic_has_a_name_of_its_own(string name, string says) => Refused([Orders with { Name = name }], null, "topics[0].name", says);

    [Fact]
    public void Topics_that_contradict_each_other_are_refused_with_the_remedy()
    {
        Refused([Advice], GuardAction.Block, "off_topic", "give a topic with the action allow");
        Refused([Orders, Advice with { Examples = ["where is my parcel?"] }], null, "topics", "is an example of orders and investment advice");
        Refused([Orders, Orders], null, "topics", "named 'orders'");
        Refused([Orders with { Action = GuardAction.Redact }], null, "topics[0].action", "no place that could be taken out");
        Refused([Orders with { At = 1.1 }], null, "topics[0].at", "at most 1");
        Refused([Orders with { Examples = [] }], null, "topics[0].examples", "at least one");
        Refused([.. Enumerable.Range(0, 21).Select(topic => new TopicInput($"t{topic}", [.. Enumerable.Range(0, 50).Select(one => $"example {topic} {one}")]))], null, "topics", "1050 examples");
    }

    [Fact]
    public void A_text_of_any_signs_is_judged()
    {
        var policy = new PolicyInput(Name: "p", Topics: [Orders], OffTopic: GuardAction.Review);
        foreach (var text in (string[])["", "\ud800", new string('\udc00', 1_000), new string('a', 100_000), "\0\0", string.Concat(Enumerable.Repeat("😀", 399)) + "a😀"])
        {
            Assert.True(Judged(policy, text).Action <= GuardAction.Block);
        }
    }

    private static Judgement Judged(PolicyInput policy, string text, ModerationSource source = ModerationSource.User) => new Judge(PolicyRules.Read(policy)).Look(text, source);

    private static void Refused(IReadOnlyList<TopicInput> topics, GuardAction? offTopic, string field, string says)
    {
        var refusal = Assert.Throws<RefusedException>(() => PolicyRules.Read(new(Name: "p", Topics: topics, OffTopic: offTopic))).Refusal;
        Assert.Contains(says, Assert.Single(refusal.Errors![field]), StringComparison.Ordinal);
    }
}
