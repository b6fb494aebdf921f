using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Models;

namespace Parley.Orchestration.Tests;

/// <summary>The line of runs where tenants are on plans of which <c>pro</c> weighs three.</summary>
internal sealed class WeighedPlans : IAsyncDisposable
{
    private readonly PlanStore _plans;
    private readonly RunStore _runs;

    private WeighedPlans(TurnHouse house)
    {
        var database = house.Database;
        _plans = new(
            database.System, database.Tenants, house.Get<AuditTrail>(), database.Signals, Options.Create(new AccountsOptions()), TimeProvider.System);
        Weights = new(new() { Weights = new Dictionary<string, double> { ["pro"] = 3 } }, new(_plans));
        Line = new(database.System, Weights);
        _runs = new(database.System, new(), Line);
    }

    public TenantWeights Weights { get; }

    public RunLine Line { get; }

    public static async Task<WeighedPlans> OpenAsync(TurnHouse house)
    {
        foreach (var (tenant, plan) in new[] { ("tenant_heavy", "pro"), ("tenant_light", "free") })
        {
            await house.Database.Tenants.WriteAsync(TurnHouse.Caller(tenant).Tenant, connection => connection.ExecuteAsync(
                "INSERT INTO tenants (tenant_id, name, plan, created_at) VALUES (@tenant, @plan, @plan, 0)", new { plan }));
        }

        return new(house);
    }

    /// <summary>Takes the next, one after the other, as places become free.</summary>
    public async Task<IReadOnlyList<TurnId>> ClaimAsync(int places)
    {
        var taken = new List<TurnId>();
        for (var i = 0; i < places; i++)
        {
            taken.Add(Assert.Single(await _runs.ClaimAsync(TurnHouse.Lease, TurnHouse.Limit, 1, CancellationToken.None)).Turn);
        }

        return taken;
    }

    public ValueTask DisposeAsync()
    {
        _plans.Dispose();
        return default;
    }
}
