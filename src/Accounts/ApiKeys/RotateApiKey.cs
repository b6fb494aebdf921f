using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>POST /v1/api-keys/{id}/rotate — a new secret for one of the caller's keys.</summary>
internal static class RotateApiKey
{
    private const int LongestOverlap = 168;

    /// <param name="OverlapHours">How long the old secret works on.</param>
    public sealed record Request(int OverlapHours = 0);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api-keys/{id}/rotate", HandleAsync).WithSummary("Give an API key a new secret").Allow(scope: null, Role.Member);

    internal static async Task<Ok<ApiKeyView>> HandleAsync(
        ApiKeyId id, Request? request, Caller caller, Actor actor, HttpContext context, ApiKeyStore keys, CancellationToken cancellationToken)
    {
        KeyRights.CheckManages(caller);
        var overlap = request?.OverlapHours ?? 0;
        if (overlap is < 0 or > LongestOverlap)
        {
            throw new RefusedException(Refusal.Invalid("overlap_hours", $"The overlap is 0 to {LongestOverlap} hours, not {overlap}."));
        }

        // Who gets the secret can act as the key's user, so nobody rotates another's key, or one that can do more.
        var row = await keys.FindAsync(caller.Tenant, id, cancellationToken);
        var isService = row?.Kind == ApiKeyStore.OfService && KeyRights.Administers(caller);
        if (row is null || (row.UserId != caller.User!.Value.Value && !isService))
        {
            throw new RefusedException(Refusal.NotFound("API key"));
        }

        if (row.Kind == ApiKeyStore.FromEnvironment)
        {
            throw EnvironmentKey.IsSetElsewhere();
        }

        KeyRights.Grantable(caller, row.ScopeList);
        if (row.Role is { } role && Standing.RoleOf(role) > caller.Role)
        {
            throw new RefusedException(Refusal.Forbidden("This key has a higher role than you."));
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(await keys.RotateAsync(caller.Tenant, row, TimeSpan.FromHours(overlap), actor, cancellationToken));
    }
}
