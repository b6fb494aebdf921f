using Microsoft.Extensions.Logging;
using Parley.Accounts;

namespace Parley.Models;

/// <summary>Waits for a place for each call of a deployment that reads texts and writes none, and opens and closes its account.</summary>
/// <param name="gate">Null where nothing is ever bounded.</param>
internal sealed class InputMeter(Tariff tariff, EncoderGate? gate, Ledger ledger, TimeProvider time, ILogger<Meter> logger)
{
    /// <summary>Sets the worst case aside as soon as there is a place, calls, and settles on what the provider reports, else on an estimate.</summary>
    /// <param name="most">A proven bound of the tokens that the call reads.</param>
    /// <param name="estimate">What it probably read.</param>
    /// <param name="call">Gives the answer, and the tokens that the provider says it read; null where it does not say.</param>
    /// <exception cref="ProviderException">The provider failed, or there would be no place for the call in time.</exception>
    /// <exception cref="RefusedException">A budget does not hold the worst case.</exception>
    public async Task<T> CallAsync<T>(
        CallContext context, long most, Func<long> estimate, Func<CancellationToken, Task<(T Answer, long? Tokens)>> call,
        CancellationToken cancellationToken)
    {
        using var place = gate is null ? null : await gate.EnterAsync(context, estimate, cancellationToken);
        var charged = tariff.At(time.GetUtcNow());
        var reservation = await ledger.ReserveAsync(context.Tenant, context.WorstCaseOf(charged, most, 0), cancellationToken);
        var started = time.GetTimestamp();
        using var span = CallTelemetry.Start(tariff, context, null);
        CallReceipt? receipt = null;
        try
        {
            var (answer, tokens) = await call(cancellationToken);
            receipt = Receipt(charged, "completed", tokens, estimate);
            return answer;
        }
        catch (Exception exception)
        {
            var outcome = MeteredCall.OutcomeOf(exception, cancellationToken);
            receipt = exception is ProviderException { MayHaveCost: false } ? new CallReceipt { Outcome = outcome } : Receipt(charged, outcome, null, estimate);
            throw;
        }
        finally
        {
            var took = time.GetElapsedTime(started);
            context.Receipt = receipt;
            CallTelemetry.End(span, tariff, context, receipt!, took, null);
            place?.Leave(receipt!.InputTokens);
            await CloseAsync(reservation, receipt!, took);
        }
    }

    private static CallReceipt Receipt(Tariff charged, string outcome, long? tokens, Func<long> estimate)
    {
        var input = tokens is >= 0 and { } told ? told : estimate();
        return new() { InputTokens = input, Cost = charged.Of(input, 0, 0, 0), Estimated = tokens is null or < 0, Outcome = outcome };
    }

    // The call is over by then, so no cancellation applies; and an answer is not failed because its bill could not be written.
    private async Task CloseAsync(Reservation reservation, CallReceipt receipt, TimeSpan took)
    {
        try
        {
            await (receipt is { InputTokens: 0, Outcome: not "completed" }
                ? ledger.ReleaseAsync(reservation, CancellationToken.None)
                : ledger.SettleAsync(
                    reservation,
                    new()
                    {
                        InputTokens = receipt.InputTokens,
                        Cost = receipt.Cost,
                        Estimated = receipt.Estimated,
                        Outcome = receipt.Outcome,
                        Latency = took,
                    },
                    cancellationToken: CancellationToken.None));
        }
        catch (Exception exception)
        {
            logger.SettlementFailed(reservation.Id.Value, exception);
        }
    }
}
