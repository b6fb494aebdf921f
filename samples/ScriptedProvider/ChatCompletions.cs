using System.Globalization;
using System.Text;

namespace Parley.ScriptedProvider;

/// <summary>POST /v1/chat/completions and /v1/messages — answers as the script says, whole or as a stream.</summary>
internal sealed class ChatCompletions(ScriptBook book, RequestLog log, Pacer pacer, PrefixCache prefixes, TimeProvider time, ScriptedProviderOptions options)
{
    public async Task HandleAsync(HttpContext context, IWire wire)
    {
        var record = log.Open(context);
        using var left = context.RequestAborted.UnsafeRegister(static state =>
        {
            var (log, record) = ((RequestLog, RecordedRequest))state!;
            log.Disconnect(record);
        }, (log, record));

        try
        {
            record.Body = await Bodies.ReadAsync(context);
            var request = wire.Read(record.Body.Value).AskedToGoOn();
            var script = book.Take(request);
            if (script.Refuses?.FirstOrDefault(name => record.Body.Value.TryGetProperty(name, out _)) is { } refused)
            {
                throw new ScriptException($"Unsupported parameter: '{refused}' is not supported with this model.");
            }

            await AnswerAsync(context, wire, record, request, script);
        }
        catch (ScriptException exception)
        {
            await wire.RefuseAsync(context, 400, exception.Message);
            log.Close(record, "refused");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            log.Disconnect(record);
        }
        finally
        {
            log.Close(record, "broken");
        }
    }

    private async Task AnswerAsync(HttpContext context, IWire wire, RecordedRequest record, ChatRequest request, Script script)
    {
        var start = time.GetTimestamp();
        var fault = Fault.Parse(script.Fault);
        var answer = Answer.To(request, script, options.Seed);
        record.Fault = fault.Kind == FaultKind.None ? null : script.Fault;
        record.ContinuesGivenText = answer.ContinuesGivenText;
        switch (fault.Kind)
        {
            case FaultKind.Status:
                context.Response.Headers.RetryAfter =
                    (script.RetryAfter ?? (fault.Status is 429 or 503 ? 1 : null))?.ToString(CultureInfo.InvariantCulture);
                await wire.RefuseAsync(context, fault.Status, $"This refusal with status {fault.Status} is part of the script.");
                log.Close(record, "refused");
                return;
            case FaultKind.ContentType:
                context.Response.ContentType = "text/html; charset=utf-8";
                await context.Response.WriteAsync("<!doctype html><title>Gateway</title><p>This page is part of the script.</p>", context.RequestAborted);
                log.Close(record, "broken");
                return;
            case FaultKind.SlowHeaders:
                await StandStillAsync(script, context.RequestAborted);
                break;
        }

        if (options.PrefillMs > 0)
        {
            answer = answer with { CachedTokens = await prefixes.ReadAsync(request.Messages, answer.PromptTokens, context.RequestAborted) };
            start = time.GetTimestamp();
        }

        var pace = new Pace(pacer, time, start, TimeSpan.FromMilliseconds(script.TtftMs ?? 0), script.Rate ?? 0);
        if (request.Stream)
        {
            await new AnswerStream(
                context, book, log, record, wire.Frames(record, request, script, answer, log.Now), script, fault.Kind, answer, pace).RunAsync();
        }
        else
        {
            await WholeAsync(context, record, wire.Whole(record, request, script, answer, log.Now), script, fault.Kind, answer, pace);
        }
    }

    private async Task WholeAsync(
        HttpContext context, RecordedRequest record, string whole, Script script, FaultKind fault, Answer answer, Pace pace)
    {
        await pace.UntilAsync(answer.Pieces.Count, context.RequestAborted);
        if (fault == FaultKind.Stall)
        {
            await StandStillAsync(script, context.RequestAborted);
        }

        var json = Encoding.UTF8.GetBytes(whole);
        var sent = fault is FaultKind.Cut or FaultKind.Malformed or FaultKind.MissingDone or FaultKind.ErrorFrame ? json.Length / 2 : json.Length;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = fault == FaultKind.Cut ? json.Length : sent;
        record.FirstTokenAt = log.Now;
        await context.Response.BodyWriter.WriteAsync(json.AsMemory(0, sent), context.RequestAborted);
        if (fault == FaultKind.Cut)
        {
            await AnswerStream.CutAsync(context, log, record, pace);
            return;
        }

        record.TokensSent = answer.CompletionTokens;
        log.Close(record, sent < json.Length ? "broken" : "completed");
    }

    private Task StandStillAsync(Script script, CancellationToken cancellationToken) =>
        AnswerStream.StandStillAsync(script, time, cancellationToken);
}
