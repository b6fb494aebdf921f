namespace Parley.Accounts;

/// <summary>The key that the operator sets by <c>PARLEY_API_KEY</c>: the first owner's, with all scopes, without an end.</summary>
internal sealed class EnvironmentKey(TenantDatabase database, ProvenKeys proven, TimeProvider time)
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
                if (id is not null)
                {
                    await ApiKeyStore.RevokeAsync(connection, new(id), time.GetUtcNow());
                }

                if (key is not null)
                {
                    await PutAsync(connection, id, owner, key);
                }
            },
            Durability.Full,
            cancellationToken);
        proven.Forget("");
    }

    private async Task PutAsync(TenantConnection connection, string? id, UserId owner, string key)
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
    }
}
