using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Parley.Orchestration;

/// <summary>POST /v1/conversations/{id}/turns — sends a message and answers with the turn's events.</summary>
internal static class SendTurn
{
    internal const string Route = "POST /v1/conversations/{id}/turns";

    /// <param name="Message">The user's text; left out when an answer is made again.</param>
    /// <param name="ClientMessageId">The sender's own id of this message: a retry with it joins the same turn.</param>
    /// <param name="ParentId">The message to hang it under; null for the root; left out for the newest branch.</param>
    /// <param name="RegenerateOf">Instead of a message: the answer that gets a sibling.</param>
    /// <param name="AnswerTo">Instead of a message: the question that gets another answer, also while one is being written.</param>
    /// <param name="Revise">With <c>regenerate_of</c>: <c>shorter</c> or <c>longer</c> than that answer.</param>

    /// <param name="Attachments">Files of the sender's own that go with the message.</param>
    /// <param name="Retrieval">An object, or false to look nowhere.</param>
    public sealed record Request(
        string? Message,
        string? ClientMessageId,
        JsonElement ParentId,
        MessageId? RegenerateOf,
        MessageId? AnswerTo,
        string? Revise,

        IReadOnlyList<FileId>? Attachments,
        string? Model,
        string? Preset,
        string? Task,
        double? Temperature,
        double? TopP,
        double? FrequencyPenalty,
        int? MaxTokens,
        bool? Adaptive,
        IReadOnlyList<ToolDeclaration>? Tools,
        JsonElement Retrieval,
        ResponseRequest? Response);

    /// <param name="Stream">False to get one object, the data of the terminal event.</param>
    /// <param name="Format"><c>text json json_schema</c>.</param>
    public sealed record ResponseRequest(bool? Stream, string? Format, JsonElement? Schema);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/conversations/{id}/turns", HandleAsync)
            .WithSummary("Send a message and stream the answer")
            .WithMetadata(new DisableRequestTimeoutAttribute(), MessageBody.Limit(routes))
            .WithTags("Turns")
            .CountAs(RouteClass.Turn)
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream");

    internal static async Task HandleAsync(
        ConversationId id, Request request, Caller caller, AcceptTurn accept, LogReader log, HttpContext context,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey, [FromHeader(Name = "Last-Event-ID")] long? lastEventId)
    {
        var accepted = await accept.AcceptAsync(caller, ToSend(id, request, idempotencyKey).Heeding(context.Request), context.RequestAborted);
        accepted.Announce(context.Response);
        await AnswerAsync(context, caller, accepted.Turn, log, lastEventId ?? 0, request.Response?.Stream ?? true);
    }

    /// <summary>Streams a turn, or waits for its end and answers with the terminal event's data.</summary>
    internal static async Task AnswerAsync(HttpContext context, Caller caller, TurnId turn, LogReader log, long after, bool stream)
    {
        if (stream)
        {
            await TurnStream.WriteAsync(
                context.Response,
                log,
                log.FollowAsync(caller.Tenant, caller.Subject, turn, after, context.RequestAborted),
                context.RequestAborted);
            return;
        }

        var last = await log.WaitForEndAsync(caller.Tenant, caller.Subject, turn, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        if (last is null)
        {
            throw new RefusedException(new(410, "erased", "The conversation was erased while it was answered."));
        }

        // A turn that waits for an approval has no end yet: its last event says what it waits for.
        context.Response.StatusCode = last.IsTerminal ? StatusCodes.Status200OK : StatusCodes.Status202Accepted;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.BodyWriter.WriteAsync(last.Json, context.RequestAborted);
    }

    private static Send ToSend(ConversationId id, Request request, string? idempotencyKey)
    {
        if (new[] { request.Message is not null, request.RegenerateOf is not null, request.AnswerTo is not null }.Count(given => given) > 1)
        {
            throw new RefusedException(Refusal.Invalid(
                request.RegenerateOf is null ? "answer_to" : "regenerate_of",
                "Give one of message, regenerate_of and answer_to: a new question, or another answer to an old one."));
        }

        if (request is { Message: null, Attachments.Count: > 0 })
        {
            throw new RefusedException(Refusal.Invalid("attachments", "Files go with a message. An answer that is made again has those of its question."));
        }

        if (idempotencyKey is not null && request.ClientMessageId is not null && idempotencyKey != request.ClientMessageId)
        {
            throw new RefusedException(Refusal.Invalid(
                "client_message_id", "The header Idempotency-Key and client_message_id differ. Send one of them, or the same in both."));
        }

        return new Send
        {
            Route = Route,
            Conversation = id,
            Parent = ReadParent(request.ParentId),
            RegenerateOf = request.RegenerateOf,
            AnswerTo = request.AnswerTo,
            Messages = request.Message is { } text ? [new SentMessage("user", text) { Files = [.. (request.Attachments ?? []).Select(SentFile.Uploaded)] }] : [],
            IdempotencyKey = idempotencyKey ?? request.ClientMessageId,
            Options = TurnRequests.ToOptions(request) with { Revision = Revision.Read(request.RegenerateOf, request.Revise) },
        };
    }

    private static ParentChoice ReadParent(JsonElement parent) => parent.ValueKind switch
    {
        JsonValueKind.Undefined => ParentChoice.Leaf,
        JsonValueKind.Null => new(true, null),
        JsonValueKind.String when MessageId.TryParse(TurnRequests.ReadText(parent, "parent_id"), null, out var id) => new(true, id),
        _ => throw new RefusedException(Refusal.Invalid("parent_id", "The parent is a message's id, or null for the root.")),
    };
}
