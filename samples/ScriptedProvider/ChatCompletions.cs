using System.Globalization;
using System.Text;

namespace Parley.ScriptedProvider;

/// <summary>POST /v1/chat/completions — answers as the script says, whole or as a stream.</summary>
internal sealed class ChatCompletions(ScriptBook book, RequestLog log, Pacer pacer, TimeProvider time, ScriptedProviderOptions options)
{
    public async Task HandleAsync(HttpContext context)
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
            var request = ChatRequest.Read(record.Body.Value);
            var script = book.Take(request);
            await AnswerAsync(context, record, request, script);
        }
        catch (ScriptException exception)
        {
            await Errors.WriteAsync(context, 400, exception.Message);
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

    private async Task AnswerAsync(HttpContext context, RecordedRequest record, ChatRequest request, Script script)
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
                await Errors.WriteAsync(context, fault.Status, $"This refusal with status {fault.Status} is part of the script.");
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

        var pace = new Pace(pacer, time, start, TimeSpan.FromMilliseconds(script.TtftMs ?? 0), script.Rate ?? 0);
        if (request.Stream)
        {
            await new AnswerStream(context, log, record, request, script, fault.Kind, answer, pace).RunAsync();
        }
        else
        {
            await WholeAsync(context, record, request, script, fault.Kind, answer, pace);
        }
    }

    private async Task WholeAsync(
        HttpContext context, RecordedRequest record, ChatRequest request, Script script, FaultKind fault, Answer answer, Pace pace)
    {
        await pace.UntilAsync(answer.Pieces.Count, context.RequestAborted);
        if (fault == FaultKind.Stall)
        {
            await StandStillAsync(script, context.RequestAborted);
        }

        var json = Encoding.UTF8.GetBytes(Whole(record, request, script, answer));
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

    private string Whole(RecordedRequest record, ChatRequest request, Script script, Answer answer)
    {
        var calls = string.Join(',', answer.Calls.Select((call, index) =>
            $$$"""{"id":"call_{{{record.Id}}}_{{{index}}}","type":"function","function":{"name":{{{Frames.Quoted(call.Name)}}},"arguments":{{{Frames.Quoted(call.Arguments)}}}}}"""));
        var content = answer.Pieces.Count == 0 && answer.Calls.Count > 0 ? "null" : Frames.Quoted(answer.Text);
        var message = $$"""{"role":"assistant","content":{{content}},"refusal":null{{(calls.Length > 0 ? $",\"tool_calls\":[{calls}]" : "")}}}""";
        var usage = script.Usage == UsageMode.Off ? "" : $",\"usage\":{Frames.UsageJson(answer.PromptTokens, answer.CompletionTokens)}";
        return $$"""
            {"id":"chatcmpl-{{record.Id}}","object":"chat.completion","created":{{log.Now.ToUnixTimeSeconds()}},"model":{{Frames.Quoted(request.Model)}},"system_fingerprint":"scripted","choices":[{"index":0,"message":{{message}},"logprobs":null,"finish_reason":{{Frames.Quoted(answer.FinishReason)}}}]{{usage}}}
            """;
    }

    private Task StandStillAsync(Script script, CancellationToken cancellationToken) =>
        AnswerStream.StandStillAsync(script, time, cancellationToken);
}
