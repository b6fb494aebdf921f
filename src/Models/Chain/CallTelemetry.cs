using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;

namespace Parley.Models;

/// <summary>
/// What each call of a model tells the operator, under the source and meter <c>Parley.Models</c>: what was called, for how long and how
/// many tokens it took. Never a word of what was sent or answered.
/// </summary>
/// <remarks>OpenTelemetry's semantic conventions for generative AI clients; names of our own begin with <c>parley.</c>.</remarks>
internal static class CallTelemetry
{
    private const string Name = "Parley.Models";
    private const string Experiment = "parley.experiment";
    private const string Variant = "parley.variant";

    private static readonly ActivitySource Source = new(Name);
    private static readonly System.Diagnostics.Metrics.Meter Measures = new(Name);

    private static readonly Histogram<double> Duration = Measures.CreateHistogram(
        "gen_ai.client.operation.duration", "s", "How long calls of models took, from the first byte sent to the last received.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
        });

    private static readonly Histogram<long> Tokens = Measures.CreateHistogram(
        "gen_ai.client.token.usage", "{token}", "Tokens that calls of models used, by kind.",
        advice: new InstrumentAdvice<long>
        {
            HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864],
        });

    private static readonly Histogram<double> FirstToken = Measures.CreateHistogram(
        "gen_ai.server.time_to_first_token", "s", "From the call of a model to the first piece of its answer.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
        });

    /// <returns>The span of a call, which is the current one from here on; null when nobody listens.</returns>
    public static Activity? Start(Tariff tariff, CallContext context, ChatOptions? options)
    {
        var operation = OperationOf(context.Purpose);
        if (Source.StartActivity($"{operation} {tariff.Model}", ActivityKind.Client) is not { IsAllDataRequested: true } span)
        {
            return null;
        }

        span.SetTag("gen_ai.operation.name", operation);
        span.SetTag("gen_ai.provider.name", tariff.Provider);
        span.SetTag("gen_ai.request.model", tariff.Model);
        span.SetTag("gen_ai.request.max_tokens", options?.MaxOutputTokens);
        span.SetTag("gen_ai.request.temperature", options?.Temperature);
        span.SetTag("gen_ai.request.top_p", options?.TopP);
        span.SetTag("gen_ai.request.frequency_penalty", options?.FrequencyPenalty);
        span.SetTag("parley.deployment", tariff.Deployment);
        span.SetTag("parley.purpose", context.Purpose);
        span.SetTag("parley.attempt", context.Attempt);
        span.SetTag("parley.turn.id", context.Turn?.Value);
        span.SetTag(Experiment, context.Arm?.Name);
        span.SetTag(Variant, context.Arm?.Variant);
        return span;
    }

    /// <param name="firstToken">Null when nothing came.</param>
    public static void End(Activity? span, Tariff tariff, CallContext context, CallReceipt receipt, TimeSpan took, TimeSpan? firstToken)
    {
        var tags = new TagList
        {
            { "gen_ai.operation.name", OperationOf(context.Purpose) },
            { "gen_ai.provider.name", tariff.Provider },
            { "gen_ai.request.model", tariff.Model },
        };
        if (firstToken is { } first)
        {
            FirstToken.Record(first.TotalSeconds, tags);
        }

        if (receipt.InputTokens + receipt.OutputTokens > 0)
        {
            Tokens.Record(receipt.InputTokens, [.. tags, new("gen_ai.token.type", "input")]);
            Tokens.Record(receipt.OutputTokens, [.. tags, new("gen_ai.token.type", "output")]);
        }

        var error = receipt.Outcome == "completed" ? null : receipt.Outcome;
        if (error is not null)
        {
            tags.Add("error.type", error);
        }

        Duration.Record(took.TotalSeconds, tags);
        if (span is null)
        {
            return;
        }

        span.SetTag("gen_ai.usage.input_tokens", receipt.InputTokens);
        span.SetTag("gen_ai.usage.output_tokens", receipt.OutputTokens);
        span.SetTag("parley.usage.estimated", receipt.Estimated);
        span.SetTag("parley.cost", receipt.Cost.ToString());
        span.SetTag("parley.first_token_s", firstToken?.TotalSeconds);
        span.SetTag("error.type", error);
        if (error is not (null or "cancelled"))
        {
            span.SetStatus(ActivityStatusCode.Error);
        }

        span.Dispose();
    }

    private static string OperationOf(string purpose) => purpose switch
    {
        "embedding" => "embeddings",
        "rerank" => "rerank",
        _ => "chat",
    };
}
