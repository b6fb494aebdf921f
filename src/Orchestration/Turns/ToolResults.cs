using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Parley.Orchestration;

/// <summary>POST /v1/turns/{id}/tool-results — hands in what the caller's tools gave, and streams the turn that goes on from there.</summary>
internal static class ToolResults
{
    internal const string Route = "POST /v1/turns/{id}/tool-results";

    /// <param name="Results">One for each call of the turn.</param>
    public sealed record Request(IReadOnlyList<Result>? Results, string? ClientMessageId, SendTurn.ResponseRequest? Response);

    /// <param name="Output">Text, or any JSON.</param>
    public sealed record Result(string CallId, JsonElement Output);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/turns/{id}/tool-results", HandleAsync)
            .WithSummary("Hand in results of the caller's own tools")
            .WithMetadata(new DisableRequestTimeoutAttribute(), MessageBody.Limit(routes))
            .WithTags("Turns")
            .CountAs(RouteClass.Turn)
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream");

    internal static async Task HandleAsync(
        TurnId id, Request request, Caller caller, ToolResultSender sender, AcceptTurn accept, LogReader log, HttpContext context,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey)
    {
        var send = await sender.ToSendAsync(
            caller,
            id,
            [.. (request.Results ?? []).Select(result => (result.CallId, result.Output.ValueKind == JsonValueKind.String
                ? TurnRequests.ReadText(result.Output, "results")
                : result.Output.ValueKind == JsonValueKind.Undefined ? "" : result.Output.GetRawText()))],
            idempotencyKey ?? request.ClientMessageId,
            context.RequestAborted);
        var accepted = await accept.AcceptAsync(caller, send, context.RequestAborted);
        accepted.Announce(context.Response);
        await SendTurn.AnswerAsync(context, caller, accepted.Turn, log, 0, request.Response?.Stream ?? true);
    }
}
