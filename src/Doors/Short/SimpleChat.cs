using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>POST /v1/chat and /chat — one prompt, one answer; the conversation is kept.</summary>
internal static class SimpleChat
{
    private const string Route = "POST /v1/chat";

    /// <param name="ConversationId">Left out, a conversation is started; the answer names it.</param>
    /// <param name="Preset"><c>creative balanced deterministic</c>.</param>
    public sealed record Request(
        string Prompt,
        ConversationId? ConversationId = null,
        double? Temperature = null,
        double? TopP = null,
        double? FrequencyPenalty = null,
        int? MaxTokens = null,
        string? Preset = null);

    /// <summary>Only for the description of the API: the answer is written as it stands in the log.</summary>
    public sealed record Answer(
        string Text, ConversationId ConversationId, TurnId TurnId, IReadOnlyList<Conversations.Citation> Citations, Models.Knobs Knobs,
        IReadOnlyList<Models.Adjustment> Adjusted, Conversations.Usage Usage);

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["/v1/chat", "/chat"])
        {
            routes.MapPost(path, HandleAsync).WithSummary("Answer one prompt")
                .WithMetadata(new DisableRequestTimeoutAttribute(), MessageBody.Limit(routes)).Produces<Answer>();
        }
    }

    internal static async Task HandleAsync(
        Request request, Caller caller, AcceptTurn accept, LogReader log, HttpContext context,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey)
    {
        var accepted = await accept.AcceptAsync(caller, ToSend(request, idempotencyKey).Heeding(context.Request), context.RequestAborted);
        accepted.Announce(context.Response);
        await new DoorAnswer(context, caller, log, accepted.Turn).WholeAsync((writer, end) =>
        {
            writer.WriteStartObject();
            writer.WriteString("text"u8, end.Text);
            writer.WriteString("conversation_id"u8, accepted.Conversation.Value);
            writer.WriteString("turn_id"u8, end.TurnId);
            writer.WritePropertyName("citations"u8);
            end.Citations.WriteTo(writer);
            writer.WritePropertyName("knobs"u8);
            end.Knobs.WriteTo(writer);
            writer.WritePropertyName("adjusted"u8);
            end.Adjusted.WriteTo(writer);
            writer.WritePropertyName("usage"u8);
            end.Usage.WriteTo(writer);
            writer.WriteEndObject();
        });
    }

    internal static Send ToSend(Request request, string? idempotencyKey) => new()
    {
        Route = Route,
        Conversation = request.ConversationId,
        Messages = [new("user", request.Prompt)],
        IdempotencyKey = idempotencyKey,
        Options = new()
        {
            Preset = request.Preset,
            Temperature = request.Temperature,
            TopP = request.TopP,
            FrequencyPenalty = request.FrequencyPenalty,
            MaxTokens = request.MaxTokens,
            Door = "chat",
        },
    };
}
