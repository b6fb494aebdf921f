using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Parley.Orchestration;

/// <summary>
/// Writes a turn's log as server-sent events. The JSON stands in the log as it goes out, so an event costs a copy and no parsing.
/// </summary>
/// <remarks>The event stream format of the HTML standard, section 9.2.</remarks>
public static class TurnStream
{
    private static ReadOnlySpan<byte> ComeAgain => ": the server stops; come again with Last-Event-ID\nretry: 1000\n\n"u8;

    /// <summary>Sends the headers of an event stream that nobody on the way may keep or hold back.</summary>
    public static void Begin(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    /// <summary>
    /// Follows a log into the response; a reader who leaves ends only the reading. A stream that ends without its terminal event, because
    /// this node stops, says by <c>retry</c> when to come again.
    /// </summary>
    /// <param name="batches">What <paramref name="log"/> gives.</param>
    public static async Task WriteAsync(
        HttpResponse response, LogReader log, IAsyncEnumerable<IReadOnlyList<LogEntry>> batches, CancellationToken cancellationToken)
    {
        Begin(response);
        var body = response.BodyWriter;
        await body.FlushAsync(cancellationToken);
        var isOver = false;
        try
        {
            await foreach (var batch in batches.WithCancellation(cancellationToken))
            {
                foreach (var entry in batch)
                {
                    Write(body, entry);
                    isOver = entry.IsTerminal;
                }

                if (batch.Count == 0)
                {
                    WriteComment(body);
                }

                var flushed = await body.FlushAsync(cancellationToken);
                if (flushed.IsCompleted)
                {
                    return;
                }
            }

            if (!isOver && log.IsStopping)
            {
                body.Write(ComeAgain);
                await body.FlushAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The reader left.
        }
    }

    /// <summary>A line that readers skip, to show that the stream lives.</summary>
    public static void WriteComment(PipeWriter body) => body.Write(": \n\n"u8);

    private static void Write(PipeWriter body, LogEntry entry)
    {
        var most = entry.Json.Length + entry.Name.Length + 48;
        var span = body.GetSpan(most);
        var at = Copy(span, 0, "id: "u8);
        entry.Number.TryFormat(span[at..], out var digits, default, CultureInfo.InvariantCulture);
        at = Copy(span, at + digits, "\nevent: "u8);
        at += Encoding.ASCII.GetBytes(entry.Name, span[at..]);
        at = Copy(span, at, "\ndata: "u8);
        at = Copy(span, at, entry.Json.Span);
        at = Copy(span, at, "\n\n"u8);
        body.Advance(at);
    }

    private static int Copy(Span<byte> to, int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(to[at..]);
        return at + bytes.Length;
    }
}
