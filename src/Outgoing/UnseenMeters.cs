using System.Diagnostics.Metrics;

namespace Parley.Outgoing;

/// <summary>Meters under a name that nobody listens to.</summary>
internal sealed class UnseenMeters : IMeterFactory
{
    private readonly Meter _meter = new("Unseen");

    public Meter Create(MeterOptions options) => _meter;

    public void Dispose() => _meter.Dispose();
}
