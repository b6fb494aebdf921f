namespace Parley.Accounts;

/// <summary>Whether people of a tenant may show conversations to others by a link. Forbidding it closes the links that there are.</summary>
public sealed class SharingPolicy(TenantDatabase database, AuditTrail audit)
{
    public async Task<bool> IsAllowedAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await IsAllowedAsync(connection);
    }

    /// <summary>The same inside the caller's transaction.</summary>
    public static async Task<bool> IsAllowedAsync(TenantConnection connection) =>
        await connection.ScalarAsync<long?>("select sharing from tenants where tenant_id = @tenant") is not 0;

    public Task SetAsync(TenantScope tenant, bool allowed, Actor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await connection.ExecuteAsync(
                    "update tenants set sharing = @value where tenant_id = @tenant and sharing <> @value", new { value = allowed ? 1L : 0L }) > 0)
                {
                    await audit.WriteAsync(connection, actor, AuditActions.SettingsChanged, null, ("sharing", allowed ? "allowed" : "forbidden"));
                }
            },
            Durability.Full,
            cancellationToken);
}
