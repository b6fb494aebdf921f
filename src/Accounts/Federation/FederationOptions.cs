using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>How identity providers are spoken to. Bound from the section "Federation".</summary>
public sealed record FederationOptions
{
    /// <summary>Longest wait for each answer of a provider. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest answer of a provider in bytes, 4 KiB to 4 MiB. Default 256 KiB.</summary>
    [Range(4096, 4 * 1024 * 1024)]
    public int MaxBytes { get; init; } = 256 * 1024;

    /// <summary>How long what a provider says of itself, and its keys, are used without asking again. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MetadataCache { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long somebody may take to sign in at their provider. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan SignInTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often the proof of a domain is looked for again, 1 hour to 7 days. Default 1 day.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "7.00:00:00")]
    public TimeSpan DomainCheckEvery { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long a proven domain goes on counting though its proof is not found, 1 hour to 30 days. Default 5 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan DomainGrace { get; init; } = TimeSpan.FromDays(5);
}

[OptionsValidator]
internal sealed partial class FederationOptionsValidator : IValidateOptions<FederationOptions>;
