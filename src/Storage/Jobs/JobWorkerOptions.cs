using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Storage;

/// <summary>How jobs are worked on. Bound from the section "Parley:Jobs".</summary>
public sealed record JobWorkerOptions
{
    /// <summary>The most that <see cref="Poll"/> may be.</summary>
    internal static readonly TimeSpan LongestPoll = TimeSpan.FromMinutes(10);

    /// <summary>Jobs that one process does at the same time, 0 to 256; 0 leaves them to other processes. Default 4.</summary>
    [Range(0, 256)]
    public int Concurrency { get; init; } = 4;

    /// <summary>How long a job stays with a worker that gives no sign of life, 1 s to 1 h. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time between two looks at the queue when no word of a job comes in, 10 ms to 10 min. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Pause before the second attempt; it doubles with each further one. 1 ms to 5 min. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:05:00")]
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a job that was done stays visible, up to 10 years. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan KeepDone { get; init; } = TimeSpan.FromDays(7);
}

[OptionsValidator]
internal sealed partial class JobWorkerOptionsValidator : IValidateOptions<JobWorkerOptions>;
