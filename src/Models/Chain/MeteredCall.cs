using System.Diagnostics;
using Microsoft.Extensions.AI;
using Parley.Accounts;
using Parley.Text;

namespace Parley.Models;

/// <summary>One call under way: watches what comes back, and closes its reservation exactly once.</summary>
internal sealed class MeteredCall(
    CallContext context, Reservation reservation, IReadOnlyList<ChatMessage> sent, ChatOptions? options, Meter meter)
{
    private readonly long _started = meter.Time.GetTimestamp();
    private Activity? _span;
    private TimeSpan? _firstToken;
    private TokenEstimate _received;
    private bool _anyReceived;
    private UsageDetails? _usage;

    // A reader that walks away without a word has cancelled.
    private string _outcome = "cancelled";
    private bool _free;

    /// <summary>What the call is made with.</summary>
    public ChatOptions? Options => options;

    /// <summary>Begins the call's span, which is then the current one of whoever calls this.</summary>
    public void Begin() => _span = CallTelemetry.Start(meter.Tariff, context, options);

    /// <summary>A part of the answer came.</summary>
    public void Came(ChatResponseUpdate update)
    {
        Note(update.Contents);
        _firstToken ??= _anyReceived ? meter.Time.GetElapsedTime(_started) : null;
    }

    public void Note(IList<AIContent> contents)
    {
        foreach (var content in contents)
        {
            switch (content)
            {
                case TextContent text:
                    Receive(text.Text);
                    break;
                case TextReasoningContent reasoning:
                    Receive(reasoning.Text);
                    break;
                case FunctionCallContent call:
                    Receive(call.Name);
                    Receive(ResultText.Of(call.Arguments));
                    break;
                case UsageContent usage:
                    Note(usage.Details);
                    break;
            }
        }
    }

    public void Note(UsageDetails? usage) => _usage = usage ?? _usage;

    public void Completed() => _outcome = "completed";

    public void Failed(Exception exception, CancellationToken cancellationToken)
    {
        _outcome = OutcomeOf(exception, cancellationToken);
        _free = !_anyReceived && _usage is null && exception is ProviderException { MayHaveCost: false };
    }

    /// <summary>How a call ended that failed, in one word.</summary>
    public static string OutcomeOf(Exception exception, CancellationToken cancellationToken) =>
        exception is ProviderException failure ? failure.Word
        : exception is OperationCanceledException && cancellationToken.IsCancellationRequested ? "cancelled"
        : "failed";

    /// <summary>Settles; or gives the reservation back where the provider certainly computed nothing.</summary>
    public Task CloseAsync()
    {
        var receipt = _free ? new CallReceipt { Outcome = _outcome } : Account();
        var took = meter.Time.GetElapsedTime(_started);
        context.Receipt = receipt;
        CallTelemetry.End(_span, meter.Tariff, context, receipt, took, _firstToken);
        return meter.CloseAsync(reservation, context.SettlesWithNext, _free ? null : new()
        {
            InputTokens = receipt.InputTokens,
            OutputTokens = receipt.OutputTokens,
            CachedTokens = receipt.CachedTokens,
            Cost = receipt.Cost,
            Estimated = receipt.Estimated,
            Outcome = receipt.Outcome,
            Latency = took,
        });
    }

    private CallReceipt Account()
    {
        var reported = _usage is { InputTokenCount: not null, OutputTokenCount: not null };
        var input = reported ? Math.Max(0, _usage!.InputTokenCount!.Value) : EstimateSent();
        var output = reported ? Math.Max(0, _usage!.OutputTokenCount!.Value) : _received.Tokens;
        var cached = Math.Clamp(_usage?.CachedInputTokenCount ?? 0, 0, input);
        return new()
        {
            InputTokens = input,
            OutputTokens = output,
            CachedTokens = cached,
            Cost = meter.Tariff.Of(input, output, cached, _usage?.AdditionalCounts?.GetValueOrDefault(CallUsage.CacheWritten) ?? 0),
            Estimated = !reported,
            LeftOut = LeftOut(),
            Outcome = _outcome,
        };
    }

    private List<string> LeftOut() => meter.Refused.Knobs.Count == 0 ? [] :
    [
        .. meter.Refused.Knobs.Where(knob => knob switch
        {
            "temperature" => options?.Temperature is not null,
            "top_p" => options?.TopP is not null,
            "frequency_penalty" => options?.FrequencyPenalty is not null,
            _ => options?.MaxOutputTokens is not null,
        }),
    ];

    private long EstimateSent() => sent.Sum(message => TokenCounter.PerMessage + message.Contents.Sum(content => (long)(content switch
    {
        TextContent text => meter.Tokens.Estimate(text.Text),
        TextReasoningContent thought => meter.Tokens.Estimate(thought.Text),
        FunctionCallContent call => meter.Tokens.Estimate(call.Name + ResultText.Of(call.Arguments)),
        FunctionResultContent result => meter.Tokens.Estimate(ResultText.Of(result.Result)),
        _ => 0,
    })));

    private void Receive(string text)
    {
        _anyReceived |= text.Length > 0;
        _received.Add(text);
    }
}
