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
    /// <param name="Service">True for a key of the tenant instead of the caller's: it stays when its maker leaves, so it never administers users.</param>
    /// <param name="Role">Of a service key; by default <c>member</c>.</param>
    public sealed record Request(
        string Name, IReadOnlyList<string>? Scopes = null, int? ExpiresInDays = null, bool Service = false, string? Role = null);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api-keys", HandleAsync).WithSummary("Make an API key").Allow(scope: null, Kernel.Role.Member);

    internal static async Task<Created<ApiKeyView>> HandleAsync(
        Request request, Caller caller, Actor actor, HttpContext context, ApiKeyStore keys, IOptions<AccountsOptions> options, CancellationToken cancellationToken)
    {
        KeyRights.CheckManages(caller);
        var name = DisplayName.Read(request.Name, "name")!;
        var days = request.ExpiresInDays ?? options.Value.ApiKeyDays;
        if (days is < 1 or > MostDays)
        {
            throw new RefusedException(Refusal.Invalid("expires_in_days", $"A key lives 1 to {MostDays} days, not {days}."));
        }

        var key = request.Service ? ForService(request, name, days, caller, keys) : ForCaller(request, name, days, caller, keys);
        await keys.AddAsync(caller, key, actor, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/v1/api-keys/{key.Id}", key.View);
    }

    private static NewApiKey ForCaller(Request request, string name, int days, Caller caller, ApiKeyStore keys) =>
        request.Role is null
            ? keys.New(name, caller.User!.Value, KeyRights.Grantable(caller, request.Scopes), days)
            : throw new RefusedException(Refusal.Invalid("role", "A service key alone is given a role; this one has yours."));

    private static NewApiKey ForService(Request request, string name, int days, Caller caller, ApiKeyStore keys)
    {
        if (!KeyRights.Administers(caller))
        {
            throw new RefusedException(Refusal.Forbidden($"Service keys are made by admins with the scope {Kernel.Scopes.UsersAdmin}."));
        }

        var role = Standing.ReadRole(request.Role ?? Standing.NameOf(Kernel.Role.Member), "role");
        return role <= caller.Role
            ? keys.NewService(name, role, caller.User!.Value, KeyRights.ForService(caller, role, request.Scopes), days)
            : throw new RefusedException(Refusal.Forbidden("A service key cannot have a higher role than you."));
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

    /// <summary>What a service key of a role may be given: never to administer users or tenants, because it outlives the standing of its maker.</summary>
    /// <exception cref="RefusedException">The caller or the role does not have all of the scopes, or one is never given.</exception>
    public static IReadOnlyList<string> ForService(Caller caller, Role role, IReadOnlyList<string>? asked)
    {
        var most = Standing.ScopesOf(role, platform: false).Except([Scopes.UsersAdmin, Scopes.Platform]).ToHashSet(StringComparer.Ordinal);
        var granted = Grantable(caller, asked);
        return asked is null ? [.. granted.Where(most.Contains)]
            : granted.FirstOrDefault(scope => !most.Contains(scope)) is { } missing
                ? throw new RefusedException(Refusal.Forbidden($"A service key of this role cannot have the scope {missing}."))
                : granted;
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
