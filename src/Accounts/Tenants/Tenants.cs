namespace Parley.Accounts;

/// <summary>A tenant as others see it.</summary>
public sealed record TenantView(TenantId Id, string Name, string Plan);

/// <summary>The tenants of the installation.</summary>
internal sealed class Tenants(SystemDatabase system, TenantDatabase database, UserStore users, TimeProvider time) : IInstalledTenants
{
    public const string EnterprisePlan = "enterprise";

    private volatile TenantScope? _default;

    /// <summary>The tenant that a first start makes.</summary>
    /// <returns>Null before that.</returns>
    public async ValueTask<TenantScope?> DefaultAsync(CancellationToken cancellationToken)
    {
        if (_default is { } known)
        {
            return known;
        }

        await using var connection = await system.OpenAsync(cancellationToken);
        return await connection.ScalarAsync<string>("select id from sys_tenants where is_default = 1") is { } id
            ? _default = new(new(id))
            : null;
    }

    public async Task<IReadOnlyList<TenantScope>> AllAsync(CancellationToken cancellationToken)
    {
        await using var connection = await system.OpenAsync(cancellationToken);
        return [.. (await connection.QueryAsync<string>("select id from sys_tenants order by id")).Select(id => new TenantScope(new(id)))];
    }

    /// <summary>Makes the default tenant with its first owner, whom nobody can sign in as yet.</summary>
    /// <returns>False when another node was faster.</returns>
    public Task<bool> MakeDefaultAsync(CancellationToken cancellationToken)
    {
        var tenant = new TenantScope(TenantId.New(time));
        return database.WriteAsync(
            tenant,
            async connection =>
            {
                if (!await InsertAsync(connection, isDefault: true, "Default", EnterprisePlan))
                {
                    return false;
                }

                await users.InsertAsync(connection, UserId.New(time), SubjectId.New(time), Role.Owner, platform: true, new(null, null, null, null));
                return true;
            },
            Durability.Full,
            cancellationToken);
    }

    public async Task<TenantView?> FindAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>("select name as Name, plan as Plan from tenants where tenant_id = @tenant");
        return row is null ? null : new(tenant.Id, row.Name, row.Plan);
    }

    /// <summary>
    /// Has whatever else locks the tenant wait for this transaction. Begin with it where what is looked at first decides what is
    /// written, and no row of its own can be locked: of two who make the same user, the second then finds what the first made.
    /// </summary>
    public static Task LockAsync(TenantConnection connection) =>
        connection.ScalarAsync<string>("select tenant_id from tenants where tenant_id = @tenant {for_update}");

    /// <returns>False when there is a default tenant already.</returns>
    public async Task<bool> InsertAsync(TenantConnection connection, bool isDefault, string name, string plan)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var made = await connection.ExecuteAsync(
            "insert into sys_tenants (id, is_default, created_at) values (@tenant, @isDefault, @now) on conflict do nothing", new { isDefault, now });
        if (made == 1)
        {
            await connection.ExecuteAsync(
                "insert into tenants (tenant_id, name, plan, created_at) values (@tenant, @name, @plan, @now)", new { name, plan, now });
        }

        return made == 1;
    }

    private sealed record Row(string Name, string Plan);
}
