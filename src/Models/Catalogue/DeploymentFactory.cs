using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Accounts;

namespace Parley.Models;

/// <summary>Makes deployments of connections: the one place where the meter is put around a provider's client.</summary>
internal sealed class DeploymentFactory(Ledger ledger, IOptions<FailoverOptions> failover, TimeProvider time, ILogger<Meter> logger)
{
    /// <param name="name">The name it goes by; must be free.</param>
    public Deployment Make(string provider, string name, ProviderConnection connection, Price? price = null)
    {
        var tokens = new TokenCounter(connection.Tokenizer is { } call ? new ServerTokenizer(call, time) : null);
        var tariff = new Tariff(provider, name, connection.Model, connection.MaxOutputTokens, price ?? Price.Zero, connection.CacheWriteFactor);
        return new()
        {
            Name = name,
            Provider = provider,
            Model = connection.Model,
            ContextTokens = connection.ContextTokens,
            MaxOutputTokens = connection.MaxOutputTokens,
            Abilities = connection.Abilities,
            Price = tariff.Price,
            Since = time.GetUtcNow(),
            Tokens = tokens,
            Client = new(connection.Client, new(tariff, tokens, connection.Refused, ledger, time, logger)),
            Health = new(failover.Value, time),
            Refusals = connection.Refused,
            KnobLimits = connection.KnobLimits,
        };
    }
}
