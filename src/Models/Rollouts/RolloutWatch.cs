using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Parley.Models;

/// <summary>Counts on this node how rollouts fare, and takes those back that fare badly. Calls only count; what is written is written beside them.</summary>
/// <param name="rollBack">Asked for when there is something to take back: a call must not open what a write needs.</param>
internal sealed class RolloutWatch(Lazy<RollBack> rollBack, ILogger<RolloutWatch> logger) : IDisposable
{
    private const int MostTallies = 20_000;

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<(TenantId, string), RolloutTally> _tallies = new();

    /// <returns>Where the attempts of a call by this plan are told; null where no rollout is under way.</returns>
    public RolloutTally? Of(TenantScope tenant, ModelPlan plan)
    {
        if (plan.Rollout is not { IsOn: true } rollout)
        {
            return null;
        }

        if (_tallies.Count >= MostTallies)
        {
            _tallies.Clear();
        }

        // A call that was planned before the rollout began anew says nothing about the new one.
        var tally = _tallies.AddOrUpdate(
            (tenant.Id, plan.Name), _ => Begin(), (_, known) => known.Rollout.Since < rollout.Since ? Begin() : known);
        return tally.Rollout.Since == rollout.Since ? tally : null;

        RolloutTally Begin() => new(rollout, (of, verdict) => Task.Run(() => TakeBackAsync(tenant, plan.Name, of, verdict)));
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task TakeBackAsync(TenantScope tenant, string route, RolloutTally tally, RolloutVerdict verdict)
    {
        try
        {
            if (await rollBack.Value.WriteAsync(tenant, route, tally.Rollout, verdict, _stop.Token))
            {
                logger.RolledBack(route, tally.Rollout.Deployment, tenant.Id.Value, verdict.Reason);
            }
        }
        catch (StorageUnavailableException failure)
        {
            tally.Reopen();
            logger.RollBackFailed(route, tenant.Id.Value, failure);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The server stops.
        }
    }
}
