using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Parley.Accounts;

namespace Parley.Models;

/// <summary>One call under way: watches what comes back, and closes its reservation exactly once.</summary>
internal sealed class MeteredCall(
    CallContext context, Reservation reservation, IReadOnlyList<ChatMessage> sent, Price price, TokenCounter tokens, Ledger ledger,
    TimeProvider time, ILogger logger)
{
    private readonly long _started = time.GetTimestamp();
    private TokenEstimate _received;
    private bool _anyReceived;
    private UsageDetails? _usage;

    // A reader that walks away without a word has cancelled.
    private string _outcome = "cancelled";
    private bool _free;

    public async ValueTask<bool> WatchAsync(IAsyncEnumerator<ChatResponseUpdate> updates, CancellationToken cancellationToken)
    {
        try
        {
            if (await updates.MoveNextAsync())
            {
                Note(updates.Current.Contents);
                return true;
            }

            Completed();
            return false;
        }
        catch (Exception exception)
        {
            Failed(exception, cancellationToken);
            throw;
        }
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
        _outcome = exception is ProviderException failure ? System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(failure.Kind.ToString())
            : exception is OperationCanceledException && cancellationToken.IsCancellationRequested ? "cancelled"
            : "failed";
        _free = !_anyReceived && _usage is null && exception is ProviderException { MayHaveCost: false };
    }

    /// <summary>
    /// Settles or releases. A call is over by then, so no cancellation applies; and an answer is not failed because its bill could not
    /// be written: the sweep charges the reservation later.
    /// </summary>
    public async Task CloseAsync()
    {
        var receipt = _free ? new CallReceipt { Outcome = _outcome } : Account();
        context.Receipt = receipt;
        try
        {
            await (_free
                ? ledger.ReleaseAsync(reservation, CancellationToken.None)
                : ledger.SettleAsync(
                    reservation,
                    new()
                    {
                        InputTokens = receipt.InputTokens,
                        OutputTokens = receipt.OutputTokens,
                        CachedTokens = receipt.CachedTokens,
                        Cost = receipt.Cost,
                        Estimated = receipt.Estimated,
                        Outcome = receipt.Outcome,
                        Latency = time.GetElapsedTime(_started),
                    },
                    CancellationToken.None));
        }
        catch (Exception exception)
        {
            logger.SettlementFailed(reservation.Id.Value, exception);
        }
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
            Cost = price.Of(input, output, cached),
            Estimated = !reported,
            Outcome = _outcome,
        };
    }

    private long EstimateSent() => sent.Sum(message => TokenCounter.PerMessage + message.Contents.Sum(content => (long)(content switch
    {
        TextContent text => tokens.Estimate(text.Text),
        FunctionCallContent call => tokens.Estimate(call.Name + ResultText.Of(call.Arguments)),
        FunctionResultContent result => tokens.Estimate(ResultText.Of(result.Result)),
        _ => 0,
    })));

    private void Receive(string text)
    {
        _anyReceived |= text.Length > 0;
        _received.Add(text);
    }
}
