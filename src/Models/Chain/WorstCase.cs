using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Parley.Models;

/// <summary>
/// A proven bound of the tokens that a call's input can have. A byte-level vocabulary has no token of less than one byte, so the UTF-8
/// bytes of everything sent bound it; what a chat template adds is bounded per message and per call.
/// </summary>
internal static class WorstCase
{
    /// <summary>Markers of role, name and end around one message.</summary>
    private const int PerMessage = 32;

    /// <summary>A template's own system text and date lines; with tools its instructions how to call them.</summary>
    private const int PerCall = 512;
    private const int PerCallWithTools = 2048;

    /// <summary>An image costs by its sides and not by its bytes; this is what the largest one costs anywhere.</summary>
    private const int PerRemoteImage = 65_536;

    public static long InputTokens(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        long tokens = options?.Tools is { Count: > 0 } ? PerCallWithTools : PerCall;
        tokens += Bytes(options?.Instructions);
        foreach (var message in messages)
        {
            tokens += PerMessage + Bytes(message.AuthorName);
            foreach (var content in message.Contents)
            {
                tokens += Bound(content);
            }
        }

        foreach (var tool in options?.Tools ?? [])
        {
            tokens += PerMessage + Bytes(tool.Name) + Bytes(tool.Description)
                + (tool is AIFunctionDeclaration function ? Bytes(function.JsonSchema.GetRawText()) : 0);
        }

        return tokens + (options?.ResponseFormat is ChatResponseFormatJson { Schema: { } schema } json
            ? Bytes(schema.GetRawText()) + Bytes(json.SchemaName) + Bytes(json.SchemaDescription) + PerMessage
            : 0);
    }

    private static long Bound(AIContent content) => content switch
    {
        TextContent text => Bytes(text.Text),
        TextReasoningContent reasoning => Bytes(reasoning.Text) + Bytes(reasoning.ProtectedData),
        FunctionCallContent call => PerMessage + Bytes(call.CallId) + Bytes(call.Name)
            + (call.Arguments is null ? 0 : JsonSerializer.SerializeToUtf8Bytes(call.Arguments).Length),
        FunctionResultContent result => PerMessage + Bytes(result.CallId) + Bytes(ResultText.Of(result.Result)),
        DataContent data when data.HasTopLevelMediaType("image") => PerRemoteImage,
        DataContent data => data.Uri.Length,
        UriContent => PerRemoteImage,
        _ => PerRemoteImage,
    };

    private static long Bytes(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}

/// <summary>How a tool's result is written for a model.</summary>
public static class ResultText
{
    public static string Of(object? result) => result switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
        JsonElement element => element.GetRawText(),
        _ => JsonSerializer.Serialize(result),
    };
}
