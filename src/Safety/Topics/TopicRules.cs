namespace Parley.Safety;

/// <summary>What topics may be like.</summary>
internal static class TopicRules
{
    private const int Most = 50;
    private const int MostExamples = 50;
    private const int MostTogether = 1_000;
    private const int LongestExample = 500;

    /// <exception cref="RefusedException">A topic cannot be, or contradicts another.</exception>
    public static (IReadOnlyList<TopicRule> Topics, GuardAction OffTopic) Read(IReadOnlyList<TopicInput>? given, GuardAction? offTopic)
    {
        var topics = PolicyRules.Each("topics", given, Most, Topic);
        var action = Action("off_topic", offTopic ?? GuardAction.Allow);
        if (action != GuardAction.Allow && topics.All(one => one.Action != GuardAction.Allow))
        {
            throw PolicyRules.Invalid("off_topic", "No topic is allowed, so every text would be off topic; give a topic with the action allow, or leave off_topic out.");
        }

        if (topics.CountBy(one => one.Name, StringComparer.Ordinal).FirstOrDefault(one => one.Value > 1).Key is { } twice)
        {
            throw PolicyRules.Invalid("topics", $"Two of them are named '{PolicyRules.Shortened(twice)}'; findings are told by these names, so give each its own.");
        }

        var examples = topics.SelectMany(topic => topic.Examples.Select(example => (Topic: topic, Example: example))).ToList();
        if (examples.Count > MostTogether)
        {
            throw PolicyRules.Invalid("topics", $"They have {examples.Count} examples together; at most {MostTogether} go.");
        }

        foreach (var same in examples.GroupBy(one => one.Example, StringComparer.OrdinalIgnoreCase).Where(same => same.DistinctBy(one => one.Topic.Name).Skip(1).Any()))
        {
            throw PolicyRules.Invalid(
                "topics",
                $"'{PolicyRules.Shortened(same.Key)}' is an example of {string.Join(" and ", same.Select(one => one.Topic.Name).Distinct())}; a text near it would be both, so take it out of one.");
        }

        return (topics, action);
    }

    private static TopicRule Topic(string field, TopicInput input)
    {
        var name = PolicyRules.Name($"{field}.name", input.Name);
        return new(
            name != TopicRule.OffTopic ? name : throw PolicyRules.Invalid($"{field}.name", $"{TopicRule.OffTopic} is what findings call a text of no topic; take another name."),
            input.Examples is { Count: > 0 } examples
                ? PolicyRules.Each($"{field}.examples", examples, MostExamples, Example)
                : throw PolicyRules.Invalid($"{field}.examples", "A topic has at least one example; some ten of them tell it well."),
            Action($"{field}.action", input.Action ?? GuardAction.Block),
            PolicyRules.Share($"{field}.at", input.At ?? TopicRule.UsualAt));
    }

    private static string Example(string field, string text) => text.Length <= LongestExample && text.Any(char.IsLetter)
        ? text.Trim()
        : throw PolicyRules.Invalid(field, $"An example has at most {LongestExample} characters, and words among them.");

    private static GuardAction Action(string field, GuardAction action) => action != GuardAction.Redact
        ? action
        : throw PolicyRules.Invalid(field, "A topic stands in no place that could be taken out; take allow, review, handoff or block.");
}
