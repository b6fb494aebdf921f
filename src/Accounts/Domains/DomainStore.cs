using System.Text.Json;

namespace Parley.Accounts;

/// <summary>The domains that tenants claim. The name of one is kept sealed; what spans tenants has a keyed hash of it.</summary>
internal sealed class DomainStore(TenantDatabase database, Sealer sealer, InstallationSecret secret, AuditTrail audit, TimeProvider time)
{
    private const string Table = "domain_claims";
    private const string Owner = "domain_claims";
    private const int Most = 100;

    public ValueTask<string> HashAsync(string domain, CancellationToken cancellationToken) => secret.HashAsync("email domain", domain, cancellationToken);

    public async Task<IReadOnlyList<string>> HashesAsync(IReadOnlyList<string> domains, CancellationToken cancellationToken)
    {
        var hashes = new List<string>(domains.Count);
        foreach (var domain in domains)
        {
            hashes.Add(await HashAsync(domain, cancellationToken));
        }

        return hashes;
    }

    /// <summary>Whether a domain is bound to the provider by the operator's word, without a proof of the tenant's own.</summary>
    public async Task<bool> IsBoundByOperatorAsync(TenantScope tenant, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.ScalarAsync<long>(
            "select count(*) from sys_email_domains where tenant_id = @tenant and provider_id = @id and claim_id is null", new { id }) > 0;
    }

    /// <returns>The newest claim first.</returns>
    public async Task<IReadOnlyList<DomainClaim>> ListAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        IReadOnlyList<Row> rows;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            rows = await connection.QueryAsync<Row>($"select {Row.Columns} from domain_claims where tenant_id = @tenant order by id desc");
        }

        var key = await sealer.KeyAsync(tenant.Id, Owner, cancellationToken);
        return [.. rows.Select(row => Open(row, key))];
    }

    public async Task<DomainClaim?> FindAsync(TenantScope tenant, string id, CancellationToken cancellationToken)
    {
        Row? row;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            row = await connection.QuerySingleOrDefaultAsync<Row>(
                $"select {Row.Columns} from domain_claims where tenant_id = @tenant and id = @id", new { id });
        }

        return row is null ? null : Open(row, await sealer.KeyAsync(tenant.Id, Owner, cancellationToken));
    }

    /// <exception cref="RefusedException">The tenant claims it already, or too many.</exception>
    public async Task<DomainClaim> AddAsync(TenantScope tenant, string domain, Actor actor, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var id = Id<FederationIds.Domain>.New(time).Value;
        var content = new Content(domain, DomainClaim.NewText());
        var hash = await HashAsync(domain, cancellationToken);
        var key = await sealer.KeyAsync(tenant.Id, Owner, cancellationToken);
        var row = new Row(id, hash, key.Seal(Table, id, JsonSerializer.Serialize(content)), now, null, null, null, null);
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await connection.ScalarAsync<long>("select count(*) from domain_claims where tenant_id = @tenant") >= Most)
                {
                    throw new RefusedException(new(409, "too_many_domains", $"A tenant claims at most {Most} domains; delete one first."));
                }

                if (await connection.ExecuteAsync(
                    """
                    insert into domain_claims (tenant_id, id, domain_hash, content, created_at) values (@tenant, @Id, @Hash, @Content, @CreatedAt)
                    on conflict do nothing
                    """,
                    new { row.Id, row.Hash, row.Content, row.CreatedAt }) == 0)
                {
                    throw new RefusedException(new(409, "domain_claimed", "This domain is claimed already; the list of domains has its record."));
                }

                await audit.WriteAsync(connection, actor, DomainActions.Claimed, id);
            },
            Durability.Full,
            cancellationToken);
        return Open(row, key);
    }

    /// <summary>Gives a domain up, and what is bound by it.</summary>
    /// <returns>False when there is no such claim.</returns>
    public Task<bool> DeleteAsync(TenantScope tenant, string id, Actor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await connection.ExecuteAsync("delete from domain_claims where tenant_id = @tenant and id = @id", new { id }) == 0)
                {
                    return false;
                }

                await connection.ExecuteAsync("delete from sys_held_domains where tenant_id = @tenant and claim_id = @id", new { id });
                await connection.ExecuteAsync("delete from sys_email_domains where tenant_id = @tenant and claim_id = @id", new { id });
                await audit.WriteAsync(connection, actor, DomainActions.Released, id);
                return true;
            },
            Durability.Full,
            cancellationToken);

    private static DomainClaim Open(Row row, DataKey key)
    {
        var content = JsonSerializer.Deserialize<Content>(key.Open(Table, row.Id, row.Content))!;
        return new(
            row.Id, row.Hash, content.Domain, content.Text, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), Moment(row.CheckedAt),
            Moment(row.VerifiedAt), Moment(row.MissingSince), Moment(row.SuspendedAt));
    }

    private static DateTimeOffset? Moment(long? at) => at is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    private sealed record Content(string Domain, string Text);

    private sealed record Row(
        string Id, string Hash, byte[] Content, long CreatedAt, long? CheckedAt, long? VerifiedAt, long? MissingSince, long? SuspendedAt)
    {
        public const string Columns =
            """
            id as Id, domain_hash as Hash, content as Content, created_at as CreatedAt, checked_at as CheckedAt, verified_at as VerifiedAt,
            missing_since as MissingSince, suspended_at as SuspendedAt
            """;
    }
}
