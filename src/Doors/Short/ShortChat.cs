using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>POST /v1/chat.completions — the short form of a chat: little to send, little to read.</summary>
internal static class ShortChat
{
    private const string Route = "POST /v1/chat.completions";

    /// <param name="ConversationId">Continues this conversation and keeps what is said; left out, nothing is kept for long.</param>
    /// <param name="Retrieval">True or an object such as <c>{"namespace": "docs", "top_k": 6}</c>, to answer from documents.</param>
    public sealed record Request(
        ConversationId? ConversationId,
        IReadOnlyList<ChatCompletionMessage>? Messages,
        IReadOnlyList<Tool>? Tools,
        JsonElement Retrieval,
        ResponseForm? Response,
        string? Model = null,
        string? Preset = null,
        double? Temperature = null,
        double? TopP = null,
        double? FrequencyPenalty = null,
        int? MaxTokens = null);

    /// <param name="Schema">The JSON Schema of its arguments.</param>
    public sealed record Tool(string Name, JsonElement? Schema = null, string? Description = null);

    /// <param name="Stream">False to get one object at the end.</param>
    /// <param name="Format"><c>text json json_schema</c>.</param>
    public sealed record ResponseForm(bool? Stream = null, string? Format = null, JsonElement? Schema = null);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/chat.completions", HandleAsync)
            .WithSummary("Answer a chat in the short form")
            .WithMetadata(new DisableRequestTimeoutAttribute())
            .WithMetadata(MessageBody.Limit(routes, ChatCompletions.LargestBody))
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream", additionalContentTypes: "application/json");

    internal static async Task HandleAsync(
        Request request, Caller caller, AcceptTurn accept, LogReader log, HttpContext context,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey)
    {
        var accepted = await accept.AcceptAsync(caller, ToSend(request, idempotencyKey).Heeding(context.Request), context.RequestAborted);
        accepted.Announce(context.Response);
        var answer = new DoorAnswer(context, caller, log, accepted.Turn);
        await (request.Response?.Stream ?? true
            ? answer.StreamAsync(new ShortChunks())
            : answer.WholeAsync((writer, end) =>
            {
                writer.WriteStartObject();
                writer.WriteString("text"u8, end.Text);
                ShortChunks.WriteEnd(writer, end);
                writer.WriteEndObject();
            }));
    }

    internal static Send ToSend(Request request, string? idempotencyKey)
    {
        var tools = request.Tools is { Count: > 0 }
            ? request.Tools.Select(tool => new ToolDeclaration(tool?.Name ?? "", tool?.Description, tool?.Schema)).ToList()
            : null;
        TurnRequests.CheckTools(tools);
        var format = ReadFormat(request.Response);
        TurnRequests.CheckSchema(format == "json_schema" ? request.Response?.Schema : null, "response.schema");
        return new()
        {
            Route = Route,
            Conversation = request.ConversationId,
            IsPassing = request.ConversationId is null,
            IsWhole = request.Response?.Stream == false,
            Messages = request.ConversationId is null ? ChatHistory.Read(request.Messages) : ChatHistory.AfterLastAnswer(request.Messages),
            IdempotencyKey = idempotencyKey,
            Options = new()
            {
                Model = request.Model,
                Preset = request.Preset,
                Temperature = request.Temperature,
                TopP = request.TopP,
                FrequencyPenalty = request.FrequencyPenalty,
                MaxTokens = request.MaxTokens,
                Tools = tools,
                Retrieval = TurnRequests.ReadRetrieval(request.Retrieval, isOnByDefault: false),
                Format = format,
                Schema = request.Response?.Schema,
                Door = "short",
            },
        };
    }

    private static string ReadFormat(ResponseForm? response) => response?.Format switch
    {
        null or "text" => "text",
        "json" => "json",
        "json_schema" when response.Schema is { ValueKind: JsonValueKind.Object } => "json_schema",
        "json_schema" => throw new RefusedException(Refusal.Invalid("response.schema", "The format json_schema needs the JSON Schema, an object, in response.schema.")),
        _ => throw new RefusedException(Refusal.Invalid("response.format", "The format must be text, json or json_schema.")),
    };
}
