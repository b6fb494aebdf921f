using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Orchestration;

/// <summary>How changes are told to those who follow them. Bound from the section "Live".</summary>
public sealed record LiveOptions
{
    /// <summary>How long what changed is kept for those who come again, in hours; 1 to 720. Default 24.</summary>
    [Range(1, 720)]
    public double KeepHours { get; set; } = 24;

    /// <summary>The most changed things that are kept of one feed; 100 to 1,000,000. Default 10,000.</summary>
    [Range(100, 1_000_000)]
    public int MostKept { get; set; } = 10_000;

    /// <summary>Streams that one user or end user may have open on one node; 1 to 10,000. Default 20.</summary>
    [Range(1, 10_000)]
    public int StreamsPerUser { get; set; } = 20;
}

[OptionsValidator]
internal sealed partial class LiveOptionsValidator : IValidateOptions<LiveOptions>;
