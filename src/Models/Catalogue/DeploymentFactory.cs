using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Accounts;

namespace Parley.Models;

/// <summary>Makes deployments of connections: the one place where the meter is put around a provider's client.</summary>
/// <param name="shares">Null in a house without a database.</param>
internal sealed class DeploymentFactory(
    Ledger ledger, IOptions<FailoverOptions> failover, IOptions<LoadOptions> load, TimeProvider time, ILogger<Meter> logger, NodeShares? shares = null)
{
    /// <summary>A deployment whose price never changes.</summary>
    public Deployment Make(string provider, string name, ProviderConnection connection, Price price) =>
        Make(provider, name, connection, new AgreedTerms(new() { Prices = PriceList.Always(price) }));

    /// <param name="name">The name it goes by; must be free.</param>
    /// <param name="terms">Null for the usual ones: free, unlimited, open to everybody.</param>
    /// <param name="id">Null where no tenant has said anything about it.</param>
    /// <param name="tenant">Whose word it is that the limits are; null where nobody can set any.</param>
    public Deployment Make(
        string provider, string name, ProviderConnection connection, AgreedTerms? terms = null, string? id = null, DateTimeOffset? since = null,
        TenantId? tenant = null)
    {
        var tokens = new TokenCounter(connection.Tokenizer is { } call ? new ServerTokenizer(call, time) : null);
        var agreed = terms ?? new(DeploymentTerms.Usual);
        var tariff = new Tariff(provider, name, connection.Model, connection.MaxOutputTokens, agreed, connection.CacheWriteFactor);
        return new(agreed, time)
        {
            Id = id,
            Name = name,
            Provider = provider,
            Model = connection.Model,
            ContextTokens = connection.ContextTokens,
            MaxOutputTokens = connection.MaxOutputTokens,
            Abilities = connection.Abilities,
            Connection = connection,
            Since = since ?? time.GetUtcNow(),
            Tokens = tokens,
            Client = new(connection.Client, new(tariff, tokens, connection.Refused, ledger, time, logger)),
            Health = new(failover.Value, time),
            Queue = new(load.Value, () => agreed.Now.Limits, time, tenant is { } of && id is not null ? shares?.Of(of, id) : null),
            Refusals = connection.Refused,
            KnobLimits = connection.KnobLimits,
        };
    }
}
