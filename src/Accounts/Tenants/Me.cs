using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>GET /v1/me — who the caller is, in which tenant, and what the token or key may do.</summary>
internal static class Me
{
    /// <param name="User">The person, or whose key it is; null for an end user and a service key.</param>
    public sealed record Answer(UserView? User, TenantView Tenant, IReadOnlyList<string> Scopes);

    public sealed record UserView(UserId Id, string? Email, string? Name, string Role);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/me", HandleAsync).WithSummary("The caller").Allow(scope: null);

    internal static async Task<Ok<Answer>> HandleAsync(Caller caller, Tenants tenants, UserStore users, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindAsync(caller.Tenant, cancellationToken) ?? throw new RefusedException(Refusal.NotFound("tenant"));
        return TypedResults.Ok(new Answer(
            caller.User is { } user ? await ViewAsync(caller.Tenant, user, users, cancellationToken) : null,
            tenant,
            [.. caller.Scopes.Order(StringComparer.Ordinal)]));
    }

    private static async Task<UserView> ViewAsync(TenantScope tenant, UserId id, UserStore users, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(tenant, id, cancellationToken) ?? throw new RefusedException(Refusal.NotFound("user"));
        var (email, name) = await users.OpenAsync(tenant, user, cancellationToken);
        return new(id, email, name, user.Role);
    }
}
