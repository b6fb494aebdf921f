using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Parley.Accounts;

namespace Parley.Safety;

/// <param name="Collects">Whether decisions become examples.</param>
public sealed record TrainingSettings(bool? Collects = null);

/// <summary>/v1/training-examples — what reviewers decided, for the tenant's own training.</summary>
internal static class TrainingRoutes
{
    private const int AtOnce = 200;

    // One line each, with letters as they are.
    private static readonly JsonSerializerOptions Lines =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/training-examples", ListAsync).WithSummary("List the examples from reviews").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapGet("/training-examples/settings", SettingsAsync).WithSummary("Show whether reviews become examples").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapPut("/training-examples/settings", SwitchAsync).WithSummary("Say whether reviews become examples").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapGet("/training-examples/export", ExportAsync).WithSummary("Download the examples from reviews")
            .Produces(StatusCodes.Status200OK, contentType: "application/x-ndjson").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapDelete("/training-examples/{id}", DeleteAsync).WithSummary("Delete an example").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapDelete("/training-examples", ClearAsync).WithSummary("Delete all examples").Allow(Scopes.SafetyAdmin, Role.Admin);
    }

    internal static async Task<Ok<SafetyPage<TrainingExample>>> ListAsync(
        int? limit, string? cursor, TenantScope tenant, Actor actor, TrainingSet training, AuditTrail audit, CancellationToken cancellationToken)
    {
        var page = await training.ListAsync(tenant, SafetyPaging.Read(limit, cursor), cancellationToken);
        if (page.Data.Count > 0)
        {
            // They are what people wrote.
            await audit.RecordAsync(tenant, actor, TrainingActions.Read, detail: [("examples", $"{page.Data.Count}")], cancellationToken: cancellationToken);
        }

        return TypedResults.Ok(page);
    }

    internal static async Task<Ok<TrainingSettings>> SettingsAsync(TenantScope tenant, TrainingSet training, CancellationToken cancellationToken) =>
        TypedResults.Ok(new TrainingSettings(await training.CollectsAsync(tenant, cancellationToken)));

    internal static async Task<Ok<TrainingSettings>> SwitchAsync(
        TrainingSettings request, TenantScope tenant, Actor actor, TrainingSet training, CancellationToken cancellationToken)
    {
        await training.SwitchAsync(tenant, request.Collects ?? throw PolicyRules.Invalid("collects", "Say true or false."), actor, cancellationToken);
        return TypedResults.Ok(request);
    }

    internal static async Task ExportAsync(TenantScope tenant, Actor actor, TrainingSet training, AuditTrail audit, HttpContext context)
    {
        var stop = context.RequestAborted;
        await audit.RecordAsync(tenant, actor, TrainingActions.Exported, cancellationToken: stop);
        context.Response.ContentType = "application/x-ndjson; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = "attachment; filename=training-examples.jsonl";
        string? cursor = null;
        do
        {
            var page = await training.ListAsync(tenant, new(AtOnce, cursor), stop);
            foreach (var example in page.Data)
            {
                await context.Response.WriteAsync(JsonSerializer.Serialize(example, Lines) + "\n", stop);
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    internal static async Task<NoContent> DeleteAsync(
        Id<SafetyIds.Example> id, TenantScope tenant, Actor actor, TrainingSet training, CancellationToken cancellationToken) =>
        await training.DeleteAsync(tenant, id.Value, actor, cancellationToken) > 0
            ? TypedResults.NoContent()
            : throw new RefusedException(Refusal.NotFound("example"));

    internal static async Task<NoContent> ClearAsync(TenantScope tenant, Actor actor, TrainingSet training, CancellationToken cancellationToken)
    {
        await training.DeleteAsync(tenant, null, actor, cancellationToken);
        return TypedResults.NoContent();
    }
}
