using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>The body of <c>POST /v1/embeddings</c>. Its other members are judged by <see cref="Fields"/>.</summary>
public sealed record EmbeddingRequest
{
    internal const int MostTexts = 2_048;

    /// <summary>Every field of the API, and what becomes of it here.</summary>
    internal static WireFields Fields { get; } = new(
        "Unrecognized request argument supplied: {0}",
        WireField.Honoured("input", "A text, or up to 2048; lists of tokens are refused."),
        WireField.Honoured("model", "A name of `GET /v1/models`; left out, the tenant's default."),
        WireField.Honoured("encoding_format", "`float` or `base64`."),
        WireField.Honoured("dimensions", "Where the model can have fewer than it has."),
        WireField.Accepted("user", "A text; it is not passed on.", WireField.IsText));

    /// <summary>One text, or up to 2048.</summary>
    public JsonElement Input { get; init; }

    /// <summary>A model's name as <c>GET /v1/models</c> lists it; left out, the tenant's default.</summary>
    public string? Model { get; init; }

    /// <summary><c>float</c> or <c>base64</c>: 32-bit floats, the least byte first.</summary>
    public string? EncodingFormat { get; init; }

    /// <summary>How many numbers a vector is to have, where the model can have fewer than it has.</summary>
    public int? Dimensions { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }

    internal bool IsBase64 => EncodingFormat switch
    {
        null or "float" => false,
        "base64" => true,
        _ => throw Invalid("encoding_format", "encoding_format must be float or base64."),
    };

    /// <exception cref="RefusedException">It is not one or several texts.</exception>
    internal IReadOnlyList<string> Texts()
    {
        var texts = Input.ValueKind switch
        {
            JsonValueKind.String => [TurnRequests.ReadText(Input, "input")],
            JsonValueKind.Array when Input.EnumerateArray().Any(item => item.ValueKind is JsonValueKind.Number or JsonValueKind.Array) =>
                throw Invalid("input", "Tokens are not taken here, for a vocabulary belongs to one model; send the text itself."),
            JsonValueKind.Array when Input.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
                Input.EnumerateArray().Take(MostTexts + 1).Select(item => TurnRequests.ReadText(item, "input")).ToList(),
            _ => throw Invalid("input", "input must be a text, or a list of texts."),
        };
        return texts.Count is 0 or > MostTexts ? throw Invalid("input", $"input must have 1 to {MostTexts} texts.")
            : texts.Any(string.IsNullOrEmpty) ? throw Invalid("input", "No text of input may be empty.")
            : texts;
    }

    /// <summary>The dimensions that the model is asked for.</summary>
    /// <exception cref="RefusedException">There can be none so many.</exception>
    internal int? DimensionsOf(Models.EmbeddingDeployment model) => Dimensions switch
    {
        null => null,
        < 1 => throw Invalid("dimensions", "dimensions must be at least 1."),
        { } asked when model.IsBuiltIn && asked != Models.BuiltInEncoders.Dimensions => throw Invalid(
            "dimensions", $"The vectors of {model.Name} have {Models.BuiltInEncoders.Dimensions} dimensions, and no fewer."),
        { } asked => asked,
    };

    private static RefusedException Invalid(string field, string sentence) => new(Refusal.Invalid(field, sentence));
}
