using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>PATCH /v1/users/{id} — another name or role, or no access for the time being. What changes holds at once, for open sessions and keys too.</summary>
internal static class ChangeUser
{
    /// <param name="Disabled">True ends the user's sessions and keeps the user's keys from working.</param>
    public sealed record Request(string? Name = null, string? Role = null, bool? Disabled = null);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPatch("/users/{id}", HandleAsync).WithSummary("Change a user").Allow(Scopes.UsersAdmin, Kernel.Role.Admin);

    internal static async Task<Ok<UserView>> HandleAsync(
        UserId id, Request request, Caller caller, Actor actor, UserChanges changes, UserViews views, CancellationToken cancellationToken)
    {
        Role? role = request.Role is { } named ? Standing.ReadRole(named, "role") : null;
        await changes.ChangeAsync(caller, actor, id, DisplayName.Read(request.Name, "name"), role, request.Disabled, cancellationToken);
        return TypedResults.Ok(await views.FindAsync(caller.Tenant, id, cancellationToken) ?? throw new RefusedException(Refusal.NotFound("user")));
    }
}
