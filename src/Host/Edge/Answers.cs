using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Parley.Host.Edge;

/// <summary>Writes a refusal as a problem document (RFC 9457), or in the shape of the API that the route imitates.</summary>
internal sealed class Answers(IOptions<JsonOptions> json, EdgeCounters counters)
{
    /// <summary>The id under which this request stands in logs and traces.</summary>
    public static string TraceId(HttpContext context) =>
        Activity.Current?.TraceId is { } id && id != default ? id.ToHexString() : context.TraceIdentifier;

    public async Task WriteAsync(HttpContext context, Refusal refusal)
    {
        counters.Count(context, refusal);
        var response = context.Response;
        var shape = context.GetEndpoint()?.Metadata.GetMetadata<ErrorShape>();
        response.StatusCode = shape?.Status?.Invoke(refusal) ?? refusal.Status;
        if (refusal.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        var body = shape is { Beside: null } ? shape.Body(refusal, TraceId(context)) : Problem(refusal, TraceId(context), shape);
        response.ContentType = shape is not { Beside: null } ? "application/problem+json" : "application/json; charset=utf-8";
        await JsonSerializer.SerializeAsync(response.Body, body, body.GetType(), json.Value.SerializerOptions, context.RequestAborted);
    }

    private static Dictionary<string, object?> Problem(Refusal refusal, string traceId, ErrorShape? shape)
    {
        var problem = new Dictionary<string, object?>
        {
            ["type"] = $"urn:parley:error:{refusal.Code}",
            ["title"] = ReasonPhrases.GetReasonPhrase(refusal.Status),
            ["status"] = refusal.Status,
            ["detail"] = refusal.Detail,
            ["code"] = refusal.Code,
            ["trace_id"] = traceId,
        };
        if (refusal.Errors is { Count: > 0 } errors)
        {
            problem["errors"] = errors;
        }

        if (shape?.Beside is { } member)
        {
            problem[member] = shape.Body(refusal, traceId);
        }

        foreach (var (name, value) in refusal.Extensions ?? new Dictionary<string, object?>())
        {
            problem.TryAdd(name, value);
        }

        return problem;
    }
}
