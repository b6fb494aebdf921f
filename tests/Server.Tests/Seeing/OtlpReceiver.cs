using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Parley.Server.Tests.Seeing;

/// <summary>A receiver of OTLP over HTTP that keeps what it is sent, as bytes and as far as tests look at it.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<OtlpSpan> Spans { get; } = [];

    /// <summary>The names of all metrics that came.</summary>
    public ConcurrentDictionary<string, bool> Metrics { get; } = [];

    /// <summary>Every body that came, of traces, metrics and logs.</summary>
    public ConcurrentQueue<byte[]> Bodies { get; } = [];

    public IEnumerable<(string, string)> Settings =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", _app.Urls.First()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_BSP_SCHEDULE_DELAY", "100"), ("OTEL_BLRP_SCHEDULE_DELAY", "100"), ("OTEL_METRIC_EXPORT_INTERVAL", "300"),
    ];

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.MapPost("/v1/{signal}", receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    public bool Holds(string text)
    {
        var sought = Encoding.UTF8.GetBytes(text);
        return Bodies.Any(body => body.AsSpan().IndexOf(sought) >= 0);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(string signal, HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Bodies.Enqueue(body.ToArray());

        // Request → resource → scope → span or metric: at each of these the list that matters.
        foreach (var item in new Wire(body.ToArray()).All(1).SelectMany(resource => resource.All(2)).SelectMany(scope => scope.All(2)))
        {
            if (signal == "traces")
            {
                Spans.Enqueue(OtlpSpan.Read(item));
            }
            else if (signal == "metrics")
            {
                Metrics[item.Text(1)] = true;
            }
        }
    }
}

/// <param name="Parent">Empty for a root.</param>
/// <param name="Links">The spans that it points at, besides its parent.</param>
internal sealed record OtlpSpan(
    string Trace, string Id, string Parent, string Name, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> Links)
{
    public static OtlpSpan Read(Wire span) => new(
        span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5),
        span.All(9).ToDictionary(attribute => attribute.Text(1), attribute => attribute.All(2).Select(ValueOf).FirstOrDefault() ?? ""),
        [.. span.All(13).Select(link => link.Hex(2))]);

    // string_value is 1, int_value 3; the rest is not looked at.
    private static string ValueOf(Wire value) => value.Text(1) is { Length: > 0 } text ? text : $"{value.Number(3)}";
}

/// <summary>A message in protocol buffers' wire format, of which fields are read by their numbers.</summary>
internal sealed class Wire(ReadOnlyMemory<byte> bytes)
{
    private readonly List<(int Field, long Number, ReadOnlyMemory<byte> Bytes)> _fields = Read(bytes);

    public IEnumerable<Wire> All(int field) => _fields.Where(one => one.Field == field).Select(one => new Wire(one.Bytes));

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field).Span);

    public string Hex(int field) => Convert.ToHexStringLower(Bytes(field).Span);

    public long Number(int field) => _fields.FirstOrDefault(one => one.Field == field).Number;

    private ReadOnlyMemory<byte> Bytes(int field) => _fields.FirstOrDefault(one => one.Field == field).Bytes;

    private static List<(int, long, ReadOnlyMemory<byte>)> Read(ReadOnlyMemory<byte> bytes)
    {
        var fields = new List<(int, long, ReadOnlyMemory<byte>)>();
        var at = 0;
        while (at < bytes.Length)
        {
            var tag = Varint(bytes.Span, ref at);
            var (field, size) = ((int)(tag >> 3), (tag & 7) switch { 1 => 8, 5 => 4, _ => 0 });
            if ((tag & 7) == 0)
            {
                fields.Add((field, (long)Varint(bytes.Span, ref at), default));
                continue;
            }

            size = (tag & 7) == 2 ? (int)Varint(bytes.Span, ref at) : size;
            fields.Add((field, 0, bytes.Slice(at, size)));
            at += size;
        }

        return fields;
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
