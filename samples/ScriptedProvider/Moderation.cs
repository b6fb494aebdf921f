using System.Text.Json;

namespace Parley.ScriptedProvider;

/// <summary>Moderates in OpenAI's format: a category that a text names in angle brackets, as <c>&lt;violence&gt;</c>, scores 0.95 there, and all others 0.01.</summary>
internal static class Moderation
{
    private static readonly string[] Categories =
    [
        "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm", "self-harm/intent",
        "self-harm/instructions", "sexual", "sexual/minors", "violence", "violence/graphic",
    ];

    public static object Answer(JsonElement body) => new
    {
        id = "modr-scripted",
        model = ChatRequest.Text(body, "model") ?? "scripted",
        results = Bodies.Texts(body, "input").Select(Result),
    };

    private static object Result(string text)
    {
        var scores = Categories.ToDictionary(category => category, category => text.Contains($"<{category}>", StringComparison.Ordinal) ? .95 : .01);
        return new
        {
            flagged = scores.Values.Any(score => score > .5),
            categories = scores.ToDictionary(score => score.Key, score => score.Value > .5),
            category_scores = scores,
        };
    }
}
