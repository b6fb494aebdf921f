namespace Parley.Models;

/// <summary>What somebody says of a rollout.</summary>
/// <param name="Deployment">The new one.</param>
/// <param name="Percent">How many of a hundred people get it first, 0 to 100.</param>
/// <param name="MaxErrorRate">0 to 1; without it 0.1.</param>
/// <param name="MaxLatencyRatio">1 to 1000; without it 2.</param>
/// <param name="MinCalls">1 to 100,000; without it 50.</param>
public sealed record RolloutInput(string? Deployment = null, double? Percent = null, double? MaxErrorRate = null, double? MaxLatencyRatio = null, int? MinCalls = null)
{
    private const int MostMinCalls = 100_000;
    private const double MostRatio = 1000;

    /// <exception cref="RefusedException">A field is missing or out of its range.</exception>
    internal Rollout Read()
    {
        var rollout = new Rollout(Named(), Percent ?? throw NoPercent(), default);
        rollout = rollout with
        {
            MaxErrorRate = MaxErrorRate ?? rollout.MaxErrorRate,
            MaxLatencyRatio = MaxLatencyRatio ?? rollout.MaxLatencyRatio,
            MinCalls = MinCalls ?? rollout.MinCalls,
        };
        return rollout.Percent is not (>= 0 and <= 100) ? throw NoPercent()
            : rollout.MaxErrorRate is not (>= 0 and <= 1) ? throw DeploymentRules.Invalid("rollout.max_error_rate", "The part of attempts that may fail is 0 to 1, such as 0.1.")
            : rollout.MaxLatencyRatio is not (>= 1 and <= MostRatio) ? throw DeploymentRules.Invalid("rollout.max_latency_ratio", $"How many times as long its first token may take is 1 to {MostRatio:0}, such as 2.")
            : rollout.MinCalls is < 1 or > MostMinCalls ? throw DeploymentRules.Invalid("rollout.min_calls", $"The attempts before it is judged are 1 to {MostMinCalls:N0}.")
            : rollout;
    }

    private string Named() => string.IsNullOrEmpty(Deployment) ? throw DeploymentRules.Invalid("rollout.deployment", "Name the deployment that is rolled out.") : Deployment;

    private static RefusedException NoPercent() => DeploymentRules.Invalid("rollout.percent", "Say how many of a hundred people get the new deployment, 0 to 100.");
}
