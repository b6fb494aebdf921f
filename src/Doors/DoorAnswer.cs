using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>Answers a request with a turn that is accepted: as a stream, or as one object at its end.</summary>
/// <param name="onlyOneCall">Whether the caller can run no two calls of tools at once, and is told of the first alone.</param>
internal sealed class DoorAnswer(HttpContext context, Caller caller, LogReader log, TurnId turn, bool onlyOneCall = false)
{
    // A cut overtakes what is still on its way out of this process.
    private static readonly TimeSpan CutAfter = TimeSpan.FromMilliseconds(100);

    private int MostCalls => onlyOneCall ? 1 : int.MaxValue;

    public async Task StreamAsync(AnswerWire wire)
    {
        var isWhole = await new AnswerTail(context.Response, wire, () => log.IsStopping, MostCalls).FollowAsync(
            log.FollowAsync(caller.Tenant, caller.Subject, turn, 0, context.RequestAborted), context.RequestAborted);
        if (!isWhole && wire.IsCutOnFailure)
        {
            var time = context.RequestServices.GetRequiredService<TimeProvider>();
            await Task.Delay(CutAfter, time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            context.Abort();
        }
    }

    /// <exception cref="RefusedException">The turn ended without an answer.</exception>
    public async Task WholeAsync(Action<Utf8JsonWriter, AnswerEnd> write)
    {
        var end = await AnswerEnd.WaitAsync(log, caller, turn, context.RequestAborted) with { MostCalls = MostCalls };
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        PlainJson.Write(context.Response.BodyWriter, writer => write(writer, end));
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
