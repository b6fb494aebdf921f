namespace Parley.Models;

/// <summary>Where a call goes next.</summary>
/// <param name="Pause">How long is waited before.</param>
internal readonly record struct Stop(Deployment Deployment, TimeSpan Pause);

/// <summary>
/// The order in which one call asks the deployments of its plan: what has not been tried before what has, tier after tier; when all were
/// tried, those again that may be well in a moment.
/// </summary>
internal sealed class Itinerary(ModelPlan plan, ModelAbilities needs, CallFit fit, Lazy<PromptPrefix> prompt, FailoverOptions options, TimeProvider time, Random random)
{
    private readonly Dictionary<Deployment, Tried> _tried = [];
    private int _attempts;

    /// <summary>How many attempts were made, with the one that <see cref="Next"/> named last.</summary>
    public int Attempts => _attempts;

    /// <summary>The last failure; what is thrown when there is nowhere to go.</summary>
    public ProviderException? Failure { get; private set; }

    public void Failed(Deployment deployment, ProviderException failure)
    {
        Failure = failure;
        var before = _tried.GetValueOrDefault(deployment);
        _tried[deployment] = new(before.Times + 1, Remedies.Of(failure), failure.RetryAfter, time.GetTimestamp());
    }

    /// <returns>Null when there is nowhere to go.</returns>
    public Stop? Next()
    {
        if (_attempts >= options.MostAttempts || (Failure is { } failure && Remedies.Of(failure) == Remedy.CallersFault))
        {
            return null;
        }

        var stop = Fresh() is { } fresh ? new Stop(fresh, TimeSpan.Zero) : Again();
        _attempts += stop is null ? 0 : 1;
        return stop;
    }

    /// <returns>Another deployment that could answer the same call beside this one; null where there is none.</returns>
    public Deployment? Beside(Deployment deployment)
    {
        var tier = plan.Tiers.FirstOrDefault(tier => tier.Any(one => one.Deployment == deployment));
        return _attempts >= options.MostAttempts || tier is null ? null
            : Balancer.Choose([.. tier.Where(one => one.Deployment != deployment && IsFresh(one) && fit.Holds(one.Deployment) && one.Deployment.Queue.HasRoom && one.Deployment.Abilities.HasFlag(needs))], plan.Balance, random, prompt)?.Deployment;
    }

    /// <summary>Counts an attempt that was not <see cref="Next"/>'s.</summary>
    public void CountHedge() => _attempts++;

    /// <summary>What is said when no deployment was even tried.</summary>
    public Exception Untried() => fit.TooDear() as Exception ?? Unreachable();

    private ProviderException Unreachable()
    {
        var resting = plan.Tiers.SelectMany(tier => tier).Select(one => one.Deployment.Health).Select(health => health.RestsUntil ?? health.OpenUntil).Min();
        var wait = resting is { } until && until > time.GetUtcNow() ? until - time.GetUtcNow() : TimeSpan.FromSeconds(1);
        return new(ProviderFailure.Unavailable, $"Every deployment of '{plan.Name}' is left alone after failures; the first is tried again in {Math.Ceiling(wait.TotalSeconds):0} s.")
        {
            RetryAfter = wait,
        };
    }

    private Deployment? Fresh()
    {
        // An estimate is biased high: when none that surely holds the prompt is left, one that may not is better than none.
        foreach (var (wanted, surely) in Preferences)
        {
            foreach (var tier in plan.Tiers)
            {
                List<WeightedDeployment> fresh = [.. tier.Where(one => IsFresh(one) && one.Deployment.Abilities.HasFlag(wanted) && (!surely || fit.Holds(one.Deployment)))];
                List<WeightedDeployment> free = [.. fresh.Where(one => one.Deployment.Queue.HasRoom)];
                if (Balancer.Choose(free.Count > 0 ? free : fresh, plan.Balance, random, prompt) is { } chosen)
                {
                    return chosen.Deployment;
                }
            }
        }

        return null;
    }

    private (ModelAbilities Wanted, bool Surely)[] Preferences => needs == ModelAbilities.None
        ? [(needs, true), (needs, false)]
        : [(needs, true), (needs, false), (ModelAbilities.None, true), (ModelAbilities.None, false)];

    private bool IsFresh(WeightedDeployment one) => !_tried.ContainsKey(one.Deployment) && one.Deployment.Health.IsOpenToCalls && fit.Affords(one);

    /// <summary>What was tried or asked not to be called, and may be well soon enough to wait for it.</summary>
    private Stop? Again()
    {
        Stop? soonest = null;
        foreach (var (deployment, _) in plan.All.Where(fit.Affords))
        {
            if (PauseBefore(deployment) is { } pause && pause <= options.LongestPause && (soonest is not { } best || pause < best.Pause))
            {
                soonest = new(deployment, pause);
            }
        }

        return soonest;
    }

    private TimeSpan? PauseBefore(Deployment deployment)
    {
        if (!deployment.Health.Breaker.WouldEnter())
        {
            return null;
        }

        var rest = deployment.Health.RestsUntil is { } until ? until - time.GetUtcNow() : TimeSpan.Zero;
        if (!_tried.TryGetValue(deployment, out var tried))
        {
            return rest;
        }

        if (tried.Remedy != Remedy.RetryHere || tried.Times >= options.MostAttemptsEach)
        {
            return null;
        }

        var pause = tried.RetryAfter ?? options.Pause * Math.Pow(4, tried.Times - 1) * (1 - (random.NextDouble() / 2));
        var left = pause - time.GetElapsedTime(tried.At);
        return left > rest ? left : rest;
    }

    private readonly record struct Tried(int Times, Remedy Remedy, TimeSpan? RetryAfter, long At);
}
