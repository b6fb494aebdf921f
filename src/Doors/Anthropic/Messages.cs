using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>POST /v1/messages — Anthropic's chat, answered by a turn like any other.</summary>
internal static class Messages
{
    private const string Route = "POST /v1/messages";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/messages", HandleAsync)
            .WithSummary("Answer a chat in Anthropic's format")
            .WithMetadata(new DisableRequestTimeoutAttribute())
            .WithMetadata(AnthropicErrors.Shape, MessageBody.Limit(routes, ChatCompletions.LargestBody))
            .Produces(StatusCodes.Status200OK, contentType: "application/json", additionalContentTypes: "text/event-stream")
            .Finally(ChatCompletions.RefuseOtherMediaTypesHere);

    internal static async Task HandleAsync(
        MessagesRequest request, Caller caller, AcceptTurn accept, LogReader log, HttpContext context,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey)
    {
        var accepted = await accept.AcceptAsync(caller, ToSend(request, idempotencyKey).Heeding(context.Request), context.RequestAborted);
        accepted.Announce(context.Response);
        var turn = accepted.Turn;
        var answer = new DoorAnswer(context, caller, log, turn, request.ToolChoice?.DisableParallelToolUse == true);
        await (request.Stream == true
            ? answer.StreamAsync(new MessageEvents(WholeMessage.Id(turn)))
            : answer.WholeAsync((writer, end) => WholeMessage.Write(writer, turn, end)));
    }

    internal static Send ToSend(MessagesRequest request, string? idempotencyKey)
    {
        var options = MessageKnobs.Read(request);
        MessageKnobs.CheckMaxTokens(request);
        return new()
        {
            Route = Route,
            Conversation = request.ConversationId,
            IsPassing = request.ConversationId is null,
            IsWhole = request.Stream != true,
            Messages = MessageHistory.Read(request),
            Options = options,
            IdempotencyKey = idempotencyKey,
        };
    }
}
