using Parley.Accounts;

namespace Parley.Models;

/// <summary>Names of counts that a provider's client reports beside those that all have, in <c>UsageDetails.AdditionalCounts</c>.</summary>
public static class CallUsage
{
    /// <summary>Tokens of the input that were put into the provider's cache.</summary>
    public const string CacheWritten = "cache_written";
}

/// <summary>What a call used and cost; the meter writes it when the call ends, however it ends.</summary>
public sealed record CallReceipt
{
    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    public long CachedTokens { get; init; }

    public Money Cost { get; init; }

    /// <summary>True when the provider did not report usage and it was computed from the sent and received text.</summary>
    public bool Estimated { get; init; }

    /// <summary>Knobs that the call asked for and the model refused, by their JSON names; the call was made without them.</summary>
    public IReadOnlyCollection<string> LeftOut { get; init; } = [];

    /// <summary><c>completed</c>, <c>cancelled</c>, or how it failed, such as <c>rate_limited</c>.</summary>
    public required string Outcome { get; init; }
}
