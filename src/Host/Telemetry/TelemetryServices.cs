using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Parley.Host.Composition;

namespace Parley.Host.Telemetry;

/// <summary>Logs, traces and metrics: from the framework's own sources and from every source of ours, whose names begin with <c>Parley.</c>.</summary>
internal static class TelemetryServices
{
    private static readonly string[] Sources = ["Parley.*", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql"];

    private static readonly string[] Meters =
    [
        "Parley.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Npgsql",
    ];

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.AddLogs();
        builder.Services.AddSingleton<PrometheusReader>();
        builder.Services.AddSingleton(services => MeterProviderOf(services.GetRequiredService<PrometheusReader>(), IsExported(builder.Configuration)));
        if (IsExported(builder.Configuration))
        {
            builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(Resource()).AddSource(Sources).AddOtlpExporter().Build());
            builder.Logging.AddOpenTelemetry(logs => logs.SetResourceBuilder(Resource()).AddOtlpExporter());
        }
    }

    /// <summary>Starts listening to the sources; before this nothing is measured.</summary>
    public static void StartTelemetry(this IServiceProvider services)
    {
        services.GetService<MeterProvider>();
        services.GetService<TracerProvider>();
    }

    private static void AddLogs(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();

        // Of formatters with one name the first counts.
        builder.Services.RemoveAll<ConsoleFormatter>();
        builder.Services.AddSingleton<ConsoleFormatter, JsonLines>();
        builder.Logging.AddConsole(console =>
        {
            // Standard output belongs to what a verb was asked for.
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.FormatterName ??= Console.IsErrorRedirected ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple;
        });
        builder.Services.Configure<SimpleConsoleFormatterOptions>(simple => (simple.SingleLine, simple.TimestampFormat, simple.UseUtcTimestamp) = (true, "HH:mm:ss ", true));

        // The framework writes addresses with their queries at Information, and a query may hold what somebody searched for.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning);

        // Why the start failed is told once, in a sentence, by the verb; a service that dies later is critical.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    }

    private static MeterProvider MeterProviderOf(PrometheusReader prometheus, bool exported)
    {
        var meters = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Resource()).AddMeter(Meters).AddReader(prometheus.Reader);
        return (exported ? meters.AddOtlpExporter() : meters).Build();
    }

    private static ResourceBuilder Resource() =>
        ResourceBuilder.CreateEmpty().AddService("parley", serviceVersion: Product.Version).AddTelemetrySdk().AddEnvironmentVariableDetector();

    private static bool IsExported(ConfigurationManager configuration) => !string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
}
