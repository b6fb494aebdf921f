using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>POST /v1/chat/completions — OpenAI's chat, answered by a turn like any other.</summary>
internal static class ChatCompletions
{
    /// <summary>A client that keeps its own history sends all of it each time.</summary>
    internal const int LargestBody = 8 * 1024 * 1024;

    private const string Route = "POST /v1/chat/completions";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/chat/completions", HandleAsync)
            .WithSummary("Answer a chat in OpenAI's format")
            .WithMetadata(new DisableRequestTimeoutAttribute())
            .WithMetadata(OpenAIErrors.Shape, MessageBody.Limit(routes, LargestBody))
            .Produces(StatusCodes.Status200OK, contentType: "application/json", additionalContentTypes: "text/event-stream")
            .Finally(RefuseOtherMediaTypesHere);

    /// <summary>
    /// Routing would refuse another media type before this endpoint, and so without its shape of errors; the reader of the body refuses it too.
    /// </summary>
    internal static void RefuseOtherMediaTypesHere(EndpointBuilder endpoint)
    {
        foreach (var accepts in endpoint.Metadata.OfType<IAcceptsMetadata>().ToList())
        {
            endpoint.Metadata.Remove(accepts);
        }
    }

    internal static async Task HandleAsync(
        ChatCompletionRequest request, Caller caller, AcceptTurn accept, LogReader log, HttpContext context,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey)
    {
        var accepted = await accept.AcceptAsync(caller, ToSend(request, idempotencyKey).Heeding(context.Request), context.RequestAborted);
        accepted.Announce(context.Response);
        var turn = accepted.Turn;
        var answer = new DoorAnswer(context, caller, log, turn, request.ParallelToolCalls == false);
        if (request.Stream == true)
        {
            await answer.StreamAsync(new ChatChunks(
                Completion.Id(turn), Completion.Created(turn), request.StreamOptions?.IncludeUsage == true));
        }
        else
        {
            await answer.WholeAsync((writer, end) => Completion.Write(writer, turn, end));
        }
    }

    internal static Send ToSend(ChatCompletionRequest request, string? idempotencyKey)
    {
        var messages = request.ConversationId is null ? ChatHistory.Read(request.Messages) : ChatHistory.AfterLastAnswer(request.Messages);
        return new()
        {
            Route = Route,
            Conversation = request.ConversationId,
            IsPassing = request.ConversationId is null,
            IsWhole = request.Stream != true,
            Messages = messages,
            Options = ChatKnobs.Read(request) with { Asks = ChatAsks.Read(request, messages) },
            IdempotencyKey = idempotencyKey,
        };
    }
}
