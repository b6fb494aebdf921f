using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace Parley.ScriptedProvider;

/// <summary>One answer as server-sent events, token by token, with the fault of its script.</summary>
internal sealed class AnswerStream(
    HttpContext context, ScriptBook book, RequestLog log, RecordedRequest record, IFrames frames, Script script, FaultKind fault, Answer answer, Pace pace)
{
    // Tokens that go out together when no rate is set: a compromise between few writes and a stream that is still a stream.
    private const int MostAtOnce = 32;

    private static readonly TimeSpan CutAfter = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(10);

    private CancellationToken Left => context.RequestAborted;

    public async Task RunAsync()
    {
        var response = context.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        await response.BodyWriter.FlushAsync(Left);

        var output = response.BodyWriter;
        var strikesAt = IsInStream ? Math.Min(script.FaultAt ?? 0, answer.Pieces.Count) : -1;
        var holdsAt = script.HoldAt ?? -1;
        for (var sent = 0; sent < answer.Pieces.Count || sent == strikesAt;)
        {
            if (sent == strikesAt)
            {
                strikesAt = -1;
                if (await StrikeAsync(output))
                {
                    return;
                }

                continue;
            }

            if (sent == holdsAt)
            {
                await book.Released.WaitAsync(Left);
            }

            await pace.UntilAsync(sent, Left);
            if (sent == 0)
            {
                frames.WriteStart(output);
            }

            var until = Math.Max(sent + 1, Math.Min(pace.Due(answer.Pieces.Count), sent + MostAtOnce));
            until = holdsAt > sent ? Math.Min(until, holdsAt) : until;
            for (until = strikesAt > sent ? Math.Min(until, strikesAt) : until; sent < until; sent++)
            {
                frames.WriteContent(output, answer.Pieces[sent]);
            }

            await output.FlushAsync(Left);
            Left.ThrowIfCancellationRequested();
            record.FirstTokenAt ??= log.Now;
            record.TokensSent = sent;
        }

        await EndAsync(output);
    }

    public static Task StandStillAsync(Script script, TimeProvider time, CancellationToken cancellationToken) =>
        Task.Delay(script.FaultMs is > 0 and var ms ? TimeSpan.FromMilliseconds(ms) : Timeout.InfiniteTimeSpan, time, cancellationToken);

    /// <summary>
    /// Closes the connection in the middle of an answer. What was written a moment ago is given time to leave this machine first, and a reader who
    /// is slow, time to take it: a reset would take from them what they have not read yet.
    /// </summary>
    public static async Task CutAsync(HttpContext context, RequestLog log, RecordedRequest record, Pace pace)
    {
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        await pace.DelayAsync(CutAfter, context.RequestAborted);
        log.Close(record, "cut");
        context.Features.Get<IConnectionSocketFeature>()?.Socket.Shutdown(SocketShutdown.Send);
        await Task.Delay(LongestFarewell, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Abort();
    }

    private bool IsInStream => fault is FaultKind.Stall or FaultKind.Cut or FaultKind.Malformed or FaultKind.ErrorFrame;

    /// <returns>Whether the stream ends here.</returns>
    private async Task<bool> StrikeAsync(PipeWriter output)
    {
        switch (fault)
        {
            case FaultKind.Stall:
                await StandStillAsync(script, pace.Time, Left);
                return false;
            case FaultKind.Cut:
                await CutAsync(context, log, record, pace);
                return true;
            case FaultKind.Malformed:
                frames.WriteMalformed(output);
                return false;
            default:
                frames.WriteError(output);
                await output.FlushAsync(Left);
                log.Close(record, "broken");
                return true;
        }
    }

    private async Task EndAsync(PipeWriter output)
    {
        if (fault == FaultKind.MissingDone)
        {
            log.Close(record, "broken");
            return;
        }

        if (answer.Pieces.Count == 0)
        {
            await pace.UntilAsync(0, Left);
            frames.WriteStart(output);
        }

        for (var index = 0; index < answer.Calls.Count; index++)
        {
            frames.WriteCall(output, index, $"call_{record.Id}_{index}", answer.Calls[index]);
        }

        frames.WriteEnd(output);
        await output.FlushAsync(Left);
        record.FirstTokenAt ??= log.Now;
        record.TokensSent = answer.CompletionTokens;
        log.Close(record, "completed");
    }
}
