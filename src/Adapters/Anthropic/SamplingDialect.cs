using System.Text.RegularExpressions;
using Parley.Models;

namespace Parley.Anthropic;

/// <summary>What one model was learned to refuse, so that it is asked only once: newer models choose their words by themselves.</summary>
internal static partial class SamplingDialect
{
    private static readonly string[] Optional = ["temperature", "top_p"];

    /// <summary>Learns from a refusal.</summary>
    /// <returns>True when the same call is worth another try.</returns>
    public static bool Learn(WireError error, RefusedParameters refused) =>
        error.Message is { } message && IsUnsupported(error)
        && Optional.FirstOrDefault(name => message.Contains(name, StringComparison.Ordinal)) is { } named
        && refused.Add(named);

    /// <summary>Whether a refusal is one of something that was given, and not of a wrong value.</summary>
    public static bool IsUnsupported(WireError error) => error.Message is { } message && Unsupported().IsMatch(message);

    [GeneratedRegex("deprecated|unsupported|not supported|does not support|no longer|extra inputs|not permitted|not allowed|only be set to|may only", RegexOptions.IgnoreCase)]
    private static partial Regex Unsupported();
}
