using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>POST /v1/api-keys — makes a key of the caller's; the key itself is in this answer only.</summary>
internal static class CreateApiKey
{
    private const int MostDays = 3650;

    /// <param name="Scopes">At most what the caller has; absent, all of that but <c>platform</c>.</param>
    public sealed record Request(string Name, IReadOnlyList<string>? Scopes = null, int? ExpiresInDays = null);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api-keys", HandleAsync).WithSummary("Make an API key").Allow(scope: null, Role.Member);

    internal static async Task<Created<ApiKeyView>> HandleAsync(
        Request request, Caller caller, Actor actor, HttpContext context, ApiKeyStore keys, IOptions<AccountsOptions> options, CancellationToken cancellationToken)
    {
        KeyRights.CheckManages(caller);
        var name = DisplayName.Read(request.Name, "name")!;
        var scopes = KeyRights.Grantable(caller, request.Scopes);
        var days = request.ExpiresInDays ?? options.Value.ApiKeyDays;
        if (days is < 1 or > MostDays)
        {
            throw new RefusedException(Refusal.Invalid("expires_in_days", $"A key lives 1 to {MostDays} days, not {days}."));
        }

        var key = keys.New(name, caller.User!.Value, scopes, days);
        await keys.AddAsync(caller.Tenant, key, actor, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/v1/api-keys/{key.Id}", key.View);
    }
}

/// <summary>Who may do what with API keys.</summary>
internal static class KeyRights
{
    /// <summary>A person manages their own keys; a key does so only where it administers users, else a stolen one could outlive its revocation.</summary>
    /// <exception cref="RefusedException">The caller may not.</exception>
    public static void CheckManages(Caller caller)
    {
        if (caller.User is null || (caller.Key is not null && !caller.Scopes.Contains(Scopes.UsersAdmin)))
        {
            throw new RefusedException(Refusal.Forbidden($"A key manages keys only with the scope {Scopes.UsersAdmin}."));
        }
    }

    /// <summary>Admins see and revoke everybody's keys.</summary>
    public static bool Administers(Caller caller) => caller.Role >= Role.Admin && caller.Scopes.Contains(Scopes.UsersAdmin);

    /// <exception cref="RefusedException">The caller does not have all of the scopes.</exception>
    public static IReadOnlyList<string> Grantable(Caller caller, IReadOnlyList<string>? asked)
    {
        if (asked is null)
        {
            return [.. Scopes.All.Where(scope => scope != Scopes.Platform && caller.Scopes.Contains(scope))];
        }

        if (asked.Count == 0 || asked.Any(scope => !Scopes.All.Contains(scope)))
        {
            throw new RefusedException(Refusal.Invalid("scopes", $"Name at least one scope, of {string.Join(", ", Scopes.All)}."));
        }

        return asked.FirstOrDefault(scope => !caller.Scopes.Contains(scope)) is { } missing
            ? throw new RefusedException(Refusal.Forbidden($"A key cannot have the scope {missing}, because you do not have it."))
            : [.. Scopes.All.Where(asked.Contains)];
    }
}
