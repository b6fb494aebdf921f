using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Doors;

/// <summary>The body of <c>POST /v1/messages</c> and <c>POST /v1/messages/count_tokens</c>. Its other members are judged by <see cref="MessageFields"/>.</summary>
public sealed record MessagesRequest
{
    /// <summary>A model's name as <c>GET /v1/models</c> lists it.</summary>
    public string? Model { get; init; }

    public IReadOnlyList<MessageParam>? Messages { get; init; }

    /// <summary>A text, or a list of text blocks.</summary>
    public JsonElement System { get; init; }

    /// <summary>At least 1; required.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>0 to 1.</summary>
    public double? Temperature { get; init; }

    /// <summary>0 to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>At least 1.</summary>
    public int? TopK { get; init; }

    public MessageThinking? Thinking { get; init; }

    public IReadOnlyList<string>? StopSequences { get; init; }

    public bool? Stream { get; init; }

    public IReadOnlyList<MessageTool>? Tools { get; init; }

    public MessageToolChoice? ToolChoice { get; init; }

    public MessageOutput? OutputConfig { get; init; }

    /// <summary>Ours: continues this conversation and keeps what is said; only messages after the last assistant message are added.</summary>
    public ConversationId? ConversationId { get; init; }

    /// <summary>Ours: true, or an object such as <c>{"namespaces": ["docs"], "top_k": 6}</c>, to answer from documents.</summary>
    public JsonElement Retrieval { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }
}

/// <param name="Role"><c>user assistant system</c>.</param>
/// <param name="Content">A text, or a list of blocks.</param>
public sealed record MessageParam(string Role, JsonElement Content)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }
}

/// <summary>A tool of the caller that the model may ask for.</summary>
/// <param name="InputSchema">The JSON Schema of its arguments.</param>
/// <param name="Type">Null or <c>custom</c>.</param>
public sealed record MessageTool(string? Name = null, string? Description = null, JsonElement? InputSchema = null, string? Type = null)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }
}

/// <param name="Type"><c>auto any tool none</c>.</param>
/// <param name="DisableParallelToolUse">True to be told of the first call alone.</param>
public sealed record MessageToolChoice(string Type, string? Name = null, bool? DisableParallelToolUse = null)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }
}

/// <summary>How the model is to think before it answers.</summary>
/// <param name="Type"><c>enabled adaptive disabled</c>.</param>
/// <param name="BudgetTokens">With <c>enabled</c>: at least 1024.</param>
/// <param name="Display"><c>summarized omitted</c>.</param>
public sealed record MessageThinking(string Type, int? BudgetTokens = null, string? Display = null)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }
}

/// <summary>The form that the answer must have.</summary>
/// <param name="Effort"><c>low medium high xhigh max</c>.</param>
public sealed record MessageOutput(MessageOutputFormat? Format = null, string? Effort = null)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }
}

/// <param name="Type"><c>json_schema</c>.</param>
public sealed record MessageOutputFormat(string Type, JsonElement? Schema = null)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }
}
