using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Accounts;

/// <summary>The identity providers of tenants, and the domains of e-mail addresses that are bound to them.</summary>
internal sealed class ProviderStore(
    SystemDatabase system, TenantDatabase database, Sealer sealer, DomainStore domainNames, AuditTrail audit, TimeProvider time)
{
    private const string Table = "identity_providers";
    private const string Owner = "identity_providers";
    private const int Most = 50;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Finds a provider of whatever tenant, as a sign-in begins: its id is all that is known.</summary>
    public async Task<Provider?> FindAsync(string id, CancellationToken cancellationToken)
    {
        string? tenant;
        await using (var connection = await system.OpenAsync(cancellationToken))
        {
            tenant = await connection.ScalarAsync<string>("select tenant_id from sys_identity_providers where id = @id", new { id });
        }

        return tenant is null ? null : await FindAsync(new TenantScope(new(tenant)), id, cancellationToken);
    }

    public async Task<Provider?> FindAsync(TenantScope tenant, string id, CancellationToken cancellationToken)
    {
        Row? row;
        IReadOnlyList<string> bound;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            row = await connection.QuerySingleOrDefaultAsync<Row>(
                $"select {Row.Columns} from identity_providers where tenant_id = @tenant and id = @id", new { id });
            bound = await connection.QueryAsync<string>(
                "select domain_hash from sys_email_domains where tenant_id = @tenant and provider_id = @id and suspended_at is null", new { id });
        }

        return row is null ? null : await OpenAsync(tenant, row, bound.ToHashSet(StringComparer.Ordinal), await KeyAsync(tenant, cancellationToken), cancellationToken);
    }

    /// <returns>Newest first.</returns>
    public async Task<IReadOnlyList<Provider>> ListAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        IReadOnlyList<Row> rows;
        IReadOnlyList<Binding> bindings;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            rows = await connection.QueryAsync<Row>($"select {Row.Columns} from identity_providers where tenant_id = @tenant order by id desc");
            bindings = await connection.QueryAsync<Binding>(
                "select domain_hash as Hash, provider_id as Provider from sys_email_domains where tenant_id = @tenant and suspended_at is null");
        }

        if (rows.Count == 0)
        {
            return [];
        }

        var key = await KeyAsync(tenant, cancellationToken);
        var providers = new List<Provider>(rows.Count);
        foreach (var row in rows)
        {
            var bound = bindings.Where(binding => binding.Provider == row.Id).Select(binding => binding.Hash).ToHashSet(StringComparer.Ordinal);
            providers.Add(await OpenAsync(tenant, row, bound, key, cancellationToken));
        }

        return providers;
    }

    /// <returns>Null when the domain is bound to no provider.</returns>
    public async Task<Provider?> FindByDomainAsync(string domain, CancellationToken cancellationToken)
    {
        var hash = await domainNames.HashAsync(domain, cancellationToken);
        string? id;
        await using (var connection = await system.OpenAsync(cancellationToken))
        {
            id = await connection.ScalarAsync<string>("select provider_id from sys_email_domains where domain_hash = @hash and suspended_at is null", new { hash });
        }

        return id is null ? null : await FindAsync(id, cancellationToken);
    }

    /// <param name="byOperator">Whether the domains are bound by the operator's word instead of the tenant's proof.</param>
    /// <exception cref="RefusedException">A domain is not the tenant's or bound to another provider, or there are too many providers.</exception>
    public async Task<Provider> AddAsync(
        TenantScope tenant, ProviderSettings settings, bool enabled, bool byOperator, Actor actor, CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var provider = new Provider(tenant, Id<FederationIds.Provider>.New(time).Value, enabled, settings, now, now);
        var domains = await domainNames.HashesAsync(settings.Domains, cancellationToken);
        var settingsSealed = await SealAsync(provider, cancellationToken);
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await connection.ScalarAsync<long>("select count(*) from identity_providers where tenant_id = @tenant") >= Most)
                {
                    throw new RefusedException(new(409, "too_many_providers", $"A tenant has at most {Most} providers; delete one first."));
                }

                await connection.ExecuteAsync("insert into sys_identity_providers (id, tenant_id) values (@Id, @tenant)", new { provider.Id });
                await connection.ExecuteAsync(
                    """
                    insert into identity_providers (tenant_id, id, enabled, settings, created_at, updated_at)
                    values (@tenant, @Id, @enabled, @settingsSealed, @now, @now)
                    """,
                    new { provider.Id, enabled = enabled ? 1L : 0L, settingsSealed, now = now.ToUnixTimeMilliseconds() });
                await DomainBindings.BindAsync(connection, provider.Id, domains, byOperator);
                await audit.WriteAsync(connection, actor, FederationActions.ProviderMade, provider.Id, ("kind", settings.Kind));
            },
            Durability.Full,
            cancellationToken);
        return provider;
    }

    /// <param name="before">As they were. Domains that stay are bound as they were, and suspended ones again where that is proven.</param>
    /// <param name="byOperator">Whether domains are bound by the operator's word instead of the tenant's proof.</param>
    /// <returns>False when it was deleted meanwhile.</returns>
    /// <exception cref="RefusedException">A new domain is not the tenant's, or is bound elsewhere; or the provider was changed since it was read.</exception>
    public async Task<bool> ReplaceAsync(
        Provider provider, ProviderSettings before, bool byOperator, IReadOnlyList<string> changed, Actor actor, CancellationToken cancellationToken)
    {
        // It only ever rises, so that it tells one state of the provider from every other.
        var seen = provider.UpdatedAt.ToUnixTimeMilliseconds();
        var now = Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), seen + 1);
        var domains = provider.Settings.Domains;
        var dropped = await domainNames.HashesAsync([.. before.Domains.Except(domains)], cancellationToken);
        var added = await domainNames.HashesAsync([.. domains.Except(before.Domains)], cancellationToken);
        var suspended = await domainNames.HashesAsync([.. domains.Intersect(before.SuspendedDomains)], cancellationToken);
        var settingsSealed = await SealAsync(provider, cancellationToken);
        return await database.WriteAsync(
            provider.Tenant,
            async connection =>
            {
                var found = await connection.ExecuteAsync(
                    """
                    update identity_providers set enabled = @enabled, settings = @settingsSealed, updated_at = @now
                    where tenant_id = @tenant and id = @Id and updated_at = @seen
                    """,
                    new { provider.Id, enabled = provider.Enabled ? 1L : 0L, settingsSealed, now, seen });
                if (found == 0)
                {
                    return await connection.ScalarAsync<string>("select id from identity_providers where tenant_id = @tenant and id = @Id", new { provider.Id })
                        is null ? false : throw ChangeProvider.Changed();
                }

                await DomainBindings.UnbindAsync(connection, provider.Id, dropped);
                await DomainBindings.BindAsync(connection, provider.Id, added, byOperator);
                await DomainBindings.BindAgainAsync(connection, provider.Id, suspended, byOperator);
                await audit.WriteAsync(connection, actor, FederationActions.ProviderChanged, provider.Id, ("changed", string.Join(' ', changed)));
                return true;
            },
            Durability.Full,
            cancellationToken);
    }

    /// <returns>False when there is no such provider.</returns>
    public Task<bool> DeleteAsync(TenantScope tenant, string id, Actor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await connection.ExecuteAsync("delete from identity_providers where tenant_id = @tenant and id = @id", new { id }) == 0)
                {
                    return false;
                }

                await connection.ExecuteAsync("delete from sys_identity_providers where tenant_id = @tenant and id = @id", new { id });
                await connection.ExecuteAsync("delete from sys_email_domains where tenant_id = @tenant and provider_id = @id", new { id });
                await connection.ExecuteAsync("delete from identities where tenant_id = @tenant and provider_id = @id", new { id });
                await connection.ExecuteAsync("delete from provider_memberships where tenant_id = @tenant and provider_id = @id", new { id });
                await connection.ExecuteAsync("delete from provider_tests where tenant_id = @tenant and provider_id = @id", new { id });
                await audit.WriteAsync(connection, actor, FederationActions.ProviderDeleted, id);
                return true;
            },
            Durability.Full,
            cancellationToken);

    private ValueTask<DataKey> KeyAsync(TenantScope tenant, CancellationToken cancellationToken) => sealer.KeyAsync(tenant.Id, Owner, cancellationToken);

    private async Task<byte[]> SealAsync(Provider provider, CancellationToken cancellationToken) =>
        (await KeyAsync(provider.Tenant, cancellationToken)).Seal(Table, provider.Id, JsonSerializer.Serialize(provider.Settings, Json));

    private async Task<Provider> OpenAsync(TenantScope tenant, Row row, HashSet<string> bound, DataKey key, CancellationToken cancellationToken)
    {
        var settings = JsonSerializer.Deserialize<ProviderSettings>(key.Open(Table, row.Id, row.Settings), Json)!;
        var hashes = await domainNames.HashesAsync(settings.Domains, cancellationToken);
        return new(
            tenant, row.Id, row.Enabled != 0,
            settings with { SuspendedDomains = [.. settings.Domains.Where((_, index) => !bound.Contains(hashes[index]))] },
            DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt));
    }

    private sealed record Binding(string Hash, string Provider);

    private sealed record Row(string Id, long Enabled, byte[] Settings, long CreatedAt, long UpdatedAt)
    {
        public const string Columns = "id as Id, enabled as Enabled, settings as Settings, created_at as CreatedAt, updated_at as UpdatedAt";
    }
}
