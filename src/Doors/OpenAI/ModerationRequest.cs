using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Moderation;
using Parley.Orchestration;

namespace Parley.Doors;

/// <param name="Source"><c>user</c>, <c>document</c> or <c>output</c>: who wrote the texts. Left out, a user.</param>
public sealed record ModerationOptions(ModerationSource? Source = null);

/// <summary>The body of <c>POST /v1/moderations</c>. Its other members are judged by <see cref="Fields"/>.</summary>
public sealed record ModerationRequest
{
    internal const int MostTexts = 100;
    internal const int MostCharacters = 1_000_000;

    /// <summary>Every field of the API, and what becomes of it here.</summary>
    internal static WireFields Fields { get; } = new(
        "Unrecognized request argument supplied: {0}",
        WireField.Honoured("input", "A text, or up to 100, as texts or as parts with `type: text`; images are refused."),
        WireField.Accepted("model", "Any name; the house has one moderation, and answers with its name.", WireField.IsText),
        WireField.Honoured("parley", "`source`: `user`, `document` or `output`."));

    public JsonElement Input { get; init; }

    public ModerationOptions? Parley { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }

    /// <exception cref="RefusedException">It is not one or several texts.</exception>
    internal IReadOnlyList<string> Texts()
    {
        var texts = Input.ValueKind switch
        {
            JsonValueKind.String => [TurnRequests.ReadText(Input, "input")],
            JsonValueKind.Array => Input.EnumerateArray().Take(MostTexts + 1).Select(Text).ToList(),
            _ => throw Invalid("input must be a text, or a list of texts."),
        };
        return texts.Count is 0 or > MostTexts ? throw Invalid($"input must have 1 to {MostTexts} texts.")
            : texts.Sum(text => (long)text.Length) > MostCharacters ? throw Invalid($"The texts of input have at most {MostCharacters:N0} characters together; send them in several requests.")
            : texts;
    }

    private static string Text(JsonElement item) => item switch
    {
        { ValueKind: JsonValueKind.String } => TurnRequests.ReadText(item, "input"),
        { ValueKind: JsonValueKind.Object } when item.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String => type.GetString() switch
        {
            "text" when item.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String => TurnRequests.ReadText(text, "input"),
            "image_url" => throw Invalid("Images are not looked at here; send texts alone."),
            _ => throw Invalid("A part of input is {\"type\": \"text\", \"text\": \"…\"}."),
        },
        _ => throw Invalid("input must be a text, or a list of texts."),
    };

    private static RefusedException Invalid(string sentence) => new(Refusal.Invalid("input", sentence));
}
