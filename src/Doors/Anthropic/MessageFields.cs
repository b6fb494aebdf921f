using System.Text.Json;
using static Parley.Doors.WireField;

namespace Parley.Doors;

/// <summary>Every field of Anthropic's Messages API, and what becomes of it here.</summary>
internal static class MessageFields
{
    public static WireFields All { get; } = new(
        "{0}: Extra inputs are not permitted",
        Honoured("model", "A name of `GET /v1/models`; required."),
        Honoured("messages", "Texts, images as data, calls of tools and their results. The last is the user's."),
        Honoured("system", "A text, or blocks of text."),
        Honoured("max_tokens", "At least 1; required."),
        Honoured("temperature", "0 to 1."),
        Honoured("top_p", "0 to 1."),
        Honoured("stop_sequences", "Up to 16 texts; an answer that one of them ended says which, where the model's server does."),
        Honoured("stream", "Server-sent events."),
        Honoured("tools", "Tools of the caller."),
        Honoured("tool_choice", "How tools may be called."),
        Honoured("output_config", "The form of the answer."),
        Honoured("conversation_id", "Ours: continues a conversation and keeps what is said."),
        Honoured("retrieval", "Ours: answers from documents."),
        Accepted("metadata", "It may have `user_id`, a text, which is not passed on.", IsMetadata),
        Accepted("service_tier", "It may be `auto` or `standard_only`; there is one tier.", Word("auto", "standard_only")),
        Accepted("cache_control", "It may be `{\"type\": \"ephemeral\"}`, with a `ttl` of `5m`; what is cached is decided here.", IsMark),
        Honoured("thinking", "`disabled`, or `enabled` and `adaptive` for models whose server speaks Anthropic's API; the answer then has blocks of it."),
        Honoured("thinking.type", "`enabled`, `adaptive` or `disabled`."),
        Honoured("thinking.budget_tokens", "With `enabled`: at least 1024, and below `max_tokens`.").Of("enabled"),
        Honoured("thinking.display", "`summarized` or `omitted`.").Of("enabled", "adaptive"),
        Honoured("top_k", "At least 1; for models whose server speaks Anthropic's API, and for those of vLLM and llama.cpp."),
        Refused("container", "No code is run here."),
        Refused("mcp_servers", "Tools come from the caller; give them in `tools`."),
        Refused("context_management", "Send the messages that are to be read, or continue a conversation by `conversation_id`."),
        Refused("inference_geo", "Where a model runs is the deployment's to say; choose it by `model`."),
        Accepted("speed", "It may be `standard`; there is one speed.", Word("standard")),
        Refused("diagnostics", "What became of a turn is told by `GET /v1/turns/{id}/provenance`."),
        Refused("user_profile_id", "`Parley-End-User` says for whom a key acts."),
        Refused("workspace_id", "A key belongs to one tenant."),
        Refused("output_format", "It is called `output_config.format` now."),
        Honoured("output_config.format", "`json_schema`."),
        Honoured("output_config.format.type", "`json_schema`."),
        Honoured("output_config.format.schema", "A JSON Schema, an object."),
        Honoured("output_config.effort", "`low`, `medium`, `high`, `xhigh` or `max`; for models that know the word."),
        Refused("output_config.task_budget", "It cannot be passed on to every model; use `max_tokens`."),
        Honoured("messages[].role", "`user`, `assistant` or `system`, whose text is read before all others."),
        Honoured("messages[].content", "A text, or blocks of the types `text`, `image`, `tool_use`, `tool_result`, `thinking` and `redacted_thinking`; no others."),
        Honoured("tools[].name", "1 to 64 letters, digits, `_` or `-`."),
        Honoured("tools[].description", "A text."),
        Honoured("tools[].input_schema", "A JSON Schema, an object."),
        Honoured("tools[].type", "Left out or `custom`; tools that the provider runs are refused."),
        Accepted("tools[].cache_control", "It may be `{\"type\": \"ephemeral\"}`, with a `ttl` of `5m`; what is cached is decided here.", IsMark),
        Accepted("tools[].eager_input_streaming", "True or false; calls come whole.", IsFlag),
        Accepted("tools[].strict", "True or false; the schema is always passed on, and the model keeps to it as it can.", IsFlag),
        Accepted("tools[].defer_loading", "It may be `false`; the model is told of all tools.", IsFalse),
        Accepted("tools[].allowed_callers", "It may be `[\"direct\"]`; tools are called by the model alone.", value => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(Word("direct"))),
        Refused("tools[].input_examples", "Examples cannot be passed on; put them into the description."),
        Honoured("tool_choice.type", "`auto`, `any`, `tool` or `none`."),
        Honoured("tool_choice.name", "The tool, for `tool`.").Of("tool"),
        Honoured("tool_choice.disable_parallel_tool_use", "With `true` an answer has the first call alone.").Of("auto", "any", "tool"),
        Honoured("block.type", "`text`, `image`, `tool_use`, `tool_result`, `thinking` or `redacted_thinking`."),
        Honoured("block.text", "Of `text`.").Of("text"),
        Honoured("block.source", "Of `image`.").Of("image"),
        Honoured("block.id", "Of `tool_use`.").Of("tool_use"),
        Honoured("block.name", "Of `tool_use`.").Of("tool_use"),
        Honoured("block.input", "Of `tool_use`: an object.").Of("tool_use"),
        Honoured("block.tool_use_id", "Of `tool_result`: a call before it.").Of("tool_result"),
        Honoured("block.content", "Of `tool_result`: a text, or blocks of text.").Of("tool_result"),
        Honoured("block.is_error", "Of `tool_result`: the model reads `Error:` before the result.").Of("tool_result"),
        Honoured("block.thinking", "Of `thinking`: given back to the model when the request asks for thinking, else read by nobody.").Of("thinking"),
        Honoured("block.signature", "Of `thinking`: as it came; without it nobody reads the block.").Of("thinking"),
        Honoured("block.data", "Of `redacted_thinking`: as it came.").Of("redacted_thinking"),
        Accepted("block.cache_control", "It may be `{\"type\": \"ephemeral\"}`, with a `ttl` of `5m`; what is cached is decided here.", IsMark).Of("text", "image", "tool_use", "tool_result"),
        Accepted("block.citations", "It may be an empty list; answers have theirs in `parley`.", value => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0).Of("text"),
        Accepted("block.caller", "It may be `{\"type\": \"direct\"}`.", value => HasType(value, "direct")).Of("tool_use"),
        Refused("block.toolset_name", "Tools have names and no sets."),
        Refused("block.transformations", "Images are passed on as they are."),
        Honoured("block.source.type", "`base64`; no image is fetched from an address."),
        Honoured("block.source.media_type", "Such as `image/png`."),
        Honoured("block.source.data", "The image in base64."));

    private static bool HasType(JsonElement value, string type) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty("type", out var named) && Word(type)(named)
        && value.EnumerateObject().All(member => member.NameEquals("type"));

    private static bool IsMark(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty("type", out var named) && Word("ephemeral")(named)
        && value.EnumerateObject().All(member => member.NameEquals("type") || (member.NameEquals("ttl") && IsShort(member.Value)));

    private static bool IsShort(JsonElement ttl) => ttl.ValueKind == JsonValueKind.Null || Word("5m")(ttl);

    private static bool IsMetadata(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(member => member.NameEquals("user_id") && member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null);
}
