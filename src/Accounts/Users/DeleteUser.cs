using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>DELETE /v1/users/{id} — ends a user: sessions, keys, links and memberships go at once. What the user wrote stays sealed with the subject.</summary>
internal static class DeleteUser
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/users/{id}", HandleAsync).WithSummary("Delete a user").Allow(Scopes.UsersAdmin, Role.Admin);

    internal static async Task<NoContent> HandleAsync(
        UserId id, Caller caller, Actor actor, UserChanges changes, CancellationToken cancellationToken)
    {
        await changes.DeleteAsync(caller, actor, id, cancellationToken);
        return TypedResults.NoContent();
    }
}
