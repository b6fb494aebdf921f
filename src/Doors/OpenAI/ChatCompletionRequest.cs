using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Doors;

/// <summary>The body of <c>POST /v1/chat/completions</c>. Its other members are judged by <see cref="ChatFields"/>.</summary>
public sealed record ChatCompletionRequest
{
    /// <summary>A model's name as <c>GET /v1/models</c> lists it; left out, the tenant's default.</summary>
    public string? Model { get; init; }

    public IReadOnlyList<ChatCompletionMessage>? Messages { get; init; }

    public bool? Stream { get; init; }

    public ChatStreamOptions? StreamOptions { get; init; }

    /// <summary>0 to 2.</summary>
    public double? Temperature { get; init; }

    /// <summary>0 to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>-2 to 2.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>-2 to 2.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>At least 1; the newer name is <c>max_completion_tokens</c>.</summary>
    public int? MaxTokens { get; init; }

    public int? MaxCompletionTokens { get; init; }

    public long? Seed { get; init; }

    /// <summary><c>none minimal low medium high xhigh</c>.</summary>
    public string? ReasoningEffort { get; init; }

    /// <summary><c>low medium high</c>.</summary>
    public string? Verbosity { get; init; }

    /// <summary>By a token's number in the model's vocabulary, from -100 to 100.</summary>
    public IReadOnlyDictionary<string, double>? LogitBias { get; init; }

    /// <summary>True to be told how likely each token of the answer was.</summary>
    public bool? Logprobs { get; init; }

    /// <summary>How many alternatives are told for each token, 0 to 20.</summary>
    public int? TopLogprobs { get; init; }

    /// <summary>One text, or up to four.</summary>
    public JsonElement Stop { get; init; }

    public IReadOnlyList<ChatTool>? Tools { get; init; }

    /// <summary><c>none auto required</c>, or <c>{"type": "function", "function": {"name": …}}</c>.</summary>
    public JsonElement ToolChoice { get; init; }

    /// <summary>False to be told of the first call alone.</summary>
    public bool? ParallelToolCalls { get; init; }

    public ChatResponseFormat? ResponseFormat { get; init; }

    /// <summary>Ours: continues this conversation and keeps what is said; only messages after the last assistant message are added.</summary>
    public ConversationId? ConversationId { get; init; }

    /// <summary>Ours: true, or an object such as <c>{"namespaces": ["docs"], "top_k": 6}</c>, to answer from documents.</summary>
    public JsonElement Retrieval { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }
}

/// <summary>What a stream is asked to tell beside its text.</summary>
public sealed record ChatStreamOptions(bool? IncludeUsage = null)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }
}

/// <param name="Content">A text, a list of text parts, or null.</param>
/// <param name="ToolCalls">On an assistant's message: the calls that it made.</param>
/// <param name="ToolCallId">On a tool's message: the call that it answers.</param>
/// <param name="Refusal">On an assistant's message: that it would not answer.</param>
/// <param name="Name">Who of several says it, on messages of the user and the assistant.</param>
public sealed record ChatCompletionMessage(
    string Role, JsonElement Content, IReadOnlyList<ChatToolCall>? ToolCalls = null, string? ToolCallId = null, string? Refusal = null,
    string? Name = null)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }
}

/// <summary>A call that the model made earlier in the conversation.</summary>
public sealed record ChatToolCall(string Id, ChatFunctionCall? Function = null, string Type = "function")
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }
}

/// <param name="Arguments">A JSON object, as text.</param>
public sealed record ChatFunctionCall(string Name, string Arguments = "{}")
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }
}

/// <summary>A tool of the caller that the model may ask for.</summary>
public sealed record ChatTool(string Type, ChatFunction? Function = null)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }
}

/// <param name="Parameters">The JSON Schema of its arguments.</param>
public sealed record ChatFunction(string Name, string? Description = null, JsonElement? Parameters = null)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }
}

/// <param name="Type"><c>text json_object json_schema</c>.</param>
public sealed record ChatResponseFormat(string Type, ChatJsonSchema? JsonSchema = null)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }
}

/// <summary>The form that the answer must have.</summary>
/// <param name="Name">1 to 64 letters, digits, <c>_</c> or <c>-</c>.</param>
/// <param name="Description">What the answer is for.</param>
/// <param name="Strict">Whether the answer must keep to the schema.</param>
public sealed record ChatJsonSchema(JsonElement? Schema = null, string? Name = null, string? Description = null, bool? Strict = null)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }
}
