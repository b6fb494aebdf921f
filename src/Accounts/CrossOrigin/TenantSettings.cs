using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>GET and PUT /v1/tenant/settings — what holds for the whole tenant.</summary>
internal static class TenantSettings
{
    private const int MostOrigins = 50;

    /// <param name="AllowedOrigins">Pages of other hosts that may call with this tenant's keys and tokens, such as <c>https://app.example</c>.</param>
    /// <param name="Sharing">Whether conversations may be shown to others by links; left away when they are set, it stays as it is.</param>
    public sealed record Settings(IReadOnlyList<string> AllowedOrigins, bool? Sharing = null);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tenant/settings", ReadAsync).WithSummary("The tenant's settings").Allow(Scopes.UsersAdmin, Role.Admin);
        routes.MapPut("/tenant/settings", WriteAsync).WithSummary("Set the tenant's settings").Allow(Scopes.UsersAdmin, Role.Admin);
    }

    internal static async Task<Ok<Settings>> ReadAsync(
        Caller caller, OriginStore origins, SharingPolicy sharing, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Settings(
            await origins.ListAsync(caller.Tenant, cancellationToken), await sharing.IsAllowedAsync(caller.Tenant, cancellationToken)));

    internal static async Task<Ok<Settings>> WriteAsync(
        Settings request, Caller caller, Actor actor, OriginStore origins, SharingPolicy sharing, CancellationToken cancellationToken)
    {
        if (request.AllowedOrigins.Count > MostOrigins)
        {
            throw new RefusedException(Refusal.Invalid("allowed_origins", $"There are {request.AllowedOrigins.Count} origins; at most {MostOrigins} may be."));
        }

        var named = request.AllowedOrigins.Select(Read).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        await origins.ReplaceAsync(caller.Tenant, named, actor, cancellationToken);
        if (request.Sharing is { } allowed)
        {
            await sharing.SetAsync(caller.Tenant, allowed, actor, cancellationToken);
        }

        return TypedResults.Ok(new Settings(named, await sharing.IsAllowedAsync(caller.Tenant, cancellationToken)));
    }

    private static string Read(string text) => text is null ? throw Wrong() : WebOrigin.Read(text) ?? throw Wrong();

    private static RefusedException Wrong() => new(Refusal.Invalid(
        "allowed_origins", "An origin is a scheme, a host and perhaps a port, such as https://app.example or http://localhost:3000; without a path and without wildcards."));
}

/// <summary>The allowed origins of one tenant.</summary>
internal sealed class OriginStore(TenantDatabase database, AllowedOrigins allowed, AuditTrail audit, TimeProvider time)
{
    public async Task<IReadOnlyList<string>> ListAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QueryAsync<string>("select origin from tenant_origins where tenant_id = @tenant order by origin");
    }

    public async Task ReplaceAsync(TenantScope tenant, IReadOnlyList<string> origins, Actor actor, CancellationToken cancellationToken)
    {
        var rows = new List<(string Origin, string Hash)>();
        foreach (var origin in origins)
        {
            rows.Add((origin, await allowed.HashAsync(origin, cancellationToken)));
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                await connection.ExecuteAsync("delete from tenant_origins where tenant_id = @tenant");
                await connection.ExecuteAsync("delete from sys_origins where tenant_id = @tenant");
                foreach (var (origin, hash) in rows)
                {
                    await connection.ExecuteAsync(
                        "insert into tenant_origins (tenant_id, origin, created_at) values (@tenant, @origin, @now) on conflict do nothing", new { origin, now });
                    await connection.ExecuteAsync(
                        "insert into sys_origins (origin_hash, tenant_id) values (@hash, @tenant) on conflict do nothing", new { hash });
                }

                await audit.WriteAsync(connection, actor, AuditActions.SettingsChanged, null, ("allowed_origins", string.Join(' ', origins)));
                connection.NotifyOnCommit(AllowedOrigins.Topic, tenant.Id.Value);
            },
            Durability.Full,
            cancellationToken);
        allowed.Forget();
    }
}
