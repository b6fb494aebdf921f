using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>POST /v1/users — makes a user of the tenant: with a password, or with a link by which the person sets one.</summary>
internal static class CreateUser
{
    /// <param name="Email">Refused only when a user of this tenant has it. Whether it signs in elsewhere is not told: it then does not sign in here.</param>
    /// <param name="Role">At most what the caller can do.</param>
    public sealed record Request(string Email, string Role, string? Name = null, string? Password = null);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/users", HandleAsync).WithSummary("Make a user").Allow(Scopes.UsersAdmin, Kernel.Role.Admin);

    internal static async Task<Created<UserView>> HandleAsync(
        Request request, Caller caller, Actor actor, HttpContext context, UserChanges changes, UserViews views, Links links,
        CancellationToken cancellationToken)
    {
        var email = EmailAddress.Parse(request.Email, "email");
        var role = Standing.ReadRole(request.Role, "role");
        var name = DisplayName.Read(request.Name, "name");
        if (request.Password is { } password)
        {
            Passwords.Check(password);
        }

        Grants.CheckGive(caller, role);
        var (id, link) = await changes.MakeAsync(caller, email, name, role, request.Password, actor, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        var view = await views.FindAsync(caller.Tenant, id, cancellationToken) ?? throw new RefusedException(Refusal.NotFound("user"));
        return TypedResults.Created($"/v1/users/{id}", view with { InvitationLink = link is null ? null : links.At(context, link) });
    }
}
