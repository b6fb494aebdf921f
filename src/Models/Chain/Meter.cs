using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Parley.Accounts;

namespace Parley.Models;

/// <summary>What calls of one deployment are charged by.</summary>
/// <param name="MaxOutputTokens">The longest answer when a call does not say.</param>
internal sealed record Tariff(string Deployment, string Model, int MaxOutputTokens, Price Price);

/// <summary>Opens the account of each call of one deployment.</summary>
internal sealed class Meter(Tariff tariff, TokenCounter tokens, Ledger ledger, TimeProvider time, ILogger<Meter> logger)
{
    /// <exception cref="InvalidOperationException">The call does not say for whom and for what it is.</exception>
    public async Task<MeteredCall> OpenAsync(IReadOnlyList<ChatMessage> sent, ChatOptions? options, CancellationToken cancellationToken)
    {
        var context = options.Context() ?? throw new InvalidOperationException(
            $"A call of {tariff.Deployment} carries no {nameof(CallContext)}; say for whom and for what it is by ChatOptions.With(context).");
        var output = options?.MaxOutputTokens ?? tariff.MaxOutputTokens;
        var reservation = await ledger.ReserveAsync(
            context.Tenant,
            new()
            {
                Turn = context.Turn,
                Subject = context.Subject,
                Purpose = context.Purpose,
                Deployment = tariff.Deployment,
                Model = tariff.Model,
                WorstCase = tariff.Price.Of(WorstCase.InputTokens(sent, options), output, 0),
            },
            cancellationToken);
        return new(context, reservation, sent, tariff.Price, tokens, ledger, time, logger);
    }
}
