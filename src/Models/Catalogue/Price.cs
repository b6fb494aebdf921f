using Parley.Accounts;

namespace Parley.Models;

/// <summary>What one million tokens of a deployment cost, in the tenant's currency.</summary>
/// <param name="CachedInput">For input that the provider had cached.</param>
public sealed record Price(decimal Input, decimal Output, decimal CachedInput)
{
    private const decimal Million = 1_000_000m;

    public static Price Zero { get; } = new(0, 0, 0);

    /// <summary>The cost of a call, rounded up to the millionth.</summary>
    /// <param name="cachedTokens">Of the input, what was in the provider's cache.</param>
    /// <param name="writtenTokens">Of the rest, what was put into it, at so many times the price of input.</param>
    public Money Of(long inputTokens, long outputTokens, long cachedTokens, long writtenTokens = 0, decimal writeFactor = 1)
    {
        var cached = Math.Clamp(cachedTokens, 0, inputTokens);
        var written = Math.Clamp(writtenTokens, 0, inputTokens - cached);
        var input = inputTokens - cached + (written * (writeFactor - 1));
        return Money.From(((input * Input) + (cached * CachedInput) + (outputTokens * Output)) / Million);
    }
}
