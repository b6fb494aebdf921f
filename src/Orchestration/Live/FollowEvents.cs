using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Accounts;

namespace Parley.Orchestration;

/// <summary>
/// GET /v1/events — what changes for the caller, after an event or from now on, for as long as they stay; with <c>follow=false</c> only
/// until they know what there is.
/// </summary>
internal static class FollowEvents
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/events", HandleAsync)
            .WithSummary("Follow what changes: conversations, turns, folders and documents")
            .WithMetadata(new DisableRequestTimeoutAttribute())
            .WithTags("Events")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream");

    internal static async Task HandleAsync(
        Caller caller, [FromServices] LiveStream live, [FromServices] LiveReaders readers, [FromServices] RenewedAccess access, HttpContext context,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId, [FromQuery] string? after, [FromQuery] bool follow = true)
    {
        var position = LivePosition.Parse(string.IsNullOrEmpty(lastEventId) ? after : lastEventId);
        var stopped = context.RequestAborted;
        using var reader = readers.Join(caller);
        using var changes = access.OnChange(reader.WakeTwice);
        TurnStream.Begin(context.Response);
        var body = context.Response.BodyWriter;
        await body.FlushAsync(stopped);
        try
        {
            var told = live.FollowAsync(caller, position, reader, cancel => access.RenewAsync(context.Request, caller, cancel), follow, stopped);
            await foreach (var batch in told.WithCancellation(stopped))
            {
                foreach (var one in batch)
                {
                    TurnStream.Write(body, one.Position is { } at ? Encoding.ASCII.GetBytes(at.ToString()) : [], one.Name, one.Json);
                }

                if ((await body.FlushAsync(stopped)).IsCompleted)
                {
                    return;
                }
            }

            if (live.IsStopping)
            {
                await TurnStream.EndForNowAsync(body, stopped);
            }
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // The reader left.
        }
    }
}
