using System.Text.Json.Serialization;

namespace Parley.Models;

/// <summary>What a caller asks of a model beyond the knobs that all models have. What is null is not asked for.</summary>
public sealed record ModelAsks
{
    /// <summary>The code of a refusal for a field that the model does not take.</summary>
    public const string NotTaken = "model_does_not_take_field";

    /// <summary>A word such as <c>low</c>; which there are depends on the wire.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Effort { get; init; }

    /// <summary>The field by which <see cref="Effort"/> was asked for, as a refusal names it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EffortField { get; init; }

    /// <summary><c>low medium high</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Verbosity { get; init; }

    /// <summary>By a token's number in the model's vocabulary, from -100 to 100.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, double>? LogitBias { get; init; }

    /// <summary>How many alternatives are told for each token, 0 to 20; null when nothing is to be told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Logprobs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TopK { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ThinkingAsk? Thinking { get; init; }

    /// <summary>Whether a message that is sent says how closely its image is looked at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ImageDetail { get; init; }

    /// <summary>Whether a message that is sent names who speaks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Names { get; init; }

    /// <summary>Whether the answer must keep to its schema; null leaves it to the model.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? StrictSchema { get; init; }

    /// <summary>All of it that a model may not have.</summary>
    [JsonIgnore]
    public ModelFields Fields =>
        (Effort is null ? 0 : ModelFields.Effort) | (Verbosity is null ? 0 : ModelFields.Verbosity) | (LogitBias is null ? 0 : ModelFields.LogitBias)
        | (Logprobs is null ? 0 : ModelFields.Logprobs) | (TopK is null ? 0 : ModelFields.TopK) | (Thinking is null ? 0 : ModelFields.Thinking)
        | (ImageDetail ? ModelFields.ImageDetail : 0) | (Names ? ModelFields.Names : 0) | (StrictSchema == true ? ModelFields.StrictSchema : 0);

    /// <summary>The same, or null when nothing of it is asked for.</summary>
    public ModelAsks? OrNull() => this == new ModelAsks() ? null : this;

    /// <summary>What of this a deployment does not take.</summary>
    public ModelFields MissingAt(Deployment deployment) =>
        (Fields & ~deployment.Fields) | (Effort is { } word && !deployment.Efforts.Contains(word) ? ModelFields.Effort : 0);

    /// <summary>Says of the first missing field that this model does not take it.</summary>
    public RefusedException Refuse(Deployment deployment, ModelFields missing)
    {
        var first = Enum.GetValues<ModelFields>().First(field => field != ModelFields.None && missing.HasFlag(field));
        var field = NameOf(first);
        var reason = ReasonOf(first, field, deployment);
        return new(new Refusal(400, NotTaken, reason) { Errors = new Dictionary<string, string[]> { [field] = [reason] } });
    }

    /// <summary>A field as the API has it by which it was asked for.</summary>
    public string NameOf(ModelFields field) => field switch
    {
        ModelFields.Effort => EffortField ?? "reasoning_effort",
        ModelFields.Verbosity => "verbosity",
        ModelFields.LogitBias => "logit_bias",
        ModelFields.Logprobs => "logprobs",
        ModelFields.TopK => "top_k",
        ModelFields.Thinking => "thinking",
        ModelFields.ImageDetail => "messages[].content[].image_url.detail",
        ModelFields.Names => "messages[].name",
        _ => "response_format.json_schema.strict",
    };

    private string ReasonOf(ModelFields field, string name, Deployment deployment) =>
        field == ModelFields.Effort && deployment.Fields.HasFlag(field)
            ? $"{name}: the model {deployment.Name} knows the words {string.Join(", ", deployment.Efforts)}, and not '{Effort}'."
            : $"{name}: the model {deployment.Name} does not take it. Leave it out, or choose another model.";
}

/// <summary>Thinking that is to be told with the answer.</summary>
/// <param name="Type"><c>enabled</c> or <c>adaptive</c>.</param>
/// <param name="BudgetTokens">The most tokens of it, with <c>enabled</c>.</param>
/// <param name="Display"><c>summarized</c> or <c>omitted</c>; null for the model's own way.</param>
public sealed record ThinkingAsk(string Type, int? BudgetTokens = null, string? Display = null);
