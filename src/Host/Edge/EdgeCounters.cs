using System.Diagnostics.Metrics;

namespace Parley.Host.Edge;

/// <summary>What the edge counts. Every name begins with <c>parley.</c>.</summary>
internal sealed class EdgeCounters(IMeterFactory meters)
{
    public const string MeterName = "Parley.Host";

    /// <summary>Requests that ended in a fault of ours. Anything but zero is a bug.</summary>
    public Counter<long> Unexpected { get; } = meters.Create(MeterName)
        .CreateCounter<long>("parley.requests.unexpected", "{request}", "Requests that ended in an unexpected failure.");
}
