using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>GET /v1/access — what a user can do, and why: one's own, or for those who administer users anybody's of the tenant.</summary>
internal static class ShowAccess
{
    /// <param name="SignsIn">False while disabled; nothing below then has any effect.</param>
    /// <param name="AclTags">A document may be read by whoever holds one of the tags that it names.</param>
    public sealed record Answer(
        UserId User, string State, bool SignsIn, string Role, IReadOnlyList<Granted> Scopes, IReadOnlyList<GroupName> Groups,
        IReadOnlyList<Granted> AclTags, IReadOnlyList<KeyAccess> Keys);

    /// <param name="Because">Where it comes from: <c>role:…</c>, <c>group:…</c>, <c>user</c>, <c>first_owner</c>.</param>
    public sealed record Granted(string Name, string Because);

    /// <param name="Scopes">What the key can do today.</param>
    /// <param name="Withheld">What it was given and its user does not have any more.</param>
    public sealed record KeyAccess(
        ApiKeyId Id, string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string> Withheld, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/access", HandleAsync).WithSummary("Effective access of a user").Allow(scope: null, Kernel.Role.Viewer);

    internal static async Task<Ok<Answer>> HandleAsync(
        [FromQuery(Name = "user")] UserId? asked, Caller caller, TenantDatabase database, UserStore users, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var id = asked ?? caller.User ?? throw new RefusedException(Refusal.Invalid("user", "Name the user by its id."));
        if (id != caller.User && !Grants.Administers(caller))
        {
            throw new RefusedException(Refusal.NotFound("user"));
        }

        var user = await users.FindAsync(caller.Tenant, id, cancellationToken) ?? throw new RefusedException(Refusal.NotFound("user"));
        await using var connection = await database.OpenAsync(caller.Tenant, cancellationToken);
        var groups = await GroupStore.OfAsync(connection, id);
        var names = await GroupNames.AllOfAsync(connection, id);
        var keys = await connection.QueryAsync<ApiKeyRow>(
            $"""
            select {ApiKeyRow.Columns} from api_keys
            where tenant_id = @tenant and user_id = @id and revoked_at is null and (expires_at is null or expires_at > @now) order by id
            """,
            new { id = id.Value, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
        return TypedResults.Ok(Describe(user, groups, names, keys));
    }

    private static Answer Describe(UserRow user, IReadOnlyList<GroupName> groups, IReadOnlyList<GroupName> names, IReadOnlyList<ApiKeyRow> keys)
    {
        var role = user.Standing;
        var scopes = Standing.ScopesOf(role, user.Platform);
        return new(
            new(user.Id),
            user.State,
            user.DisabledAt is null,
            user.Role,
            [.. Kernel.Scopes.All.Where(scopes.Contains).Select(scope => new Granted(scope, scope == Kernel.Scopes.Platform ? "first_owner" : $"role:{user.Role}"))],
            groups,
            [.. Standing.AclTags(role, new(user.Id), names).Select(tag => new Granted(tag, Reason(tag, user, names)))],
            [
                .. from key in keys
                   let view = key.View
                   select new KeyAccess(
                       view.Id, view.Name, [.. view.Scopes.Where(scopes.Contains)], [.. view.Scopes.Where(scope => !scopes.Contains(scope))], view.ExpiresAt,
                       view.LastUsedAt),
            ]);
    }

    private static string Reason(string tag, UserRow user, IReadOnlyList<GroupName> groups) =>
        tag.StartsWith("group:", StringComparison.Ordinal) ? $"group:{groups.First(group => tag == $"group:{group.Id}" || tag == $"group:{group.Name}").Id}"
        : tag.StartsWith("role:", StringComparison.Ordinal) ? $"role:{user.Role}"
        : "user";
}
