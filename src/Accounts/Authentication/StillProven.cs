namespace Parley.Accounts;

/// <summary>Whether what proved a caller at the door is still good, asked inside a transaction that gives out something lasting.</summary>
internal static class StillProven
{
    /// <summary>Begin the transaction with <see cref="Tenants.LockAsync"/>, which those who shut somebody out do as well.</summary>
    /// <exception cref="RefusedException">401: the session or the key was ended meanwhile.</exception>
    public static async Task CheckAsync(TenantConnection connection, Caller caller)
    {
        var stands = caller.Key is { } key
            ? await connection.ScalarAsync<string>(
                "select key_id from sys_api_keys where tenant_id = @tenant and key_id = @key and revoked = 0 limit 1", new { key = key.Value })
            : await connection.ScalarAsync<string>(
                "select id from sys_sessions where tenant_id = @tenant and id = @session and ended_at is null", new { session = caller.Session });
        if (stands is null)
        {
            throw new RefusedException(new(401, "unauthorized", "What you were signed in with has ended. Sign in again."));
        }
    }
}
