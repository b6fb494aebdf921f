namespace Parley.Accounts;

/// <summary>The key that the operator sets by <c>PARLEY_API_KEY</c>: the first owner's, with all scopes, without an end.</summary>
internal sealed class EnvironmentKey(TenantDatabase database, ProvenKeys proven, AuditTrail audit, TimeProvider time)
{
    public const string Setting = "PARLEY_API_KEY";

    public static RefusedException IsSetElsewhere() =>
        new(new(409, "environment_key", $"This key comes from the environment: change {Setting} and start the server again."));

    /// <summary>Makes the given key the one environment key; the previous one ends. Without a key none is left.</summary>
    public async Task ApplyAsync(TenantScope tenant, UserId owner, string? key, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                await Tenants.LockAsync(connection);
                var id = await connection.ScalarAsync<string>(
                    "select id from api_keys where tenant_id = @tenant and kind = @kind", new { kind = ApiKeyStore.FromEnvironment });
                await TellAsync(connection, id, key);
                if (id is not null)
                {
                    await ApiKeyStore.RevokeAsync(connection, new(id), time.GetUtcNow());
                }

                if (key is not null)
                {
                    var made = await PutAsync(connection, id, owner, key);
                    if (id is null)
                    {
                        await audit.WriteAsync(connection, Actor.System, AuditActions.KeyMade, made.Value, ("kind", ApiKeyStore.FromEnvironment));
                    }
                }
            },
            Durability.Full,
            cancellationToken);
        proven.Forget("");
    }

    // Each start puts the same key in its place again, which is no change.
    private async Task TellAsync(TenantConnection connection, string? id, string? key)
    {
        if (id is null)
        {
            return;
        }

        var isOpen = await connection.ScalarAsync<long>(
            "select count(*) from api_keys where tenant_id = @tenant and id = @id and revoked_at is null", new { id }) > 0;
        if (key is null ? isOpen : !isOpen || !await IsAsync(connection, id, key))
        {
            await audit.WriteAsync(
                connection, Actor.System, key is null ? AuditActions.KeyRevoked : AuditActions.KeyRotated, id, ("kind", ApiKeyStore.FromEnvironment));
        }
    }

    private static async Task<bool> IsAsync(TenantConnection connection, string id, string key) =>
        await connection.ScalarAsync<long>(
            "select count(*) from sys_api_keys where tenant_id = @tenant and key_id = @id and key_hash = @hash and revoked = 0",
            new { id, hash = TokenText.Hash(key) }) > 0;

    private async Task<ApiKeyId> PutAsync(TenantConnection connection, string? id, UserId owner, string key)
    {
        var row = new NewApiKey(
            id is null ? ApiKeyId.New(time) : new(id), key, ApiKeyStore.FromEnvironment, "Environment", owner.Value, null, Scopes.All, null, time.GetUtcNow());
        if (id is not null)
        {
            // One row for all environment keys, so that whatever refers to its id goes on.
            await connection.ExecuteAsync("delete from api_keys where tenant_id = @tenant and id = @id", new { id });
        }

        await connection.ExecuteAsync("delete from sys_api_keys where key_hash = @hash", new { hash = TokenText.Hash(key) });
        await ApiKeyStore.InsertAsync(connection, row);
        return row.Id;
    }
}
