using System.Globalization;
using System.Text;
using OpenTelemetry.Metrics;

namespace Parley.Host.Telemetry;

/// <summary>Writes metrics in Prometheus' text exposition format, version 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static void Write(StringBuilder text, Metric metric)
    {
        var name = Name(metric);
        text.Append("# HELP ").Append(name).Append(' ').Append(Escape(Help(metric), quotes: false)).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(Type(metric)).Append('\n');
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            WritePoint(text, name, metric, in point);
        }
    }

    private static void WritePoint(StringBuilder text, string name, Metric metric, ref readonly MetricPoint point)
    {
        var labels = Labels(in point);
        switch (metric.MetricType)
        {
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                Line(text, name, labels, point.GetSumLong());
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                Line(text, name, labels, point.GetSumDouble());
                break;
            case MetricType.LongGauge:
                Line(text, name, labels, point.GetGaugeLastValueLong());
                break;
            case MetricType.DoubleGauge:
                Line(text, name, labels, point.GetGaugeLastValueDouble());
                break;
            case MetricType.Histogram:
                WriteHistogram(text, name, labels, in point);
                break;
        }
    }

    private static void WriteHistogram(StringBuilder text, string name, string labels, ref readonly MetricPoint point)
    {
        long total = 0;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            total += bucket.BucketCount;
            var bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : Number(bucket.ExplicitBound);
            Line(text, name + "_bucket", Join(labels, $"le=\"{bound}\""), total);
        }

        Line(text, name + "_sum", labels, point.GetHistogramSum());
        Line(text, name + "_count", labels, point.GetHistogramCount());
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Labels(ref readonly MetricPoint point)
    {
        var labels = "";
        foreach (var (key, value) in point.Tags)
        {
            labels = Join(labels, $"{Word(key)}=\"{Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", quotes: true)}\"");
        }

        return labels;
    }

    private static string Name(Metric metric)
    {
        var name = Word(metric.Name);
        var unit = metric.Unit switch { "s" => "seconds", "ms" => "milliseconds", "By" => "bytes", "%" => "percent", _ => "" };
        if (unit.Length > 0 && !name.EndsWith("_" + unit, StringComparison.Ordinal))
        {
            name += "_" + unit;
        }

        // In this format the ending belongs to histograms.
        if (metric.MetricType != MetricType.Histogram && name.EndsWith("_count", StringComparison.Ordinal))
        {
            name = name[..^"count".Length] + "current";
        }

        return IsCounter(metric) && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static string Help(Metric metric) =>
        string.IsNullOrEmpty(metric.Description) ? $"{metric.Name}, as {metric.MeterName} measures it." : metric.Description;

    private static string Type(Metric metric) =>
        metric.MetricType == MetricType.Histogram ? "histogram" : IsCounter(metric) ? "counter" : "gauge";

    private static bool IsCounter(Metric metric) => metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;

    private static string Word(string name) =>
        string.Concat(name.Select((symbol, at) => char.IsAsciiLetter(symbol) || symbol == '_' || (at > 0 && char.IsAsciiDigit(symbol)) ? symbol : '_'));

    private static string Join(string labels, string label) => labels.Length == 0 ? label : $"{labels},{label}";

    private static string Escape(string text, bool quotes)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
