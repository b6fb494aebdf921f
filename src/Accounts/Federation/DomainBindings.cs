namespace Parley.Accounts;

/// <summary>
/// Which domain of e-mail addresses signs in at which provider: one of the whole installation. A binding rests on the tenant's proven claim, or
/// on the operator's word.
/// </summary>
internal static class DomainBindings
{
    /// <param name="hashes">Of the domains.</param>
    /// <param name="byOperator">Whether the operator says whose the domains are.</param>
    /// <exception cref="RefusedException">A domain is not the tenant's, or bound to another provider.</exception>
    public static async Task BindAsync(TenantConnection connection, string provider, IReadOnlyList<string> hashes, bool byOperator)
    {
        foreach (var hash in hashes)
        {
            switch (await TryBindAsync(connection, provider, hash, byOperator))
            {
                case Outcome.Unproven:
                    throw new RefusedException(Refusal.Forbidden(
                        "To bind a domain takes a proof that it is yours: claim it under /v1/auth/domains, publish the record shown there and have it verified. "
                        + $"With the scope {Scopes.Platform} the operator of this installation binds it without."));
                case Outcome.Taken:
                    throw new RefusedException(new(409, "domain_taken", "One of these domains is bound to another provider; a domain signs in at one."));
            }
        }
    }

    /// <summary>Binds what had been suspended, as far as it is the tenant's again.</summary>
    public static async Task BindAgainAsync(TenantConnection connection, string provider, IReadOnlyList<string> hashes, bool byOperator)
    {
        foreach (var hash in hashes)
        {
            await TryBindAsync(connection, provider, hash, byOperator);
        }
    }

    public static async Task UnbindAsync(TenantConnection connection, string provider, IReadOnlyList<string> hashes)
    {
        foreach (var hash in hashes)
        {
            await connection.ExecuteAsync(
                "delete from sys_email_domains where tenant_id = @tenant and provider_id = @provider and domain_hash = @hash", new { provider, hash });
        }
    }

    /// <summary>Whether the operator, and nobody who administers the tenant, has bound the domain to the provider.</summary>
    public static async Task<bool> IsOperatorsAsync(TenantConnection connection, string provider, string? hash) =>
        await connection.ScalarAsync<string>(
            """
            select provider_id from sys_email_domains
            where tenant_id = @tenant and provider_id = @provider and domain_hash = @hash and claim_id is null and suspended_at is null
            """,
            new { provider, hash }) is not null;

    private static async Task<Outcome> TryBindAsync(TenantConnection connection, string provider, string hash, bool byOperator)
    {
        var held = await connection.QuerySingleOrDefaultAsync<Held>(
            "select tenant_id as TenantId, claim_id as ClaimId from sys_held_domains where domain_hash = @hash {for_update}", new { hash });
        var own = held?.TenantId == connection.Tenant.Value;
        if (!own && (held is not null || !byOperator))
        {
            return byOperator ? Outcome.Taken : Outcome.Unproven;
        }

        // One that is suspended may be taken over by whoever holds the domain now.
        return await connection.ExecuteAsync(
            """
            insert into sys_email_domains (domain_hash, tenant_id, provider_id, claim_id) values (@hash, @tenant, @provider, @claim)
            on conflict (domain_hash) do update set tenant_id = @tenant, provider_id = @provider, claim_id = @claim, suspended_at = null
            where sys_email_domains.suspended_at is not null
            """,
            new { hash, provider, claim = byOperator ? null : held!.ClaimId }) == 1 ? Outcome.Bound : Outcome.Taken;
    }

    private enum Outcome
    {
        Bound,
        Unproven,
        Taken,
    }

    private sealed record Held(string TenantId, string ClaimId);
}
