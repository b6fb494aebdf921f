using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Sources.Store;

namespace Parley.Sources.Routes;

/// <summary>GET /v1/knowledge/{namespace}/sources and …/{id} — where documents come from, for those who manage them.</summary>
internal static class ReadSources
{
    private const int Usual = 50;
    private const int Most = 200;
    private static readonly string[] States = ["pending", "current", "failed", "skipped", "deleted"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/{namespace}/sources", ListAsync).Allow(Scopes.KnowledgeRead, Role.Admin).WithSummary("List sources of documents");
        routes.MapGet("/{namespace}/sources/{id}", ShowAsync).Allow(Scopes.KnowledgeRead, Role.Admin).WithSummary("Show a source");
        routes.MapGet("/{namespace}/sources/{id}/items", ItemsAsync).Allow(Scopes.KnowledgeRead, Role.Admin).WithSummary("List what a source brought");
    }

    internal static async Task<Ok<SourcePage<KnowledgeSource>>> ListAsync(
        string @namespace, [FromServices] Caller caller, [FromServices] SourceStore sources, CancellationToken cancellationToken,
        int? limit = null, string? cursor = null)
    {
        if (!string.IsNullOrEmpty(cursor) && !(cursor.StartsWith("source_", StringComparison.Ordinal) && SourceId.TryParse(cursor, null, out _)))
        {
            throw NoCursor();
        }

        return TypedResults.Ok(await sources.ListAsync(caller.Tenant, Names.Namespace(@namespace), cursor, Limit(limit), cancellationToken));
    }

    internal static async Task<Ok<KnowledgeSource>> ShowAsync(
        string @namespace, SourceId id, [FromServices] Caller caller, [FromServices] SourceStore sources, CancellationToken cancellationToken) =>
        TypedResults.Ok(await sources.FindAsync(caller.Tenant, Names.Namespace(@namespace), id, cancellationToken) ?? throw NotFound());

    /// <param name="state">Only those in this state.</param>
    internal static async Task<Ok<SourcePage<SourceItemView>>> ItemsAsync(
        string @namespace, SourceId id, [FromServices] Caller caller, [FromServices] SourceStore sources, [FromServices] ItemStore items,
        CancellationToken cancellationToken, string? state = null, int? limit = null, string? cursor = null)
    {
        if (state is not null && !States.Contains(state))
        {
            throw new RefusedException(Refusal.Invalid("state", $"It must be one of {string.Join(", ", States)}."));
        }

        if (!string.IsNullOrEmpty(cursor) && !(cursor.Length == 64 && cursor.All(char.IsAsciiHexDigitLower)))
        {
            throw NoCursor();
        }

        _ = await sources.FindAsync(caller.Tenant, Names.Namespace(@namespace), id, cancellationToken) ?? throw NotFound();
        return TypedResults.Ok(await items.ListAsync(caller.Tenant, id, state, cursor, Limit(limit), cancellationToken));
    }

    private static int Limit(int? limit) => limit is < 1 or > Most
        ? throw new RefusedException(Refusal.Invalid("limit", $"The limit is {limit}; it must be from 1 to {Most}."))
        : limit ?? Usual;

    private static RefusedException NoCursor() =>
        new(Refusal.Invalid("cursor", "The cursor is not one that this list gave out. Leave it away to start at the first page."));

    private static RefusedException NotFound() => new(Refusal.NotFound("source"));
}
