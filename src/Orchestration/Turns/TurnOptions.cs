using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>How one turn is to be answered. Kept sealed with the turn, so that a resumed run does the same.</summary>
public sealed record TurnOptions
{
    /// <summary>A route or a deployment, or null for the tenant's default.</summary>
    public string? Model { get; init; }

    public string? Preset { get; init; }

    public string? Task { get; init; }

    public double? Temperature { get; init; }

    public double? TopP { get; init; }

    public double? FrequencyPenalty { get; init; }

    public double? PresencePenalty { get; init; }

    public int? MaxTokens { get; init; }

    public long? Seed { get; init; }

    /// <summary>Whether words such as "be precise" in the message may nudge the knobs.</summary>
    public bool Adaptive { get; init; } = true;

    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>True for the wire formats: knobs in that API's own ranges, changed by policy alone.</summary>
    public bool OwnRanges { get; init; }

    /// <summary>Tools that the caller runs itself.</summary>
    public IReadOnlyList<ToolDeclaration>? Tools { get; init; }

    /// <summary><c>auto</c>, <c>none</c>, <c>required</c>, or a tool's name; null for the model's own choice.</summary>
    public string? ToolChoice { get; init; }

    /// <summary>Where passages are looked for; null for nowhere.</summary>
    public RetrievalOptions? Retrieval { get; init; } = new();

    /// <summary><c>text json json_schema</c>.</summary>
    public string Format { get; init; } = "text";

    public JsonElement? Schema { get; init; }

    /// <summary>What the schema is called, and what it is for, where its sender says so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SchemaName { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SchemaDescription { get; init; }

    /// <summary>What is asked of the model beyond the knobs; null for nothing. Models that do not take all of it are not asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ModelAsks? Asks { get; init; }

    /// <summary>The answer that is to be given again in another length, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Revision? Revision { get; init; }

    /// <summary>What was sent, as <see cref="RouteQuestion.Modality"/> has it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Modality { get; init; }

    /// <summary><c>no-cache</c> asks the model whatever was answered before, <c>no-store</c> also keeps nothing; null for neither.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cache { get; init; }

    /// <summary>The access tags of who asked, for the search and the models.</summary>
    public IReadOnlyList<string> AclTags { get; init; } = [];

    /// <summary>The API key of who asked, for the budgets; null when a person is signed in.</summary>
    public ApiKeyId? Key { get; init; }

    /// <summary>The door that the message came through, for the record.</summary>
    public string Door { get; init; } = "native";

    /// <summary>Personal data and secrets that were replaced in what was sent: how many places, by kind; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, int>? Replaced { get; init; }

    /// <summary>What is known of the question when its model is chosen.</summary>
    internal RouteQuestion ToRouteQuestion(SubjectId subject) => new() { Task = Task, Modality = Modality, Sticky = subject.Value };

    internal KnobRequest ToKnobRequest() => new()
    {
        Preset = Preset,
        Task = Task,
        Temperature = Temperature,
        TopP = TopP,
        FrequencyPenalty = FrequencyPenalty,
        MaxTokens = MaxTokens,
        Adaptive = Adaptive,
        OwnRanges = OwnRanges,
    };
}

/// <param name="Namespaces">Null for all namespaces of the tenant.</param>
/// <param name="TopK">How many passages; 1 to 50.</param>
/// <param name="Hybrid">Null or either: with the lexical index alone both mean the same.</param>
/// <param name="Grounding"><c>preferred</c> or <c>required</c>.</param>
public sealed record RetrievalOptions(
    IReadOnlyList<string>? Namespaces = null, int TopK = 6, bool? Hybrid = null, string Grounding = "preferred");

/// <summary>A tool that the caller runs itself.</summary>
/// <param name="Schema">The JSON Schema of its arguments, an object.</param>
/// <param name="Approval"><c>required</c> when a person must allow each call before it is handed out; else null.</param>
public sealed record ToolDeclaration(string Name, string? Description, JsonElement? Schema, string? Approval = null)
{
    /// <summary>Whether it changes nothing wherever it is called.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ReadOnly { get; init; }
}

/// <summary>What somebody decided about a call that waited for an approval.</summary>
/// <param name="Decision"><c>approve</c> or <c>deny</c>.</param>
public sealed record ToolDecision(string CallId, string Decision);
