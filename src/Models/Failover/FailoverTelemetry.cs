using System.Diagnostics.Metrics;

namespace Parley.Models;

/// <summary>Counts what was done about failing and slow providers, under the meter <c>Parley.Models</c>.</summary>
internal static class FailoverTelemetry
{
    private static readonly System.Diagnostics.Metrics.Meter Measures = new("Parley.Models");

    private static readonly Counter<long> Failovers = Measures.CreateCounter<long>(
        "parley.models.failovers", "{attempt}", "Attempts that failed, by deployment, kind of failure and whether text had been shown.");

    private static readonly Counter<long> Hedges = Measures.CreateCounter<long>(
        "parley.models.hedges", "{attempt}", "Calls that were asked a second time because the first token was late, by deployment.");

    private static readonly Counter<long> Breaks = Measures.CreateCounter<long>(
        "parley.models.breaker.opened", "{time}", "How often a deployment was left alone because it failed.");

    public static void FailedOver(Deployment from, ProviderFailure kind, bool inMidStream) => Failovers.Add(
        1, new("parley.deployment", from.Name), new("error.type", ProviderException.WordOf(kind)), new("parley.mid_stream", inMidStream));

    public static void Hedged(Deployment late) => Hedges.Add(1, new KeyValuePair<string, object?>("parley.deployment", late.Name));

    public static void Opened(Deployment deployment) => Breaks.Add(1, new KeyValuePair<string, object?>("parley.deployment", deployment.Name));
}
