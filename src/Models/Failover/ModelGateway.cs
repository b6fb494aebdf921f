using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Parley.Models;

/// <summary>The way to every model: hands out a client that does what a plan says.</summary>
public sealed class ModelGateway
{
    private readonly FailoverOptions _options;
    private readonly HedgeBudget _hedges;
    private readonly TenantWeights _weights;
    private readonly HealthProbe? _probes;
    private readonly RolloutWatch? _rollouts;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger<ModelGateway> _logger;

    /// <param name="rollouts">Null in a house in which nobody administers models.</param>
    internal ModelGateway(
        IOptions<FailoverOptions> options, TenantWeights weights, HealthProbe? probes, TimeProvider time, Random random, ILogger<ModelGateway> logger,
        RolloutWatch? rollouts = null) =>
        (_options, _hedges, _weights, _probes, _rollouts, _time, _random, _logger) =
        (options.Value, new(options.Value.HedgeBudget), weights, probes, rollouts, time, random, logger);

    /// <summary>A client that gets its answers out of the deployments of this plan. Its calls need a <see cref="CallContext"/>.</summary>
    public PlannedChatClient For(ModelPlan plan) => new(plan, _options, _hedges, _weights, _probes, _rollouts, _time, _random, _logger);

    /// <summary>A client of one deployment, with retries.</summary>
    public PlannedChatClient For(Deployment deployment) => For(ModelPlan.Of(deployment));
}
