using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>Keeps what was found of a domain's proof, and what follows from it for the bindings that rest on it.</summary>
internal sealed class DomainFindings(TenantDatabase database, AuditTrail audit, IOptions<FederationOptions> options, TimeProvider time)
{
    /// <summary>The proof is there: the domain is the tenant's until it is missing for long.</summary>
    /// <exception cref="RefusedException">The domain is another tenant's.</exception>
    public Task FoundAsync(TenantScope tenant, DomainClaim claim, Actor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async connection =>
            {
                var now = time.GetUtcNow();
                if (await FindForUpdateAsync(connection, claim.Id) is not { } before)
                {
                    return;
                }

                await HoldAsync(connection, claim, now);
                await connection.ExecuteAsync(
                    """
                    update domain_claims set checked_at = @now, missing_since = null, suspended_at = null,
                        verified_at = case when verified_at is null or suspended_at is not null then @now else verified_at end
                    where tenant_id = @tenant and id = @Id
                    """,
                    new { claim.Id, now = now.ToUnixTimeMilliseconds() });
                if (before is { VerifiedAt: null } or { SuspendedAt: not null })
                {
                    await connection.ExecuteAsync(
                        "update sys_email_domains set suspended_at = null where domain_hash = @Hash and tenant_id = @tenant and claim_id = @Id",
                        new { claim.Hash, claim.Id });
                    await audit.WriteAsync(connection, actor, DomainActions.Verified, claim.Id);
                }
                else if (before.MissingSince is not null)
                {
                    await audit.WriteAsync(connection, actor, DomainActions.ProofFound, claim.Id);
                }
            },
            Durability.Full,
            cancellationToken);

    /// <summary>The DNS says that the proof is not there. A proven domain counts on for the days of grace.</summary>
    public Task MissingAsync(TenantScope tenant, DomainClaim claim, Actor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async connection =>
            {
                var now = time.GetUtcNow().ToUnixTimeMilliseconds();
                if (await FindForUpdateAsync(connection, claim.Id) is not { } before)
                {
                    return;
                }

                var held = before is { VerifiedAt: not null, SuspendedAt: null };
                var since = held ? before.MissingSince ?? now : before.MissingSince;
                var suspends = held && now - since >= options.Value.DomainGrace.TotalMilliseconds;
                await connection.ExecuteAsync(
                    "update domain_claims set checked_at = @now, missing_since = @since, suspended_at = @suspended where tenant_id = @tenant and id = @Id",
                    new { claim.Id, now, since, suspended = suspends ? now : before.SuspendedAt });
                if (suspends)
                {
                    await connection.ExecuteAsync("delete from sys_held_domains where domain_hash = @Hash and tenant_id = @tenant", new { claim.Hash });
                    await connection.ExecuteAsync(
                        "update sys_email_domains set suspended_at = @now where domain_hash = @Hash and tenant_id = @tenant and claim_id = @Id",
                        new { claim.Hash, claim.Id, now });
                }

                if (!held || suspends || before.MissingSince is null)
                {
                    await audit.WriteAsync(
                        connection, actor, suspends ? DomainActions.Suspended : held ? DomainActions.ProofMissing : DomainActions.VerificationFailed, claim.Id);
                }
            },
            Durability.Full,
            cancellationToken);

    private async Task HoldAsync(TenantConnection connection, DomainClaim claim, DateTimeOffset now)
    {
        var holder = await connection.ScalarAsync<string>(
            """
            insert into sys_held_domains (domain_hash, tenant_id, claim_id, due_at) values (@Hash, @tenant, @Id, @due)
            on conflict (domain_hash) do update set due_at = case when sys_held_domains.tenant_id = @tenant then @due else sys_held_domains.due_at end
            returning tenant_id
            """,
            new { claim.Hash, claim.Id, due = (now + options.Value.DomainCheckEvery).ToUnixTimeMilliseconds() });
        if (holder != connection.Tenant.Value || await connection.ScalarAsync<string>(
            "select tenant_id from sys_email_domains where domain_hash = @Hash and tenant_id <> @tenant and suspended_at is null", new { claim.Hash }) is not null)
        {
            throw new RefusedException(new(
                409, "domain_held", "The record is right, but another tenant of this installation holds this domain. Ask the operator of the installation."));
        }
    }

    private static Task<Before?> FindForUpdateAsync(TenantConnection connection, string id) => connection.QuerySingleOrDefaultAsync<Before>(
        """
        select verified_at as VerifiedAt, missing_since as MissingSince, suspended_at as SuspendedAt
        from domain_claims where tenant_id = @tenant and id = @id {for_update}
        """,
        new { id });

    private sealed record Before(long? VerifiedAt, long? MissingSince, long? SuspendedAt);
}
