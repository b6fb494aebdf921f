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
                await EndForNowAsync(body, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The reader left.
        }
    }

    /// <summary>A line that readers skip, to show that the stream lives.</summary>
    public static void WriteComment(PipeWriter body) => body.Write(": \n\n"u8);

    /// <summary>Says when to come again to a stream that ends because this node stops.</summary>
    internal static async Task EndForNowAsync(PipeWriter body, CancellationToken cancellationToken)
    {
        body.Write(ComeAgain);
        await body.FlushAsync(cancellationToken);
    }

    /// <summary>Writes one event.</summary>
    /// <param name="id">ASCII; empty for none.</param>
    /// <param name="name">ASCII; empty for a line that only shows that the stream lives, and the id.</param>
    /// <param name="json">One line.</param>
    internal static void Write(PipeWriter body, ReadOnlySpan<byte> id, string name, ReadOnlySpan<byte> json)
    {
        var span = body.GetSpan(json.Length + name.Length + id.Length + 32);
        var at = name.Length == 0 ? Copy(span, 0, ": \n"u8) : 0;
        if (id.Length > 0)
        {
            at = Copy(span, at, "id: "u8);
            at = Copy(span, at, id);
            at = Copy(span, at, "\n"u8);
        }

        if (name.Length > 0)
        {
            at = Copy(span, at, "event: "u8);
            at += Encoding.ASCII.GetBytes(name, span[at..]);
            at = Copy(span, at, "\ndata: "u8);
            at = Copy(span, at, json);
            at = Copy(span, at, "\n"u8);
        }

        body.Advance(Copy(span, at, "\n"u8));
    }

    private static void Write(PipeWriter body, LogEntry entry)
    {
        Span<byte> id = stackalloc byte[20];
        entry.Number.TryFormat(id, out var digits, default, CultureInfo.InvariantCulture);
        Write(body, id[..digits], entry.Name, entry.Json.Span);
    }

    private static int Copy(Span<byte> to, int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(to[at..]);
        return at + bytes.Length;
    }
}
