using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>GET /v1/api-keys — the caller's keys; for admins all keys of the tenant.</summary>
internal static class ListApiKeys
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api-keys", HandleAsync).WithSummary("List API keys").Allow(scope: null, Role.Member);

    internal static async Task<Ok<Listed<ApiKeyView>>> HandleAsync(
        int? limit, string? cursor, Caller caller, ApiKeyStore keys, CancellationToken cancellationToken)
    {
        KeyRights.CheckManages(caller);
        var paging = Paging.Read(limit, cursor);
        var rows = await keys.ListAsync(caller.Tenant, KeyRights.Administers(caller) ? null : caller.User, paging, cancellationToken);
        return TypedResults.Ok(paging.Page(rows, row => row.Id, row => row.View));
    }
}
