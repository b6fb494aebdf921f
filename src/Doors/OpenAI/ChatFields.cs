using System.Text.Json;
using static Parley.Doors.WireField;

namespace Parley.Doors;

/// <summary>Every field of OpenAI's chat completions, and what becomes of it here.</summary>
internal static class ChatFields
{
    private const int MostPairs = 16;

    public static WireFields All { get; } = new(
        "Unrecognized request argument supplied: {0}",
        Honoured("model", "A name of `GET /v1/models`; left out, the tenant's default."),
        Honoured("messages", "Roles `system`, `developer`, `user`, `assistant`, `tool`; the last is the user's or a tool's."),
        Honoured("stream", "Server-sent events."),
        Honoured("stream_options", "What a stream tells beside its text."),
        Honoured("temperature", "0 to 2."),
        Honoured("top_p", "0 to 1."),
        Honoured("frequency_penalty", "-2 to 2."),
        Honoured("presence_penalty", "-2 to 2."),
        Honoured("max_completion_tokens", "At least 1."),
        Honoured("max_tokens", "The older name of `max_completion_tokens`."),
        Honoured("seed", "A whole number."),
        Honoured("stop", "A text, or up to four."),
        Honoured("tools", "Functions of the caller."),
        Honoured("tool_choice", "`none`, `auto`, `required`, one function, or `allowed_tools`."),
        Honoured("parallel_tool_calls", "With `false` an answer has the first call alone."),
        Honoured("response_format", "`text`, `json_object` or `json_schema`."),
        Honoured("conversation_id", "Ours: continues a conversation and keeps what is said."),
        Honoured("retrieval", "Ours: answers from documents."),
        Accepted("n", "It may be `1`; send a request several times for several answers.", value => IsNumber(value, 1)),
        Accepted("store", "It may be `false`; name a conversation by `conversation_id` to keep what is said.", IsFalse),
        Accepted("metadata", "Up to 16 pairs of texts; they are not kept, as nothing is stored.", IsMetadata),
        Accepted("user", "A text; it is not passed on. `Parley-End-User` says for whom a key acts.", IsText),
        Accepted("safety_identifier", "A text; it is not passed on.", IsText),
        Accepted("prompt_cache_key", "A text; what is cached is decided by the prompt alone.", IsText),
        Accepted("prompt_cache_retention", "It may be `in_memory`.", Word("in_memory", "in-memory")),
        Accepted("service_tier", "It may be `auto` or `default`; there is one tier.", Word("auto", "default")),
        Accepted("modalities", "It may be `[\"text\"]`; answers are text.", value => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(Word("text"))),
        Honoured("logit_bias", "Up to 1024 numbers of tokens, each with -100 to 100; for models whose server speaks OpenAI's API."),
        Honoured("logprobs", "True or false; for models whose server speaks OpenAI's API."),
        Honoured("top_logprobs", "0 to 20, with `logprobs`."),
        Refused("audio", "Answers are text; audio is not available."),
        Refused("moderation", "What is moderated is the tenant's to say."),
        Refused("prompt_cache_options", "What is cached is decided by the prompt alone."),
        Refused("prediction", "A predicted answer cannot be passed on; leave it out."),
        Honoured("reasoning_effort", "`none`, `minimal`, `low`, `medium`, `high` or `xhigh`; for models that know the word."),
        Honoured("verbosity", "`low`, `medium` or `high`; for models whose server speaks OpenAI's API."),
        Refused("web_search_options", "Nothing is searched on the web; `retrieval` answers from documents."),
        Refused("functions", "It has been replaced by tools. Send each function as {\"type\": \"function\", \"function\": {…}} in tools."),
        Refused("function_call", "It has been replaced by tool_choice."),
        Honoured("stream_options.include_usage", "A last chunk with the usage."),
        Accepted("stream_options.include_obfuscation", "It may be `false`; nothing is added to chunks.", IsFalse),
        Honoured("messages[].role", "`function` has been replaced by `tool`."),
        Honoured("messages[].content", "A text, or parts of the types `text`, `refusal`, `image_url` and `file`; no others."),
        Honoured("messages[].tool_calls", "On an assistant's message: calls of functions.").Of("assistant"),
        Honoured("messages[].tool_call_id", "On a tool's message: a call before it.").Of("tool"),
        Honoured("messages[].refusal", "On an assistant's message: read as its text where it has none.").Of("assistant"),
        Accepted("messages[].annotations", "It may be `[]`; answers have their citations in `parley`.", value => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0).Of("assistant"),
        Honoured("messages[].name", "On a message of `user` or `assistant`: 1 to 64 characters without blanks; for models whose server speaks OpenAI's API.").Of("user", "assistant"),
        Refused("messages[].audio", "Messages are text and images; send what was said as text."),
        Refused("messages[].function_call", "It has been replaced by tool_calls."),
        Honoured("messages[].tool_calls[].id", "Its name in the tool's message."),
        Honoured("messages[].tool_calls[].type", "`function`."),
        Honoured("messages[].tool_calls[].function", "Its name and its arguments, a JSON object as text."),
        Honoured("messages[].tool_calls[].function.name", "A name."),
        Honoured("messages[].tool_calls[].function.arguments", "A JSON object, as text."),
        Refused("messages[].tool_calls[].custom", "Only functions can be called; a text is an argument of one."),
        Honoured("part.type", "`text`, `refusal`, `image_url` or `file`."),
        Honoured("part.text", "Of `text`.").Of("text"),
        Honoured("part.refusal", "Of `refusal`.").Of("refusal"),
        Honoured("part.image_url", "Of `image_url`.").Of("image_url"),
        Honoured("part.file", "Of `file`.").Of("file"),
        Accepted("part.prompt_cache_breakpoint", "It may be `{\"mode\": \"explicit\"}`; what is cached is decided here.", IsMark),
        Honoured("part.image_url.url", "`data:image/png;base64,…`; no image is fetched from an address."),
        Honoured("part.image_url.detail", "`auto`, `low` or `high`; the last two for models whose server speaks OpenAI's API."),
        Honoured("part.file.file_id", "A file of `POST /v1/files`: a text or an image."),
        Refused("part.file.file_data", "Upload it with POST /v1/files, and name it by file_id."),
        Accepted("part.file.filename", "A text; an uploaded file has a name already.", IsText),
        Honoured("tools[].type", "`function`; `custom` is refused."),
        Honoured("tools[].function", "Its name, its description and its parameters."),
        Refused("tools[].custom", "Only functions can be called; a text is an argument of one."),
        Honoured("tools[].function.name", "1 to 64 letters, digits, `_` or `-`."),
        Honoured("tools[].function.description", "A text."),
        Honoured("tools[].function.parameters", "A JSON Schema, an object."),
        Accepted("tools[].function.strict", "True or false; the schema is always passed on, and the model keeps to it as it can.", IsFlag),
        Honoured("tool_choice.type", "`function` or `allowed_tools`."),
        Honoured("tool_choice.function", "The function that is called.").Of("function"),
        Honoured("tool_choice.function.name", "One of the tools."),
        Honoured("tool_choice.allowed_tools", "The functions that may be called, and whether one must be.").Of("allowed_tools"),
        Refused("tool_choice.custom", "Only functions can be called; a text is an argument of one."),
        Honoured("tool_choice.allowed_tools.mode", "`auto` or `required`."),
        Honoured("tool_choice.allowed_tools.tools", "At least one of the tools."),
        Honoured("tool_choice.allowed_tools.tools[].type", "`function`."),
        Honoured("tool_choice.allowed_tools.tools[].function", "Its name."),
        Honoured("response_format.type", "`text`, `json_object` or `json_schema`."),
        Honoured("response_format.json_schema", "The form that the answer must have.").Of("json_schema"),
        Honoured("response_format.json_schema.schema", "A JSON Schema, an object."),
        Honoured("response_format.json_schema.name", "1 to 64 letters, digits, `_` or `-`; passed on where the model's server has a place for it, and of no meaning elsewhere."),
        Honoured("response_format.json_schema.description", "A text that tells the model what the answer is for."),
        Honoured("response_format.json_schema.strict", "True or false; `true` for models that can be held to a schema."));

    private static bool IsNumber(JsonElement value, int number) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var given) && given == number;

    private static bool IsMark(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(member => member.NameEquals("mode") && Word("explicit")(member.Value));

    private static bool IsMetadata(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Count() <= MostPairs && value.EnumerateObject().All(pair => IsText(pair.Value));
}
