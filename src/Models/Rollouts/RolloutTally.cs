namespace Parley.Models;

/// <summary>How a new deployment fares beside the others of its route, as this node sees it since the rollout began. Says once that it is too bad.</summary>
/// <param name="passed">Told outside of every lock that a limit is passed.</param>
internal sealed class RolloutTally(Rollout rollout, Action<RolloutTally, RolloutVerdict> passed)
{
    // Enough to tell ten percent from five; few enough that a turn for the worse is seen after weeks, too.
    private const int LooksBack = 4;

    private readonly Lock _gate = new();
    private readonly Queue<bool> _last = new();
    private readonly LatencyWindow _own = new();
    private readonly LatencyWindow _others = new();
    private int _errors;
    private bool _isJudged;

    public Rollout Rollout => rollout;

    /// <summary>An attempt ended, at the new deployment or at another of the route.</summary>
    /// <param name="failed">Whether the deployment failed; null where the attempt says nothing about that.</param>
    /// <param name="firstToken">Null when none came.</param>
    public void Note(string deployment, bool? failed, TimeSpan? firstToken)
    {
        var isOwn = deployment == rollout.Deployment;
        if (firstToken is { } took)
        {
            (isOwn ? _own : _others).Add(took);
        }

        if (!isOwn || failed is not { } error || Judge(error) is not { } verdict)
        {
            return;
        }

        passed(this, verdict);
    }

    /// <summary>The verdict could not be carried out: the next attempt gives it again.</summary>
    public void Reopen()
    {
        lock (_gate)
        {
            _isJudged = false;
        }
    }

    private RolloutVerdict? Judge(bool error)
    {
        lock (_gate)
        {
            _last.Enqueue(error);
            _errors += error ? 1 : 0;
            if (_last.Count > LooksBack * rollout.MinCalls)
            {
                _errors -= _last.Dequeue() ? 1 : 0;
            }

            var verdict = _isJudged ? null : RolloutVerdict.Of(rollout, _last.Count, _errors, Median(_own), Median(_others));
            _isJudged |= verdict is not null;
            return verdict;
        }
    }

    private static double? Median(LatencyWindow window) => window.Percentile(0.5)?.TotalMilliseconds;
}
