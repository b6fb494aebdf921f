using System.Diagnostics.Metrics;

namespace Parley.Safety;

/// <summary>What this room measures of the provider's moderation, under the meter <c>Parley.Safety</c>.</summary>
internal static class ProviderMetrics
{
    private static readonly Meter Meter = new("Parley.Safety");
    private static readonly Counter<long> Calls = Meter.CreateCounter<long>(
        "parley.safety.provider.calls", "{call}", "Texts that a provider was to judge, by how that ended.");

    /// <param name="outcome"><c>completed</c>, or why not.</param>
    public static void Ended(string outcome) => Calls.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
