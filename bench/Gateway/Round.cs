namespace Parley.Bench.Gateway;

/// <summary>What one target came to under one load.</summary>
/// <param name="Cpu">Microseconds of processor time, for each token or request.</param>
/// <param name="P50">Milliseconds from a token's sending to its arrival, or from a request to the end of its answer.</param>
/// <param name="OnTime">Share of what was offered that arrived within <see cref="Rounds.OnTime"/>; 1 where the load waits for the server.</param>
/// <param name="Memory">KiB for each stream; null where it was not looked at.</param>
internal sealed record Round(double Cpu, double P50, double P99, double Jitter, double OnTime, double? Memory, double PerSecond)
{
    public bool IsValid => OnTime >= 0.99;

    public static Round Median(IReadOnlyList<Round> rounds)
    {
        var valid = rounds.Where(round => round.IsValid).ToList();
        var of = valid.Count > rounds.Count / 2 ? valid : [.. rounds];
        double Middle(Func<Round, double> value) => of.Select(value).Order().ElementAt(of.Count / 2);
        return new(
            Middle(round => round.Cpu), Middle(round => round.P50), Middle(round => round.P99), Middle(round => round.Jitter),
            Middle(round => round.OnTime), of[0].Memory is null ? null : Middle(round => round.Memory!.Value), Middle(round => round.PerSecond));
    }
}
