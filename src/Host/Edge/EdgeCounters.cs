using System.Diagnostics.Metrics;

namespace Parley.Host.Edge;

/// <summary>What the edge counts. Every name begins with <c>parley.</c>.</summary>
internal sealed class EdgeCounters
{
    private const string MeterName = "Parley.Host";

    public EdgeCounters(IMeterFactory meters)
    {
        Unexpected = meters.Create(MeterName)
            .CreateCounter<long>("parley.requests.unexpected", "{request}", "Requests that ended in an unexpected failure.");

        // An alarm can only watch a figure that is there.
        Unexpected.Add(0);
    }

    /// <summary>Requests that ended in a fault of ours. Anything but zero is a bug.</summary>
    public Counter<long> Unexpected { get; }
}
