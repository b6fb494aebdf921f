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

    internal static async Task<NoContent> HandleAsync(ApiKeyId id, Caller caller, Actor actor, ApiKeyStore keys, CancellationToken cancellationToken)
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

        await keys.RevokeAsync(caller.Tenant, id, actor, cancellationToken);
        return TypedResults.NoContent();
    }
}
