namespace Parley.Accounts;

/// <summary>A budget as its tenant's admins see it.</summary>
/// <param name="Limit">A number of requests or tokens, or a decimal string of money; so are the other amounts.</param>
/// <param name="Spent">Used in the window that is now. Where each has an amount of its own: of the one who used most.</param>
/// <param name="Reserved">Set aside for calls under way.</param>
public sealed record BudgetView(
    string Id, BudgetScope Scope, string Unit, object Limit, string Window, object? SoftAt, object Spent, object Reserved, DateTimeOffset ResetsAt)
{
    internal static BudgetView Of(Budget budget, Counted? used, DateTimeOffset now)
    {
        var window = Accounts.Window.Of(budget.Period, now);
        var counted = used?.In(window);
        return new(
            budget.Id, new(budget.Kind, budget.ScopeId.Length == 0 ? null : budget.ScopeId), budget.Unit, Amount(budget.Amount), budget.Period,
            budget.SoftAt is { } soft ? Amount(soft) : null, Amount(counted?.Spent ?? 0), Amount(counted?.Reserved ?? 0), window.End);

        object Amount(long amount) => budget.Unit == Budget.Money ? new Money(amount) : amount;
    }
}

/// <summary>The budgets of tenants.</summary>
internal sealed class BudgetStore(TenantDatabase database, AuditTrail audit, TimeProvider time)
{
    private const int MostPerTenant = 1_000;

    public async Task<Listed<BudgetView>> ListAsync(TenantScope tenant, Paging paging, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<Budget>(
            $"select {Budget.Columns} from budgets where tenant_id = @tenant {paging.AndBelow()} order by id desc limit @limit",
            new { paging.Before, limit = paging.Limit + 1 });
        var now = await NowAsync(connection);
        var views = new Dictionary<string, BudgetView>();
        foreach (var row in rows)
        {
            views[row.Id] = BudgetView.Of(row, await MostUsedAsync(connection, row, now), now);
        }

        return paging.Page(rows, row => row.Id, row => views[row.Id]);
    }

    /// <summary>Makes a budget; it holds for the next message and the next call on every node.</summary>
    /// <exception cref="RefusedException">There is nobody with the scope's id in the tenant, or there are too many budgets.</exception>
    public Task<BudgetView> AddAsync(
        TenantScope tenant, BudgetScope scope, string unit, long amount, long? softAt, string period, Actor actor, CancellationToken cancellationToken)
    {
        var id = Id<BudgetIds.Budget>.New(time).Value;
        return database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await connection.ScalarAsync<long>("select count(*) from budgets where tenant_id = @tenant") >= MostPerTenant)
                {
                    throw new RefusedException(new(409, "too_many", $"A tenant has at most {MostPerTenant:N0} budgets; remove one first."));
                }

                var payer = await PayerAsync(connection, scope);
                var budget = new Budget(
                    id, scope.Kind, scope.Kind == "tenant" ? "" : scope.Id ?? "", payer, unit, amount, softAt, period,
                    time.GetUtcNow().ToUnixTimeMilliseconds());
                await connection.ExecuteAsync(
                    """
                    insert into budgets (tenant_id, id, kind, scope_id, payer, unit, amount, soft_at, period, created_at)
                    values (@tenant, @Id, @Kind, @ScopeId, @Payer, @Unit, @Amount, @SoftAt, @Period, @CreatedAt)
                    """,
                    budget);
                await audit.WriteAsync(
                    connection, actor, LimitActions.BudgetMade, id, ("scope", $"{scope.Kind} {scope.Id}".TrimEnd()), ("unit", unit),
                    ("limit", budget.Say(amount)), ("window", period));
                return BudgetView.Of(budget, null, await NowAsync(connection));
            },
            Durability.Full,
            cancellationToken);
    }

    /// <param name="change">From the budget as it is to its new limit and soft limit.</param>
    /// <returns>Null when there is no such budget.</returns>
    public Task<BudgetView?> ChangeAsync(
        TenantScope tenant, string id, Func<Budget, (long Amount, long? SoftAt)> change, Actor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async connection =>
            {
                // Locked, because what this change does not name is written back as it was read.
                if (await connection.QuerySingleOrDefaultAsync<Budget>(
                    $"select {Budget.Columns} from budgets where tenant_id = @tenant and id = @id {{for_update}}", new { id }) is not { } before)
                {
                    return null;
                }

                var (amount, softAt) = change(before);
                await connection.ExecuteAsync(
                    "update budgets set amount = @amount, soft_at = @softAt where tenant_id = @tenant and id = @id", new { id, amount, softAt });
                await audit.WriteAsync(
                    connection, actor, LimitActions.BudgetChanged, id, ("limit", before.Say(amount)),
                    ("soft_at", softAt is { } soft ? before.Say(soft) : null));
                var now = await NowAsync(connection);
                return BudgetView.Of(before with { Amount = amount, SoftAt = softAt }, await MostUsedAsync(connection, before, now), now);
            },
            Durability.Full,
            cancellationToken);

    /// <returns>False when there is no such budget.</returns>
    public Task<bool> RemoveAsync(TenantScope tenant, string id, Actor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await connection.ExecuteAsync("delete from budgets where tenant_id = @tenant and id = @id", new { id }) == 0)
                {
                    return false;
                }

                await connection.ExecuteAsync(
                    "delete from budget_counters where tenant_id = @tenant and (counter = @id or substr(counter, 1, length(@each)) = @each)",
                    new { id, each = $"{id}/" });
                await audit.WriteAsync(connection, actor, LimitActions.BudgetRemoved, id);
                return true;
            },
            Durability.Full,
            cancellationToken);

    public async Task<BudgetView?> ShowAsync(TenantScope tenant, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var now = await NowAsync(connection);
        return await FindAsync(connection, id) is { } budget ? BudgetView.Of(budget, await MostUsedAsync(connection, budget, now), now) : null;
    }

    private static Task<Budget?> FindAsync(TenantConnection connection, string id) =>
        connection.QuerySingleOrDefaultAsync<Budget>($"select {Budget.Columns} from budgets where tenant_id = @tenant and id = @id", new { id });

    private static async Task<Counted?> MostUsedAsync(TenantConnection connection, Budget budget, DateTimeOffset now) =>
        await connection.QuerySingleOrDefaultAsync<Counted>(
            """
            select counter as Counter, starts_at as StartsAt, spent as Spent, reserved as Reserved from budget_counters
            where tenant_id = @tenant and starts_at >= @start and (counter = @Id or substr(counter, 1, length(@each)) = @each)
            order by spent + reserved desc limit 1
            """,
            new { start = Window.Of(budget.Period, now).StartMs, budget.Id, each = $"{budget.Id}/" });

    private static async Task<string> PayerAsync(TenantConnection connection, BudgetScope scope)
    {
        if (scope.Id is not { } id)
        {
            return "";
        }

        return scope.Kind switch
        {
            "tenant" => id == connection.Tenant.Value ? "" : null,
            "user" => await connection.ScalarAsync<string>(
                "select subject_id from users where tenant_id = @tenant and id = @id union all select id from subjects where tenant_id = @tenant and id = @id limit 1",
                new { id }),
            "key" => await connection.ScalarAsync<string>("select id from api_keys where tenant_id = @tenant and id = @id", new { id }),
            _ => await connection.ScalarAsync<string>("select id from groups where tenant_id = @tenant and id = @id", new { id }),
        } ?? throw new RefusedException(Refusal.Invalid("scope.id", $"There is no {scope.Kind} with this id; leave it out for each {scope.Kind}."));
    }

    private static async Task<DateTimeOffset> NowAsync(TenantConnection connection) =>
        DateTimeOffset.FromUnixTimeMilliseconds(await connection.ScalarAsync<long>("select {now}"));
}
