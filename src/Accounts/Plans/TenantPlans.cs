namespace Parley.Accounts;

/// <summary>Which plan a tenant is on, for rooms that treat plans differently.</summary>
public sealed class TenantPlans
{
    private readonly PlanStore _plans;

    internal TenantPlans(PlanStore plans) => _plans = plans;

    /// <returns>The plan's name, as of at most a few seconds ago; null where there is no such tenant.</returns>
    public async ValueTask<string?> NameOfAsync(TenantScope tenant, CancellationToken cancellationToken) =>
        (await _plans.AllowanceAsync(tenant, cancellationToken)).Plan;
}
