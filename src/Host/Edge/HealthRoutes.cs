using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Host.Telemetry;

namespace Parley.Host.Edge;

/// <summary>What orchestrators and monitors ask. These routes need no key and tell nothing about any tenant.</summary>
internal static class HealthRoutes
{
    /// <param name="Status"><c>ready</c>, <c>draining</c> or <c>unavailable</c>.</param>
    /// <param name="Checks">For each part <c>ok</c>, or a sentence.</param>
    public sealed record Readiness(string Status, IReadOnlyDictionary<string, string> Checks);

    /// <param name="Status">Always <c>alive</c>.</param>
    public sealed record Liveness(string Status);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Health").AllowAnonymous();
        group.MapGet("/health/live", () => TypedResults.Ok(new Liveness("alive"))).WithSummary("Whether the process runs");
        group.MapGet("/health/ready", HandleAsync).WithSummary("Whether requests should be sent here")
            .Produces<Readiness>().Produces<Readiness>(StatusCodes.Status503ServiceUnavailable);
        group.MapGet("/metrics", MetricsAsync).WithSummary("Figures for Prometheus")
            .Produces<string>(contentType: "text/plain");
    }

    internal static async Task<IResult> HandleAsync(ReadinessChecks checks, CancellationToken cancellationToken)
    {
        var readiness = await checks.RunAsync(cancellationToken);
        return TypedResults.Json(readiness, statusCode: readiness.Status == "ready" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<ContentHttpResult> MetricsAsync(PrometheusReader metrics, CancellationToken cancellationToken) =>
        TypedResults.Text(await metrics.CollectAsync(cancellationToken), PrometheusText.ContentType);
}
