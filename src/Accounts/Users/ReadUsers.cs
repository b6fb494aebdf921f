using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>GET /v1/users, GET /v1/users/{id} — the people of the tenant.</summary>
internal static class ReadUsers
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/users", ListAsync).WithSummary("List users").Allow(Scopes.UsersAdmin, Role.Admin);
        routes.MapGet("/users/{id}", ShowAsync).WithSummary("Show a user").Allow(Scopes.UsersAdmin, Role.Admin);
    }

    /// <param name="email">Only the user with this address.</param>
    internal static async Task<Ok<Listed<UserView>>> ListAsync(
        int? limit, string? cursor, string? email, TenantScope tenant, UserStore users, UserViews views, CancellationToken cancellationToken)
    {
        var paging = Paging.Read(limit, cursor);
        var rows = email is null
            ? await users.ListAsync(tenant, paging, cancellationToken)
            : await users.FindByEmailAsync(tenant, EmailAddress.Parse(email, "email"), cancellationToken) is { } found ? [found] : [];
        var shown = new List<UserView>(rows.Count);
        foreach (var row in rows)
        {
            shown.Add(await views.OfAsync(tenant, row, cancellationToken));
        }

        return TypedResults.Ok(paging.Page(shown, view => view.Id.Value, view => view));
    }

    internal static async Task<Ok<UserView>> ShowAsync(UserId id, TenantScope tenant, UserViews views, CancellationToken cancellationToken) =>
        TypedResults.Ok(await views.FindAsync(tenant, id, cancellationToken) ?? throw new RefusedException(Refusal.NotFound("user")));
}
