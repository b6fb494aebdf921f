using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Parley.Orchestration;

/// <summary>GET /v1/turns/{id} — the state of a turn and what it has shown so far.</summary>
internal static class GetTurn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/turns/{id}", HandleAsync).WithSummary("Get a turn").WithTags("Turns");

    internal static async Task<Ok<TurnView>> HandleAsync(
        TurnId id, Caller caller, TurnAccess turns, CancellationToken cancellationToken) =>
        TypedResults.Ok(await turns.ViewAsync(caller, id, cancellationToken));
}

/// <summary>GET /v1/turns/{id}/events — the log of a turn after an event, and then live until its end.</summary>
internal static class FollowTurn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/turns/{id}/events", HandleAsync)
            .WithSummary("Join a turn")
            .WithMetadata(new DisableRequestTimeoutAttribute())
            .WithTags("Turns")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream");

    internal static async Task HandleAsync(
        TurnId id, Caller caller, TurnAccess turns, LogReader log, HttpContext context,
        [FromHeader(Name = "Last-Event-ID")] long? lastEventId, [FromQuery] long? after)
    {
        await turns.EnsureOwnAsync(caller, id, context.RequestAborted);
        TurnHeaders.Announce(context.Response, id);
        await SendTurn.AnswerAsync(context, caller, id, log, Math.Max(0, lastEventId ?? after ?? 0), stream: true);
    }
}

/// <summary>POST /v1/turns/{id}/cancel — ends a turn; what was written until then is kept.</summary>
internal static class CancelTurn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/turns/{id}/cancel", HandleAsync).WithSummary("Cancel a turn").WithTags("Turns");

    internal static async Task<Accepted> HandleAsync(
        TurnId id, Caller caller, TurnAccess turns, CancellationToken cancellationToken)
    {
        await turns.CancelAsync(caller, id, cancellationToken);
        return TypedResults.Accepted($"/v1/turns/{id}");
    }
}

/// <summary>GET /v1/turns/{id}/provenance — how an answer came to be.</summary>
internal static class GetProvenance
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/turns/{id}/provenance", HandleAsync).WithSummary("Explain an answer").WithTags("Turns");

    internal static async Task<Ok<Provenance>> HandleAsync(
        TurnId id, Caller caller, TurnAccess turns, [FromQuery] DocumentId? about, CancellationToken cancellationToken) =>
        TypedResults.Ok(await turns.ProvenanceAsync(caller, id, about, cancellationToken));
}
