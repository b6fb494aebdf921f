using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Models;

/// <summary>What is done where more is asked of a deployment than its limits let through. Bound from the "Models:Load" section.</summary>
public sealed record LoadOptions
{
    /// <summary>Calls that may wait for one deployment on one node; beyond it what matters least is turned away. Default 500.</summary>
    [Range(0, 100_000)]
    public int MostWaiting { get; init; } = 500;

    /// <summary>The most places that one tenant may have at a deployment; 0 = no such bound. Default 0.</summary>
    [Range(0, 100_000)]
    public int MostPerTenant { get; init; }

    /// <summary>The longest that a call waits which somebody waits for. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan InteractiveWait { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest that a call waits which is made beside. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "06:00:00")]
    public TimeSpan BackgroundWait { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest that a call of a batch waits before it is tried again later. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "06:00:00")]
    public TimeSpan BatchWait { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How much of the places tenants of a plan get beside those of others, by the plan's name. Default 1 for each.</summary>
    public IReadOnlyDictionary<string, double> Weights { get; init; } = new Dictionary<string, double>();

    internal TimeSpan WaitOf(Lane lane) => lane switch { Lane.Interactive => InteractiveWait, Lane.Background => BackgroundWait, _ => BatchWait };

    /// <summary>The weight of a plan; 1 where nothing sensible is set.</summary>
    public double WeightOf(string? plan) => plan is not null && Weights.TryGetValue(plan, out var weight) && weight is > 0 and <= 1_000_000 ? weight : 1;
}

[OptionsValidator]
internal sealed partial class LoadOptionsValidator : IValidateOptions<LoadOptions>;
