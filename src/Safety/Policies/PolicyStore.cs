using System.Data.Common;
using Parley.Accounts;

namespace Parley.Safety;

/// <summary>What the audit trail tells of policies.</summary>
internal static class PolicyActions
{
    public const string Made = "policy.made";
    public const string Changed = "policy.changed";
    public const string Deleted = "policy.deleted";
}

/// <summary>The policies of tenants, with every version that there was.</summary>
internal sealed class PolicyStore(TenantDatabase database, Sealer sealer, AuditTrail audit, TimeProvider time)
{
    /// <summary>Signal topic: a policy was changed; the key is the tenant.</summary>
    public const string Topic = "safety.policies";

    // Whose key seals the settings.
    private const string Owner = "policies";

    private const int Most = 50;

    /// <summary>Each policy as it is now, the oldest first.</summary>
    public async Task<IReadOnlyList<KeptPolicy>> ListAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        IReadOnlyList<PolicyRow> rows;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            rows = await connection.QueryAsync<PolicyRow>($"{PolicyRow.Select} and policy_versions.version = policies.version order by policies.id");
        }

        return await OpenAsync(tenant, rows, cancellationToken);
    }

    /// <returns>The policy as it is now; null when this tenant has no such policy.</returns>
    public Task<KeptPolicy?> FindAsync(TenantScope tenant, PolicyId id, CancellationToken cancellationToken) =>
        FindAsync(tenant, "policies.version", new { id = id.Value }, cancellationToken);

    /// <returns>The policy as it was in a version; null when there is no such version.</returns>
    public Task<KeptPolicy?> VersionAsync(TenantScope tenant, PolicyId id, long version, CancellationToken cancellationToken) =>
        FindAsync(tenant, "@version", new { id = id.Value, version }, cancellationToken);

    /// <summary>The versions of one policy, the newest first.</summary>
    /// <param name="below">Only versions before this one; null to begin with the newest.</param>
    public async Task<IReadOnlyList<KeptPolicy>> VersionsAsync(TenantScope tenant, PolicyId id, long? below, int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<PolicyRow> rows;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            rows = await connection.QueryAsync<PolicyRow>(
                $"{PolicyRow.Select} and policies.id = @id {(below is null ? "" : "and policy_versions.version < @below")} order by policy_versions.version desc limit @limit",
                new { id = id.Value, below, limit = (long)limit });
        }

        return await OpenAsync(tenant, rows, cancellationToken);
    }

    /// <exception cref="RefusedException">There is no such policy.</exception>
    public async Task MustBeAsync(TenantScope tenant, PolicyId id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        if (await connection.ScalarAsync<string>("select id from policies where tenant_id = @tenant and id = @id", new { id = id.Value }) is null)
        {
            throw NotFound();
        }
    }

    /// <exception cref="RefusedException">Another policy is for the same assistant, or there are too many.</exception>
    public async Task<PolicyId> AddAsync(TenantScope tenant, Policy policy, Actor actor, CancellationToken cancellationToken)
    {
        var id = PolicyId.New(time);
        var key = await KeyAsync(tenant, cancellationToken);
        await database.WriteAsync(tenant, connection => AddAsync(connection, key, id, policy, actor), Durability.Full, cancellationToken);
        return id;
    }

    /// <summary>Adds a policy inside the caller's own write unit.</summary>
    /// <param name="key">From <see cref="KeyAsync"/>.</param>
    public async Task AddAsync(TenantConnection connection, DataKey key, PolicyId id, Policy policy, Actor actor)
    {
        if (await connection.ScalarAsync<long>("select count(*) from policies where tenant_id = @tenant") >= Most)
        {
            throw new RefusedException(new(409, "too_many_policies", $"A tenant has at most {Most} policies; delete one first."));
        }

        await PolicyClash.CheckAsync(connection, policy, id);
        var added = await connection.ExecuteAsync(
            """
            insert into policies (tenant_id, id, name, assistant, version, created_at, updated_at) values (@tenant, @id, @Name, @assistant, 1, @now, @now)
            on conflict do nothing
            """,
            new { id = id.Value, policy.Name, assistant = policy.Assistant ?? "", now = Now });
        if (added == 0)
        {
            // Somebody was first, between the look and the writing.
            throw PolicyClash.Of(policy, "that was made just now");
        }

        await AddVersionAsync(connection, key, id, 1, policy);
        await audit.WriteAsync(connection, actor, PolicyActions.Made, id.Value, ("name", policy.Name));
        connection.NotifyOnCommit(Topic, connection.Tenant.Value);
    }

    /// <summary>What seals the settings of a tenant's policies.</summary>
    public ValueTask<DataKey> KeyAsync(TenantScope tenant, CancellationToken cancellationToken) => sealer.KeyAsync(tenant.Id, Owner, cancellationToken);

    /// <param name="seen">The version that its writer has changed; null to replace whatever is there.</param>
    /// <exception cref="RefusedException">There is no such policy, somebody else has changed it, or another is for the same assistant.</exception>
    public async Task ReplaceAsync(TenantScope tenant, PolicyId id, Policy policy, long? seen, Actor actor, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(tenant, cancellationToken);
        try
        {
            await database.WriteAsync(tenant, connection => ReplaceAsync(connection, key, id, policy, seen, actor), Durability.Full, cancellationToken);
        }
        catch (DbException clash) when (clash.SqlState == PolicyClash.UniqueViolation)
        {
            throw PolicyClash.Of(policy, "that was made just now");
        }
    }

    /// <inheritdoc cref="ReplaceAsync(TenantScope, PolicyId, Policy, long?, Actor, CancellationToken)"/>
    /// <param name="key">From <see cref="KeyAsync"/>.</param>
    public async Task ReplaceAsync(TenantConnection connection, DataKey key, PolicyId id, Policy policy, long? seen, Actor actor)
    {
        await PolicyClash.CheckAsync(connection, policy, id);
        var version = await connection.ScalarAsync<long>(
            """
            update policies set name = @Name, assistant = @assistant, version = version + 1, updated_at = @now
            where tenant_id = @tenant and id = @id and version = coalesce(@seen, version) returning version
            """,
            new { id = id.Value, policy.Name, assistant = policy.Assistant ?? "", now = Now, seen });
        if (version == 0)
        {
            throw await connection.ScalarAsync<long>("select version from policies where tenant_id = @tenant and id = @id", new { id = id.Value }) is > 0 and var newest
                ? new RefusedException(new(409, "policy_changed", $"Somebody has changed this policy to version {newest}; read it again before you change it."))
                : NotFound();
        }

        await AddVersionAsync(connection, key, id, version, policy);
        await audit.WriteAsync(connection, actor, PolicyActions.Changed, id.Value, ("name", policy.Name), ("version", $"{version}"));
        connection.NotifyOnCommit(Topic, connection.Tenant.Value);
    }

    /// <exception cref="RefusedException">There is no such policy.</exception>
    public Task DeleteAsync(TenantScope tenant, PolicyId id, Actor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await connection.ExecuteAsync("delete from policies where tenant_id = @tenant and id = @id", new { id = id.Value }) == 0)
                {
                    throw NotFound();
                }

                await connection.ExecuteAsync("delete from policy_versions where tenant_id = @tenant and policy_id = @id", new { id = id.Value });
                await audit.WriteAsync(connection, actor, PolicyActions.Deleted, id.Value);
                connection.NotifyOnCommit(Topic, tenant.Id.Value);
            },
            Durability.Full,
            cancellationToken);

    public static RefusedException NotFound() => new(Refusal.NotFound("policy"));

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<int> AddVersionAsync(TenantConnection connection, DataKey key, PolicyId id, long version, Policy policy) => connection.ExecuteAsync(
        "insert into policy_versions (tenant_id, policy_id, version, settings, created_at) values (@tenant, @id, @version, @settings, @now)",
        new { id = id.Value, version, settings = PolicyRow.Seal(key, id.Value, version, policy), now = Now });

    private async Task<KeptPolicy?> FindAsync(TenantScope tenant, string version, object args, CancellationToken cancellationToken)
    {
        IReadOnlyList<PolicyRow> rows;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            rows = await connection.QueryAsync<PolicyRow>($"{PolicyRow.Select} and policies.id = @id and policy_versions.version = {version}", args);
        }

        return await OpenAsync(tenant, rows, cancellationToken) is [var found, ..] ? found : null;
    }

    private async Task<IReadOnlyList<KeptPolicy>> OpenAsync(TenantScope tenant, IReadOnlyList<PolicyRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        var key = await KeyAsync(tenant, cancellationToken);
        return [.. rows.Select(row => row.Open(key))];
    }
}
