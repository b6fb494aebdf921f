using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Parley.Storage;

/// <summary>GET /v1/jobs/{id} — how far a job of the caller's tenant is.</summary>
internal static class ShowJob
{
    /// <param name="State"><c>queued running done failed</c>.</param>
    /// <param name="Done">Parts that are done, of <paramref name="Total"/>; <paramref name="Failed"/> parts could not be done.</param>
    /// <param name="Error">Why it failed, or why its last attempt did; null when nothing failed.</param>
    public sealed record Job(JobId Id, string Kind, string State, long Done, long Total, long Failed, string? Error, long Attempts);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/jobs/{id}", HandleAsync).Allow(null).WithSummary("Show how far a job is");

    internal static async Task<Ok<Job>> HandleAsync(
        JobId id, [FromServices] Caller caller, [FromServices] JobQueue jobs, CancellationToken cancellationToken)
    {
        // Jobs are a tenant's own business: an end user for whom a key acts has none.
        var status = caller.Role is null ? null : await jobs.FindAsync(caller.Tenant, id, cancellationToken);
        return status is null
            ? throw new RefusedException(Refusal.NotFound("job"))
            : TypedResults.Ok(new Job(
                status.Id, status.Kind, status.State, status.Done, status.Total, status.Failed, status.Error, status.Attempts));
    }
}
