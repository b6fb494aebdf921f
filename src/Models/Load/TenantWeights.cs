using Parley.Accounts;

namespace Parley.Models;

/// <summary>How much of the places each tenant gets beside others, by its plan: at deployments, and among turns that wait for a node.</summary>
public sealed class TenantWeights
{
    private readonly LoadOptions _options;
    private readonly TenantPlans? _plans;

    /// <param name="plans">Null in a house without plans: then all are alike.</param>
    internal TenantWeights(LoadOptions options, TenantPlans? plans) => (_options, _plans) = (options, plans);

    /// <summary>Whether any tenant may weigh something else than 1.</summary>
    public bool MayDiffer => _options.Weights.Count > 0 && _plans is not null;

    /// <returns>Above zero; 1 where nothing is set for the tenant's plan.</returns>
    public ValueTask<double> OfAsync(TenantScope tenant, CancellationToken cancellationToken) =>
        MayDiffer ? ByPlanAsync(_plans!, tenant, cancellationToken) : new(1);

    private async ValueTask<double> ByPlanAsync(TenantPlans known, TenantScope tenant, CancellationToken cancellationToken) =>
        _options.WeightOf(await known.NameOfAsync(tenant, cancellationToken));
}
