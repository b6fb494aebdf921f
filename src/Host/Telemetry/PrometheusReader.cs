using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Parley.Host.Telemetry;

/// <summary>Holds the metrics for whoever asks at <c>/metrics</c>; nothing is collected in between.</summary>
internal sealed class PrometheusReader : IDisposable
{
    private const int LongestCollection = 2000;
    private readonly TextExporter _exporter = new();
    private readonly SemaphoreSlim _one = new(1, 1);

    public PrometheusReader() => Reader = new BaseExportingMetricReader(_exporter)
    {
        TemporalityPreference = MetricReaderTemporalityPreference.Cumulative,
    };

    /// <summary>What the meter provider is given.</summary>
    public MetricReader Reader { get; }

    public async Task<string> CollectAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            _exporter.Text.Clear();
            Reader.Collect(LongestCollection);
            return _exporter.Text.ToString();
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        Reader.Dispose();
        _exporter.Dispose();
        _one.Dispose();
    }

    private sealed class TextExporter : BaseExporter<Metric>
    {
        public StringBuilder Text { get; } = new();

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                PrometheusText.Write(Text, metric);
            }

            return ExportResult.Success;
        }
    }
}
