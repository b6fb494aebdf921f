using Parley.Accounts;

namespace Parley.Models;

/// <summary>What one million tokens of a deployment cost, in the tenant's currency.</summary>
/// <param name="CachedInput">For input that the provider had cached.</param>
public sealed record Price(decimal Input, decimal Output, decimal CachedInput)
{
    private const decimal Million = 1_000_000m;

    public static Price Zero { get; } = new(0, 0, 0);

    /// <summary>The cost of a call, rounded up to the millionth.</summary>
    public Money Of(long inputTokens, long outputTokens, long cachedTokens)
    {
        var cached = Math.Clamp(cachedTokens, 0, inputTokens);
        return Money.From((((inputTokens - cached) * Input) + (cached * CachedInput) + (outputTokens * Output)) / Million);
    }
}
