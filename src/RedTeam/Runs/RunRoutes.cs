using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Accounts;

namespace Parley.RedTeam;

/// <param name="Attacks">How many attacks of the family come with the product.</param>
/// <param name="Twins">How many harmless look-alikes.</param>
public sealed record FamilyView(string Family, long Attacks, long Twins);

/// <summary>Runs, the newest first, and the families that come with the product.</summary>
public sealed record RunList(IReadOnlyList<RunView> Data, IReadOnlyList<FamilyView> Families, string? NextCursor);

/// <summary>/v1/redteam/runs — attacks on the assistant, and what came of them.</summary>
internal static class RunRoutes
{
    private const int Usual = 20;
    private const int Most = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/runs", ListAsync).WithSummary("List red-team runs").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapPost("/runs", StartAsync).WithSummary("Run attacks on the assistant").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapGet("/runs/{id}", ShowAsync).WithSummary("Show a red-team run").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapDelete("/runs/{id}", DeleteAsync).WithSummary("Delete a red-team run").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapPost("/runs/{id}/cancel", CancelAsync).WithSummary("Cancel a red-team run").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapPost("/runs/{id}/accept", AcceptAsync).WithSummary("Accept a red-team run").Allow(Scopes.SafetyAdmin, Role.Admin);
    }

    internal static async Task<Ok<RunList>> ListAsync(
        TenantScope tenant, [FromServices] RunStore runs, [FromServices] RunReports reports, CancellationToken cancellationToken, int? limit = null, string? cursor = null)
    {
        if (limit is < 1 or > Most)
        {
            throw new RefusedException(Refusal.Invalid("limit", $"The limit is {limit}; it must be from 1 to {Most}."));
        }

        if (!string.IsNullOrEmpty(cursor) && !RedTeamRunId.TryParse(cursor, null, out _))
        {
            throw new RefusedException(Refusal.Invalid("cursor", "The cursor is not one that a list here gave out; begin again without it."));
        }

        var size = limit ?? Usual;
        var found = await runs.ListAsync(tenant, size + 1, string.IsNullOrEmpty(cursor) ? null : new RedTeamRunId(cursor), cancellationToken);
        var views = new List<RunView>();
        foreach (var run in found.Take(size))
        {
            views.Add(await reports.ViewAsync(run, cancellationToken));
        }

        return TypedResults.Ok(new RunList(views, Families, found.Count > size ? found[size - 1].Id.Value : null));
    }

    internal static async Task<Accepted<RunReport>> StartAsync(
        RunRequest request, TenantScope tenant, Actor actor, [FromServices] RedTeamDesk desk, CancellationToken cancellationToken)
    {
        var id = await desk.StartAsync(tenant, request, "shipped", AttackSets.Shipped, actor, cancellationToken);
        return TypedResults.Accepted($"/v1/redteam/runs/{id}", await desk.ReportAsync(tenant, id, cancellationToken));
    }

    internal static async Task<Ok<RunReport>> ShowAsync(RedTeamRunId id, TenantScope tenant, [FromServices] RedTeamDesk desk, CancellationToken cancellationToken) =>
        TypedResults.Ok(await desk.ReportAsync(tenant, id, cancellationToken));

    internal static async Task<NoContent> DeleteAsync(
        RedTeamRunId id, TenantScope tenant, Actor actor, [FromServices] RedTeamDesk desk, CancellationToken cancellationToken)
    {
        await desk.DeleteAsync(tenant, id, actor, cancellationToken);
        return TypedResults.NoContent();
    }

    internal static async Task<Ok<RunReport>> CancelAsync(
        RedTeamRunId id, TenantScope tenant, Actor actor, [FromServices] RedTeamDesk desk, CancellationToken cancellationToken)
    {
        await desk.CancelAsync(tenant, id, actor, cancellationToken);
        return TypedResults.Ok(await desk.ReportAsync(tenant, id, cancellationToken));
    }

    internal static async Task<Ok<RunReport>> AcceptAsync(
        RedTeamRunId id, TenantScope tenant, Actor actor, [FromServices] RedTeamDesk desk, CancellationToken cancellationToken)
    {
        await desk.AcceptAsync(tenant, id, actor, cancellationToken);
        return TypedResults.Ok(await desk.ReportAsync(tenant, id, cancellationToken));
    }

    private static IReadOnlyList<FamilyView> Families { get; } =
    [
        .. AttackSets.Shipped.GroupBy(attack => attack.Family).Select(group => new FamilyView(group.Key, group.Count(attack => !attack.Twin), group.Count(attack => attack.Twin))),
    ];
}
