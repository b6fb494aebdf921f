using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Sources.Running;
using Parley.Sources.Store;

namespace Parley.Sources.Routes;

/// <summary>POST /v1/knowledge/{namespace}/sources — begins to bring documents from somewhere.</summary>
internal static class CreateSource
{
    /// <param name="Kind"><c>folder website git s3 feed push</c>.</param>
    /// <param name="Schedule">Minutes between two runs, or <c>manual</c>, which it is when left away.</param>
    /// <param name="Acl">Access tags of what has none of its own; every member of the tenant when left away.</param>
    public sealed record Request(string Kind, string Name, SettingsForm? Settings = null, JsonElement? Schedule = null, IReadOnlyList<string>? Acl = null);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/{namespace}/sources", HandleAsync).Allow(Scopes.KnowledgeWrite, Role.Admin).WithSummary("Add a source of documents");

    internal static async Task<Created<KnowledgeSource>> HandleAsync(
        string @namespace, Request request, [FromServices] Caller caller, [FromServices] SourceStore sources, [FromServices] SettingsCheck check,
        CancellationToken cancellationToken)
    {
        Names.Namespace(@namespace);
        var kind = SettingsCheck.Kind(request.Kind);
        var name = SettingsCheck.Name(request.Name);
        var minutes = Names.Schedule(request.Schedule);
        var acl = Names.CheckedTags(request.Acl);
        var card = check.Card(caller.Tenant, kind, name, request.Settings, null);
        var id = await sources.AddAsync(caller.Tenant, @namespace, kind, card, minutes, acl, cancellationToken);
        return TypedResults.Created(
            $"/v1/knowledge/{@namespace}/sources/{id}",
            await sources.FindAsync(caller.Tenant, @namespace, id, cancellationToken) ?? throw new RefusedException(Refusal.NotFound("source")));
    }
}

/// <summary>PATCH /v1/knowledge/{namespace}/sources/{id} — changes what is given.</summary>
internal static class ChangeSource
{
    /// <param name="Settings">All settings anew; secrets stay while the source reads from the same place, and an empty text takes one away.</param>
    /// <param name="Schedule">Minutes between two runs, or <c>manual</c>.</param>
    /// <param name="Acl">Whom it leaves out is left out at once; whom it lets in anew is let in by the next run. What was pushed keeps the tags that it came with.</param>
    public sealed record Request(string? Name, SettingsForm? Settings, JsonElement? Schedule, IReadOnlyList<string>? Acl, bool? Paused);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPatch("/{namespace}/sources/{id}", HandleAsync).Allow(Scopes.KnowledgeWrite, Role.Admin).WithSummary("Change a source");

    internal static async Task<Ok<KnowledgeSource>> HandleAsync(
        string @namespace, SourceId id, Request request, [FromServices] Caller caller, [FromServices] SourceStore sources, [FromServices] SettingsCheck check,
        [FromServices] NarrowAccess narrowing, CancellationToken cancellationToken)
    {
        Names.Namespace(@namespace);
        var known = await sources.FindAsync(caller.Tenant, @namespace, id, cancellationToken) ?? throw NotFound();
        var before = await sources.CardAsync(caller.Tenant, @namespace, id, cancellationToken) ?? throw NotFound();
        var name = request.Name is null ? before.Name : SettingsCheck.Name(request.Name);
        var card = request.Settings is { } settings ? check.Card(caller.Tenant, known.Kind, name, settings, before) : before with { Name = name };
        var isScheduled = request.Schedule is { ValueKind: not JsonValueKind.Null };
        var change = new SourceChange(
            card,
            (isScheduled ? Names.Schedule(request.Schedule) : null, isScheduled),
            request.Acl is null ? null : Names.CheckedTags(request.Acl),
            request.Paused,
            StartsAnew: request.Settings is not null);
        var narrowed = await sources.ChangeAsync(caller.Tenant, @namespace, id, change, cancellationToken) ?? throw NotFound();
        if (change.Acl is not null)
        {
            await narrowing.BeginAsync(caller.Tenant, narrowed, cancellationToken);
        }

        return TypedResults.Ok(await sources.FindAsync(caller.Tenant, @namespace, id, cancellationToken) ?? throw NotFound());
    }

    private static RefusedException NotFound() => new(Refusal.NotFound("source"));
}

/// <summary>DELETE /v1/knowledge/{namespace}/sources/{id} — the documents that it brought stay, unless they are to go with it.</summary>
internal static class DeleteSource
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/{namespace}/sources/{id}", HandleAsync).Allow(Scopes.KnowledgeWrite, Role.Admin).WithSummary("Delete a source");

    internal static async Task<NoContent> HandleAsync(
        string @namespace, SourceId id, [FromServices] Caller caller, [FromServices] SourceStore sources, CancellationToken cancellationToken,
        string? documents = null)
    {
        if (documents is not (null or "keep" or "delete"))
        {
            throw new RefusedException(Refusal.Invalid("documents", "It must be `keep` or `delete`."));
        }

        return await sources.DeleteAsync(caller.Tenant, Names.Namespace(@namespace), id, documents == "delete", cancellationToken)
            ? TypedResults.NoContent()
            : throw new RefusedException(Refusal.NotFound("source"));
    }
}

/// <summary>POST /v1/knowledge/{namespace}/sources/{id}/run — runs it now, or joins the run that is under way.</summary>
internal static class RunNow
{
    /// <param name="Full">Whether everything is fetched and sent again, whatever is known of it.</param>
    public sealed record Request(bool? Full);

    public sealed record Response(JobId JobId);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/{namespace}/sources/{id}/run", HandleAsync).Allow(Scopes.KnowledgeWrite, Role.Admin).WithSummary("Run a source now");

    internal static async Task<Accepted<Response>> HandleAsync(
        string @namespace, SourceId id, Request? request, [FromServices] Caller caller, [FromServices] SourceStore sources, [FromServices] Starting starting,
        CancellationToken cancellationToken)
    {
        Names.Namespace(@namespace);
        var job = await starting.StartAsync(caller.Tenant, id, @namespace, asked: true, request?.Full ?? false, cancellationToken);
        if (job is null)
        {
            throw new RefusedException(await sources.FindAsync(caller.Tenant, @namespace, id, cancellationToken) is null
                ? Refusal.NotFound("source")
                : new Refusal(409, "source_paused", "The source is paused. Send PATCH with `paused: false` first."));
        }

        return TypedResults.Accepted($"/v1/jobs/{job}", new Response(job.Value));
    }
}
