using Parley.Accounts;

namespace Parley.Models;

/// <summary>How much of the places each tenant gets beside others, by its plan.</summary>
/// <param name="plans">Null in a house without plans: then all are alike.</param>
internal sealed class TenantWeights(LoadOptions options, TenantPlans? plans)
{
    public ValueTask<double> OfAsync(TenantScope tenant, CancellationToken cancellationToken) =>
        options.Weights.Count == 0 || plans is null ? new(1) : ByPlanAsync(plans, tenant, cancellationToken);

    private async ValueTask<double> ByPlanAsync(TenantPlans known, TenantScope tenant, CancellationToken cancellationToken) =>
        options.WeightOf(await known.NameOfAsync(tenant, cancellationToken));
}
