using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Safety;

/// <summary>What becomes of somebody whose messages are refused again and again. Bound from the section "Abuse".</summary>
public sealed record AbuseOptions
{
    /// <summary>Whether refused messages count for anything. Bans that somebody set hold either way. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>After how many minutes a score is half of what it was; 1 to 100,000. A refused message adds 1 to it. Default 60.</summary>
    [Range(1, 100_000)]
    public double HalfLifeMinutes { get; set; } = 60;

    /// <summary>Score from which messages are taken slowly; above 0. Default 4.</summary>
    [Range(0.1, 1_000_000)]
    public double SlowAt { get; set; } = 4;

    /// <summary>How far apart messages are taken then, in seconds; 1 to 3,600. Default 15.</summary>
    [Range(1, 3_600)]
    public double SlowSeconds { get; set; } = 15;

    /// <summary>Score from which no message is taken for a while; each such pause adds 2 to it. Default 8.</summary>
    [Range(0.1, 1_000_000)]
    public double CoolAt { get; set; } = 8;

    /// <summary>How long that is, in minutes; 1 to 10,000. Default 15.</summary>
    [Range(1, 10_000)]
    public double CoolMinutes { get; set; } = 15;

    /// <summary>Score from which its sender is banned. Default 12.</summary>
    [Range(0.1, 1_000_000)]
    public double BanAt { get; set; } = 12;

    /// <summary>For how long, in hours; 1 to 10,000. Default 24.</summary>
    [Range(1, 10_000)]
    public double BanHours { get; set; } = 24;
}

[OptionsValidator]
internal sealed partial class AbuseOptionsValidator : IValidateOptions<AbuseOptions>;
