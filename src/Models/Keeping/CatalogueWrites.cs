using System.Text.Json;
using Parley.Accounts;

namespace Parley.Models;

/// <summary>What the audit trail tells of models. No key and no address is ever in it.</summary>
internal static class ModelActions
{
    public const string DeploymentMade = "deployment.made";
    public const string DeploymentChanged = "deployment.changed";
    public const string DeploymentDeleted = "deployment.deleted";
    public const string DeploymentPriced = "deployment.priced";
    public const string RouteMade = "route.made";
    public const string RouteChanged = "route.changed";
    public const string RouteDeleted = "route.deleted";
    public const string RouteRolledBack = "route.rolled_back";
}

/// <summary>
/// Changes of what tenants keep of models. A tenant makes one at a time, in a transaction with its audit entry, and each is told to
/// every node.
/// </summary>
internal sealed class CatalogueWrites(TenantDatabase database, Sealer sealer, AuditTrail audit, TimeProvider time)
{
    /// <summary>Signal topic: something was changed; the key is the tenant.</summary>
    public const string Topic = "models.catalogue";

    public TimeProvider Time => time;

    /// <summary>Seals what is to be written, which waits for keys and so must come before the transaction.</summary>
    public async Task<byte[]> SealAsync(TenantScope tenant, string id, DeploymentSettings settings, CancellationToken cancellationToken) =>
        (await sealer.KeyAsync(tenant.Id, CatalogueReader.Owner, cancellationToken))
            .Seal(CatalogueReader.Table, id, JsonSerializer.Serialize(settings, CatalogueReader.Json));

    /// <param name="unit">Gets the connection while nobody else changes anything of the tenant's models.</param>
    public Task<T> WriteAsync<T>(TenantScope tenant, Func<TenantConnection, Task<T>> unit, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async connection =>
            {
                await connection.ExecuteAsync(
                    """
                    insert into model_catalogues (tenant_id, version) values (@tenant, 1)
                    on conflict (tenant_id) do update set version = model_catalogues.version + 1
                    """);
                connection.NotifyOnCommit(Topic, tenant.Id.Value);
                return await unit(connection);
            },
            Durability.Full,
            cancellationToken);

    /// <summary>Adds a deployment, or the tenant's word about one of the environment's.</summary>
    /// <exception cref="RefusedException">409: a route or a deployment has the name.</exception>
    public async Task AddAsync(TenantConnection connection, KeptDeployment deployment, byte[] settings, Actor actor)
    {
        await CheckFreeAsync(connection, deployment.Name, of: "deployment");
        await connection.ExecuteAsync(
            """
            insert into deployments (tenant_id, id, name, origin, settings, created_at, updated_at)
            values (@tenant, @Id, @Name, @Origin, @settings, @created, @updated)
            """,
            new
            {
                deployment.Id,
                deployment.Name,
                deployment.Origin,
                settings,
                created = deployment.CreatedAt.ToUnixTimeMilliseconds(),
                updated = deployment.UpdatedAt.ToUnixTimeMilliseconds(),
            });
        await audit.WriteAsync(connection, actor, ModelActions.DeploymentMade, deployment.Id, ("name", deployment.Name), ("provider", deployment.Settings.Provider));
    }

    /// <exception cref="RefusedException">It was deleted, or changed since it was read.</exception>
    public async Task ReplaceAsync(
        TenantConnection connection, KeptDeployment deployment, byte[] settings, DateTimeOffset seen, IReadOnlyList<string> changed, Actor actor)
    {
        var written = await connection.ExecuteAsync(
            """
            update deployments set origin = @Origin, settings = @settings, updated_at = @updated
            where tenant_id = @tenant and id = @Id and updated_at = @seen
            """,
            new
            {
                deployment.Id,
                deployment.Origin,
                settings,
                updated = deployment.UpdatedAt.ToUnixTimeMilliseconds(),
                seen = seen.ToUnixTimeMilliseconds(),
            });
        if (written == 0)
        {
            throw await connection.ScalarAsync<string>("select id from deployments where tenant_id = @tenant and id = @Id", new { deployment.Id }) is null
                ? new RefusedException(Refusal.NotFound("deployment"))
                : new RefusedException(new(
                    409, "deployment_changed", "Somebody else has changed this deployment a moment ago; read it again before you change it."));
        }

        await audit.WriteAsync(
            connection, actor, ModelActions.DeploymentChanged, deployment.Id, ("name", deployment.Name), ("changed", string.Join(' ', changed)));
    }

    /// <summary>Sets a price from a moment on; one of the same moment is corrected.</summary>
    public async Task PriceAsync(TenantConnection connection, string id, string name, DatedPrice price, Actor actor)
    {
        var (input, output, cached) = (Money.From(price.Price.Input), Money.From(price.Price.Output), Money.From(price.Price.CachedInput));
        await connection.ExecuteAsync(
            """
            insert into deployment_prices (tenant_id, deployment_id, valid_from, input, output, cached_input)
            values (@tenant, @id, @from, @input, @output, @cached)
            on conflict (tenant_id, deployment_id, valid_from) do update set input = excluded.input, output = excluded.output, cached_input = excluded.cached_input
            """,
            new { id, from = price.ValidFrom.ToUnixTimeMilliseconds(), input = input.Micros, output = output.Micros, cached = cached.Micros });
        await audit.WriteAsync(
            connection, actor, ModelActions.DeploymentPriced, id, ("name", name), ("input", $"{input}"), ("output", $"{output}"),
            ("valid_from", price.ValidFrom.ToString("O", System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <returns>False when there is no such deployment.</returns>
    public async Task<bool> DeleteAsync(TenantConnection connection, string id, string name, Actor actor)
    {
        if (await connection.ExecuteAsync("delete from deployments where tenant_id = @tenant and id = @id", new { id }) == 0)
        {
            return false;
        }

        await connection.ExecuteAsync("delete from deployment_prices where tenant_id = @tenant and deployment_id = @id", new { id });
        await audit.WriteAsync(connection, actor, ModelActions.DeploymentDeleted, id, ("name", name));
        return true;
    }

    /// <summary>Makes a route or replaces the one of its name.</summary>
    public async Task PutAsync(TenantConnection connection, ModelRoute route, string action, Actor actor, params (string Name, string? Value)[] detail)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await connection.ExecuteAsync(
            """
            insert into model_routes (tenant_id, name, settings, created_at, updated_at) values (@tenant, @Name, @settings, @now, @now)
            on conflict (tenant_id, name) do update set settings = excluded.settings, updated_at = excluded.updated_at
            """,
            new { route.Name, settings = KeptRoutes.Write(route), now });
        await audit.WriteAsync(connection, actor, action, route.Name, detail);
    }

    /// <returns>False when there is no such route.</returns>
    public async Task<bool> DeleteRouteAsync(TenantConnection connection, string name, Actor actor)
    {
        if (await connection.ExecuteAsync("delete from model_routes where tenant_id = @tenant and name = @name", new { name }) == 0)
        {
            return false;
        }

        await audit.WriteAsync(connection, actor, ModelActions.RouteDeleted, name);
        return true;
    }

    /// <summary>The routes as they are, inside a change.</summary>
    public static async Task<IReadOnlyList<ModelRoute>> RoutesAsync(TenantConnection connection) =>
    [
        .. (await connection.QueryAsync<string>("select settings from model_routes where tenant_id = @tenant order by name"))
            .Select(KeptRoutes.Read),
    ];

    /// <summary>The names of the deployments that are kept, inside a change.</summary>
    public static Task<IReadOnlyList<string>> NamesAsync(TenantConnection connection) =>
        connection.QueryAsync<string>("select name from deployments where tenant_id = @tenant");

    /// <exception cref="RefusedException">The deployment was deleted.</exception>
    public static async Task CheckThereAsync(TenantConnection connection, string id)
    {
        if (await connection.ScalarAsync<string>("select id from deployments where tenant_id = @tenant and id = @id", new { id }) is null)
        {
            throw new RefusedException(Refusal.NotFound("deployment"));
        }
    }

    /// <returns>False when the configuration brought it before.</returns>
    public static async Task<bool> SeedAsync(TenantConnection connection, string kind, string name) =>
        await connection.ExecuteAsync(
            "insert into model_seeds (tenant_id, kind, name) values (@tenant, @kind, @name) on conflict do nothing", new { kind, name }) == 1;

    /// <param name="of">What is to get the name: <c>deployment</c> or <c>route</c>.</param>
    /// <exception cref="RefusedException">409: it is taken.</exception>
    public static async Task CheckFreeAsync(TenantConnection connection, string name, string of)
    {
        var holder =
            await connection.ScalarAsync<string>("select id from deployments where tenant_id = @tenant and name = @name", new { name }) is not null ? "deployment"
            : await connection.ScalarAsync<string>("select name from model_routes where tenant_id = @tenant and name = @name", new { name }) is not null ? "route"
            : null;
        if (holder is not null)
        {
            throw Taken(of, name, holder);
        }
    }

    public static RefusedException Taken(string of, string name, string holder) =>
        new(new(409, $"{of}_exists", $"There is a {holder} with the name '{name}' already; deployments and routes share their names. Take another name."));
}
