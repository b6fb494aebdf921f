using System.Text.Json;
using System.Text.Json.Serialization;
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

    private const string Table = "policy_versions";

    // Whose key seals the settings.
    private const string Owner = "policies";

    private const int Most = 50;

    private const string Select =
        """
        select policies.id as Id, policy_versions.version as Version, settings as Settings, policies.created_at as CreatedAt, policy_versions.created_at as UpdatedAt
        from policies join policy_versions on policy_versions.tenant_id = policies.tenant_id and policy_versions.policy_id = policies.id
        where policies.tenant_id = @tenant
        """;

    internal static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) } };

    /// <summary>Each policy as it is now, the oldest first.</summary>
    public async Task<IReadOnlyList<KeptPolicy>> ListAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        IReadOnlyList<PolicyRow> rows;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            rows = await connection.QueryAsync<PolicyRow>($"{Select} and policy_versions.version = policies.version order by policies.id");
        }

        return await OpenAsync(tenant, rows, cancellationToken);
    }

    /// <summary>The versions of one policy, the newest first; none when there is no such policy.</summary>
    public async Task<IReadOnlyList<KeptPolicy>> VersionsAsync(TenantScope tenant, PolicyId id, CancellationToken cancellationToken)
    {
        IReadOnlyList<PolicyRow> rows;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            rows = await connection.QueryAsync<PolicyRow>($"{Select} and policies.id = @id order by policy_versions.version desc", new { id = id.Value });
        }

        return await OpenAsync(tenant, rows, cancellationToken);
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

        await CheckFreeAsync(connection, policy, id);
        await connection.ExecuteAsync(
            """
            insert into policies (tenant_id, id, name, assistant, version, created_at, updated_at) values (@tenant, @id, @Name, @assistant, 1, @now, @now)
            """,
            new { id = id.Value, policy.Name, assistant = policy.Assistant ?? "", now = Now });
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
        await database.WriteAsync(tenant, connection => ReplaceAsync(connection, key, id, policy, seen, actor), Durability.Full, cancellationToken);
    }

    /// <inheritdoc cref="ReplaceAsync(TenantScope, PolicyId, Policy, long?, Actor, CancellationToken)"/>
    /// <param name="key">From <see cref="KeyAsync"/>.</param>
    public async Task ReplaceAsync(TenantConnection connection, DataKey key, PolicyId id, Policy policy, long? seen, Actor actor)
    {
        await CheckFreeAsync(connection, policy, id);
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
        new { id = id.Value, version, settings = key.Seal(Table, $"{id}/{version}", JsonSerializer.Serialize(policy, Json)), now = Now });

    private async Task<IReadOnlyList<KeptPolicy>> OpenAsync(TenantScope tenant, IReadOnlyList<PolicyRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        var key = await sealer.KeyAsync(tenant.Id, Owner, cancellationToken);
        return
        [
            .. rows.Select(row => new KeptPolicy(
                new(row.Id), JsonSerializer.Deserialize<Policy>(key.Open(Table, $"{row.Id}/{row.Version}", row.Settings), Json)!, row.Version,
                DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt))),
        ];
    }

    private static async Task CheckFreeAsync(TenantConnection connection, Policy policy, PolicyId id)
    {
        var other = await connection.ScalarAsync<string>(
            "select name from policies where tenant_id = @tenant and assistant = @assistant and id <> @id", new { assistant = policy.Assistant ?? "", id = id.Value });
        if (other is not null)
        {
            throw new RefusedException(new(
                409, "policy_exists",
                policy.Assistant is { } assistant
                    ? $"The policy {other} is for the assistant {assistant} already; change that one, or name another assistant."
                    : $"The policy {other} is for all assistants already; change that one, or name an assistant that this one is for."));
        }
    }

    private sealed record PolicyRow(string Id, long Version, byte[] Settings, long CreatedAt, long UpdatedAt);
}
