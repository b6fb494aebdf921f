using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Host.Edge;

/// <summary>Limits that hold for every request. Bound from the section "Edge".</summary>
public sealed record EdgeOptions
{
    /// <summary>Longest time of a request whose answer is no stream and waits for no model, its body included. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Requests of strangers from one network in ten seconds that count as a burst. Default 100.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; init; } = 100;

    /// <summary>How long a network is remembered that asked for a page which only break-ins ask for. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan HoneyMemory { get; init; } = TimeSpan.FromMinutes(10);
}

[OptionsValidator]
internal sealed partial class EdgeOptionsValidator : IValidateOptions<EdgeOptions>;
