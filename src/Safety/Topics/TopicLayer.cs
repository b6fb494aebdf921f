using Parley.Embedding;
using Parley.Moderation;
using Parley.Understanding;

namespace Parley.Safety;

/// <summary>
/// Tells what is spoken of: each stretch of a text is compared with the examples of the policy's topics by the built-in vectors, and the nearest
/// topic has it. A text in which no stretch is near to an allowed topic is off topic, unless it is small talk.
/// </summary>
internal sealed class TopicLayer
{
    private const int Shortest = 40;
    private const int Longest = 400;
    private const double SureOfSmallTalk = .5;

    private readonly (TopicRule Rule, float[][] Vectors)[] _topics;
    private readonly GuardAction _offTopic;

    public TopicLayer(IReadOnlyList<TopicRule> topics, GuardAction offTopic) =>
        (_topics, _offTopic) = ([.. topics.Select(rule => (rule, rule.Examples.Select(BuiltInEmbedder.Embed).ToArray()))], offTopic);

    /// <param name="text">Any text; the work grows with its length, times the number of examples.</param>
    public IEnumerable<Finding> Look(string text, ModerationSource source)
    {
        if (_topics.Length == 0 || source == ModerationSource.Document)
        {
            return [];
        }

        var found = new Dictionary<string, Finding>(StringComparer.Ordinal);
        var (isOnTopic, hasWords) = (false, false);
        foreach (var (start, end) in Stretches(text))
        {
            var vector = BuiltInEmbedder.Embed(text[start..end]);
            hasWords |= Array.Exists(vector, number => number != 0);
            if (Nearest(vector) is not { } nearest)
            {
                continue;
            }

            var rule = nearest.Rule;
            isOnTopic |= rule.Action == GuardAction.Allow;
            if (rule.Action != GuardAction.Allow && !(found.GetValueOrDefault(rule.Name)?.Score >= nearest.Score))
            {
                found[rule.Name] = new("topic", rule.Name, start, end, nearest.Score, rule.Action);
            }
        }

        return IsOff(text, source) ? [.. found.Values, new("topic", TopicRule.OffTopic, 0, text.Length, 1, _offTopic)] : found.Values;

        bool IsOff(string text, ModerationSource source) =>
            _offTopic != GuardAction.Allow && source == ModerationSource.User && hasWords && !isOnTopic && found.Count == 0 && !IsSmallTalk(text);
    }

    /// <summary>The nearest of the topics that the text comes near enough to; null when it is near to none.</summary>
    private (TopicRule Rule, double Score)? Nearest(float[] vector)
    {
        (TopicRule, double)? nearest = null;
        var best = 0d;
        foreach (var (rule, examples) in _topics)
        {
            var score = examples.Max(example => Cosine.Of(vector, example));
            if (score >= rule.At && score > best)
            {
                (nearest, best) = ((rule, Math.Min(score, 1)), score);
            }
        }

        return nearest;
    }

    private static bool IsSmallTalk(string text) =>
        Understander.Read(text).Intent is { Label: Intents.Chitchat, Confidence: >= (float)SureOfSmallTalk };

    // Cut behind a sentence, else at a blank: what is said in one sentence of a long text is not to be lost among the others.
    private static IEnumerable<(int Start, int End)> Stretches(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.Length - start <= Shortest ? text.Length : EndOf(text.AsSpan(start, Math.Min(Longest, text.Length - start))) + start;
            yield return (start, end);
            start = end;
        }
    }

    private static int EndOf(ReadOnlySpan<char> rest)
    {
        for (var at = Shortest; at < rest.Length; at++)
        {
            if (char.IsWhiteSpace(rest[at]) && rest[at - 1] is '.' or '!' or '?' or '。' or '\n')
            {
                return at;
            }
        }

        return rest.Length == Longest && rest.LastIndexOf(' ') is > Shortest and var blank ? blank : rest.Length;
    }
}
