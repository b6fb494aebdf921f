using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.RedTeam;

/// <summary>How attacks are run against the assistant. Bound from the section "RedTeam".</summary>
public sealed record RedTeamOptions
{
    /// <summary>Attacks of one run that are under way at the same time; 1 to 32. Default 2.</summary>
    [Range(1, 32)]
    public int AtOnce { get; init; } = 2;

    /// <summary>Attacks that a set may have, up to 100,000. Default 5,000.</summary>
    [Range(1, 100_000)]
    public int MostAttacks { get; init; } = 5_000;

    /// <summary>Runs of a tenant that are kept, besides the one that was accepted; the oldest go first. 1 to 1,000. Default 50.</summary>
    [Range(1, 1_000)]
    public int Keep { get; init; } = 50;

    /// <summary>How long documents of attacks may take to become searchable; 1 s to 1 h. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);
}

[OptionsValidator]
internal sealed partial class RedTeamOptionsValidator : IValidateOptions<RedTeamOptions>;
