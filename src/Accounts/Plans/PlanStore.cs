using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>The plans of the installation and what tenants have of them. Accepts read them in their transaction; requests from memory.</summary>
internal sealed class PlanStore : IDisposable
{
    /// <summary>Signal topic: a plan or a tenant's plan was changed.</summary>
    public const string Topic = "accounts.plans";

    private const string Columns =
        """
        name as Name, messages_per_day as MessagesPerDay, requests_per_minute as RequestsPerMinute, streams_per_user as StreamsPerUser
        """;

    private readonly SystemDatabase _system;
    private readonly TenantDatabase _database;
    private readonly AuditTrail _audit;
    private readonly TimeProvider _time;
    private readonly ShortCache<TenantId, Allowance> _allowances;
    private readonly IDisposable _subscription;

    public PlanStore(
        SystemDatabase system, TenantDatabase database, AuditTrail audit, Signals signals, IOptions<AccountsOptions> options, TimeProvider time)
    {
        (_system, _database, _audit, _time) = (system, database, audit, time);
        _allowances = new(time, options.Value.ApiKeyCache, 20_000);
        _subscription = signals.Subscribe(Topic, _ => _allowances.Evict(_ => true));
    }

    public async Task<IReadOnlyList<Plan>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _system.OpenAsync(cancellationToken);
        return await connection.QueryAsync<Plan>($"select {Columns} from sys_plans order by coalesce(messages_per_day, 9999999999), name");
    }

    /// <returns>The name.</returns>
    /// <exception cref="RefusedException">No plan has it.</exception>
    public async Task<string> CheckAsync(string name, string field, CancellationToken cancellationToken)
    {
        PlanInput.Name(name, field);
        await using var connection = await _system.OpenAsync(cancellationToken);
        return await connection.ScalarAsync<string>("select name from sys_plans where name = @name", new { name })
            ?? throw new RefusedException(Refusal.Invalid(field, $"There is no plan {name}; GET /v1/plans lists them."));
    }

    /// <summary>Makes or changes a plan; it applies to the next request and the next message on every node.</summary>
    /// <param name="tenant">Whose trail tells of it: that of who changes it.</param>
    public Task PutAsync(TenantScope tenant, Plan plan, Actor actor, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            tenant,
            async connection =>
            {
                await connection.ExecuteAsync(
                    """
                    insert into sys_plans (name, messages_per_day, requests_per_minute, streams_per_user, changed_at)
                    values (@Name, @MessagesPerDay, @RequestsPerMinute, @StreamsPerUser, @now)
                    on conflict (name) do update set messages_per_day = excluded.messages_per_day,
                        requests_per_minute = excluded.requests_per_minute, streams_per_user = excluded.streams_per_user,
                        changed_at = excluded.changed_at
                    """,
                    new { plan.Name, plan.MessagesPerDay, plan.RequestsPerMinute, plan.StreamsPerUser, now = _time.GetUtcNow().ToUnixTimeMilliseconds() });
                await _audit.WriteAsync(connection, actor, LimitActions.PlanChanged, plan.Name, Detail(plan));
                connection.NotifyOnCommit(Topic, plan.Name);
            },
            Durability.Full,
            cancellationToken);

    /// <summary>Puts a tenant on a plan, with numbers of its own where they are given.</summary>
    /// <returns>False when there is no such tenant.</returns>
    public Task<bool> PutTenantAsync(TenantScope tenant, Plan own, Actor actor, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await connection.ExecuteAsync("update tenants set plan = @Name where tenant_id = @tenant", new { own.Name }) == 0)
                {
                    return false;
                }

                await connection.ExecuteAsync(
                    """
                    insert into tenant_limits (tenant_id, messages_per_day, requests_per_minute, streams_per_user)
                    values (@tenant, @MessagesPerDay, @RequestsPerMinute, @StreamsPerUser)
                    on conflict (tenant_id) do update set messages_per_day = excluded.messages_per_day,
                        requests_per_minute = excluded.requests_per_minute, streams_per_user = excluded.streams_per_user
                    """,
                    new { own.MessagesPerDay, own.RequestsPerMinute, own.StreamsPerUser });
                await _audit.WriteAsync(connection, actor, LimitActions.TenantPlanChanged, tenant.Id.Value, Detail(own));
                connection.NotifyOnCommit(Topic, tenant.Id.Value);
                return true;
            },
            Durability.Full,
            cancellationToken);

    /// <summary>What a tenant may use, as of at most a few seconds ago and never before a change that this node has heard of.</summary>
    public async ValueTask<Allowance> AllowanceAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        if (!_allowances.TryGet(tenant.Id, out var allowance))
        {
            var generation = _allowances.Generation;
            await using var connection = await _database.OpenAsync(tenant, cancellationToken);
            allowance = (await TermsAsync(connection)).Allowance;
            _allowances.Put(tenant.Id, allowance, generation);
        }

        return allowance;
    }

    /// <summary>What the tenant of a connection may use at this moment of the database's clock.</summary>
    public static async Task<Terms> TermsAsync(TenantConnection connection)
    {
        var row = (await connection.QuerySingleOrDefaultAsync<TermsRow>(
            """
            select {now} as Now, t.plan as Plan,
                coalesce(l.messages_per_day, p.messages_per_day) as MessagesPerDay,
                coalesce(l.requests_per_minute, p.requests_per_minute) as RequestsPerMinute,
                coalesce(l.streams_per_user, p.streams_per_user) as StreamsPerUser,
                (select count(*) from budgets b where b.tenant_id = @tenant) as Budgets
            from (select 1 as one) o
            left join tenants t on t.tenant_id = @tenant
            left join sys_plans p on p.name = t.plan
            left join tenant_limits l on l.tenant_id = @tenant
            """))!;
        return new(
            DateTimeOffset.FromUnixTimeMilliseconds(row.Now),
            new(row.Plan, row.MessagesPerDay, row.RequestsPerMinute, row.StreamsPerUser),
            row.Budgets > 0);
    }

    public void Dispose() => _subscription.Dispose();

    private static (string Name, string? Value)[] Detail(Plan plan) =>
    [
        ("plan", plan.Name),
        ("messages_per_day", plan.MessagesPerDay?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("requests_per_minute", plan.RequestsPerMinute?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("streams_per_user", plan.StreamsPerUser?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
    ];

    private sealed record TermsRow(long Now, string? Plan, long? MessagesPerDay, long? RequestsPerMinute, long? StreamsPerUser, long Budgets);
}

/// <summary>What holds for a tenant inside a transaction.</summary>
/// <param name="Now">The database's clock.</param>
/// <param name="HasBudgets">Whether the tenant has any budget.</param>
internal sealed record Terms(DateTimeOffset Now, Allowance Allowance, bool HasBudgets);

/// <summary>What the audit trail tells of limits.</summary>
internal static class LimitActions
{
    public const string PlanChanged = "plan.changed";
    public const string TenantPlanChanged = "tenant.plan_changed";
    public const string BudgetMade = "budget.made";
    public const string BudgetChanged = "budget.changed";
    public const string BudgetRemoved = "budget.removed";
    public const string BudgetWarned = "budget.warned";
}
