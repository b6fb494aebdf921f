using System.Diagnostics;
using System.Globalization;
using Parley.Orchestration;

namespace Parley.Host.Telemetry;

/// <summary>
/// Says of each request what it was and how it ended, on its span and in one line of the log: route template, status, duration, tenant,
/// and what a turn that it showed to the end cost. Never an address as it was sent, which may hold what somebody wrote.
/// </summary>
internal sealed class RequestLog(RequestDelegate next, TimeProvider time, ILogger<RequestLog> logger)
{
    private const string NoRoute = "(no route)";

    public async Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        var span = Activity.Current;
        try
        {
            await next(context);
        }
        finally
        {
            Tell(context, span, time.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    private void Tell(HttpContext context, Activity? span, double ms)
    {
        var route = context.GetEndpoint() is RouteEndpoint endpoint ? $"/{endpoint.RoutePattern.RawText?.Trim('/')}" : null;
        var method = MethodOf(context.Request.Method);
        if (span is { IsAllDataRequested: true })
        {
            span.DisplayName = $"{method} {route ?? NoRoute}";
            span.SetTag("url.path", null);
            span.SetTag("http.route", route);
            span.SetTag("http.response.status_code", context.Response.StatusCode);
        }

        // Pages, probes and scrapes come all the time and tell nothing.
        var level = route is null && context.Response.StatusCode < 400 || route is "/health/live" or "/health/ready" or "/metrics"
            ? LogLevel.Debug
            : LogLevel.Information;
        if (!logger.IsEnabled(level))
        {
            return;
        }

        var outcome = OutcomeOf(context, span);
        var tenant = context.Features.Get<Caller>()?.Tenant.Id.Value;
        if (span?.GetTagItem(TurnTags.Turn) is string turn)
        {
            logger.TurnRequest(
                level, method, route ?? NoRoute, context.Response.StatusCode, outcome, ms, tenant, turn, Number(span, TurnTags.InputTokens),
                Number(span, TurnTags.OutputTokens), span.GetTagItem(TurnTags.Cost) as string ?? "0");
        }
        else
        {
            logger.Request(level, method, route ?? NoRoute, context.Response.StatusCode, outcome, ms, tenant);
        }
    }

    /// <summary>How the turn ended where one was shown to its end; else <c>ok refused failed</c>, or <c>left</c> when nobody was there any more.</summary>
    private static string OutcomeOf(HttpContext context, Activity? span) =>
        span?.GetTagItem(TurnTags.Outcome) as string
        ?? (context.RequestAborted.IsCancellationRequested ? "left" : context.Response.StatusCode switch { < 400 => "ok", < 500 => "refused", _ => "failed" });

    private static long Number(Activity span, string tag) => Convert.ToInt64(span.GetTagItem(tag) ?? 0L, CultureInfo.InvariantCulture);

    // A method is a word of the sender's.
    private static string MethodOf(string method) =>
        HttpMethods.GetCanonicalizedValue(method) is var known && (HttpMethods.IsGet(known) || HttpMethods.IsPost(known) || HttpMethods.IsPut(known)
            || HttpMethods.IsPatch(known) || HttpMethods.IsDelete(known) || HttpMethods.IsHead(known) || HttpMethods.IsOptions(known)) ? known : "(other)";
}
