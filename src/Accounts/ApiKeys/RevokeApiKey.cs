using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>DELETE /v1/api-keys/{id} — ends a key at once.</summary>
internal static class RevokeApiKey
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/api-keys/{id}", HandleAsync).WithSummary("Revoke an API key").Allow(scope: null, Role.Member);

    internal static async Task<NoContent> HandleAsync(ApiKeyId id, Caller caller, Actor actor, ApiKeyStore keys, UserStore users, CancellationToken cancellationToken)
    {
        KeyRights.CheckManages(caller);
        var row = await keys.FindAsync(caller.Tenant, id, cancellationToken);
        if (row is null || (row.UserId != caller.User!.Value.Value && !KeyRights.Administers(caller)))
        {
            throw new RefusedException(Refusal.NotFound("API key"));
        }

        if (row.Kind == ApiKeyStore.FromEnvironment)
        {
            throw EnvironmentKey.IsSetElsewhere();
        }

        await CheckOverAsync(caller, row, users, cancellationToken);
        await keys.RevokeAsync(caller.Tenant, id, actor, cancellationToken);
        return TypedResults.NoContent();
    }

    // To end somebody's keys is to lay hands on them.
    private static async Task CheckOverAsync(Caller caller, ApiKeyRow row, UserStore users, CancellationToken cancellationToken)
    {
        if (row.Role is { } role && Standing.RoleOf(role) > caller.Role)
        {
            throw new RefusedException(Refusal.Forbidden("This key has a higher role than you."));
        }

        if (row.UserId != caller.User!.Value.Value && await users.FindAsync(caller.Tenant, new(row.UserId), cancellationToken) is { } user)
        {
            Grants.CheckOver(caller, user.Standing, user.Platform);
        }
    }
}
