using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Parley.RedTeam;

/// <summary>One attack of a run, and what came of it.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Verdict"><c>waiting succeeded resisted answered refused failed undelivered unjudged</c>.</param>
/// <param name="Why">One sentence; null while it waits.</param>
/// <param name="Transcript">What was said, in order; empty while it waits.</param>
/// <param name="Calls">Tools that were called.</param>
public sealed record CaseView(
    long Number, string Attack, string Family, string Language, bool Twin, string Verdict, string? Why, IReadOnlyList<SaidLine> Transcript,
    IReadOnlyList<GuardSeen> Guards, IReadOnlyList<string> Calls)
{
    internal static CaseView Of(RedTeamCase one) => new(
        one.Number, one.Content.Attack.Id, one.Content.Attack.Family, one.Content.Attack.Language, one.Content.Attack.Twin, one.Verdict, one.Content.Why,
        one.Content.Transcript, one.Content.Guards, one.Content.Calls);
}

/// <summary>Attacks of a run, in the order in which they stand in their set.</summary>
public sealed record CaseList(IReadOnlyList<CaseView> Data, string? NextCursor);

/// <summary>GET /v1/redteam/runs/{id}/cases — the attacks of a run with what was said.</summary>
internal static class CaseRoutes
{
    private const int Usual = 20;
    private const int Most = 100;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/runs/{id}/cases", ListAsync).WithSummary("List the attacks of a red-team run").Allow(Scopes.SafetyAdmin, Role.Admin);

    internal static async Task<Ok<CaseList>> ListAsync(
        RedTeamRunId id, TenantScope tenant, [FromServices] RunStore runs, [FromServices] CaseStore cases, CancellationToken cancellationToken,
        string? verdict = null, string? family = null, int? limit = null, string? cursor = null)
    {
        var run = await runs.FindAsync(tenant, id, cancellationToken) ?? throw RedTeamDesk.NotFound();
        var verdicts = (verdict ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (verdicts.FirstOrDefault(word => !Verdict.All.Contains(word)) is { } unknown)
        {
            throw new RefusedException(Refusal.Invalid("verdict", $"There is no verdict '{unknown}'; there is {string.Join(", ", Verdict.All)}."));
        }

        if (limit is < 1 or > Most)
        {
            throw new RefusedException(Refusal.Invalid("limit", $"The limit is {limit}; it must be from 1 to {Most}."));
        }

        var after = 0L;
        if (!string.IsNullOrEmpty(cursor) && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            throw new RefusedException(Refusal.Invalid("cursor", "The cursor is not one that a list here gave out; begin again without it."));
        }

        var size = limit ?? Usual;
        var found = await cases.PageAsync(run, verdicts, string.IsNullOrEmpty(family) ? null : family, after, size + 1, cancellationToken);
        return TypedResults.Ok(new CaseList(
            [.. found.Take(size).Select(CaseView.Of)], found.Count > size ? found[size - 1].Number.ToString(CultureInfo.InvariantCulture) : null));
    }
}
