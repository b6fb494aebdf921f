using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Models;

/// <summary>What is done when a provider fails or is slow. Bound from the "Models:Failover" section.</summary>
public sealed record FailoverOptions
{
    /// <summary>The most attempts at one answer, over all deployments. Default 5.</summary>
    [Range(1, 20)]
    public int MostAttempts { get; init; } = 5;

    /// <summary>The most of them at one deployment. Default 3.</summary>
    [Range(1, 10)]
    public int MostAttemptsEach { get; init; } = 3;

    /// <summary>The pause before the second attempt at the same deployment; each further one is four times as long, less up to half of it by chance. Default 200 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause that a call waits out, a provider's <c>Retry-After</c> included. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest time for one answer, with all of its attempts. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan LongestCall { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Failures in a row after which a deployment is left alone. Default 5.</summary>
    [Range(1, 1000)]
    public int BreakAfter { get; init; } = 5;

    /// <summary>The part of failures among at least twice <see cref="BreakAfter"/> calls of half a minute from which it is left alone, too. Default 0.5.</summary>
    [Range(0.01, 1.0)]
    public double BreakAt { get; init; } = 0.5;

    /// <summary>How long it is left alone at first; twice as long after each trial that fails, up to sixteen times. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan BreakFor { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest that all calls leave a deployment alone because its provider asked for it by <c>Retry-After</c>; after that one looks whether it still wants it. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan LongestRest { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The part of calls that may be asked twice because the first token is late; 0 = none. Default 0.05.</summary>
    [Range(0.0, 1.0)]
    public double HedgeBudget { get; init; } = 0.05;

    /// <summary>The route that is asked when no deployment of another answered; empty for none. Default <c>fast</c>.</summary>
    public string SmallerModel { get; init; } = "fast";

    /// <summary>How many tokens a replica keeps in its prefix cache, where calls are routed by it. Default 1,000,000.</summary>
    [Range(1_000, 1_000_000_000)]
    public int PrefixCacheTokens { get; init; } = 1_000_000;

    /// <summary>Late is what takes longer than this part of a deployment's calls do. Default 0.95.</summary>
    [Range(0.5, 0.999)]
    public double HedgeAfter { get; init; } = 0.95;
}

[OptionsValidator]
internal sealed partial class FailoverOptionsValidator : IValidateOptions<FailoverOptions>;
