using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Orchestration;

/// <summary>How turns are run. Bound from the section "Runs".</summary>
public sealed record RunOptions
{
    /// <summary>How long a run stays its node's without a sign of life, in seconds; 1 to 600. Default 15.</summary>
    [Range(1, 600)]
    public double LeaseSeconds { get; set; } = 15;

    /// <summary>The longest that a turn may run, in seconds; 1 to 86,400. Default 600.</summary>
    [Range(1, 86_400)]
    public double TimeLimitSeconds { get; set; } = 600;

    /// <summary>How long an approval is waited for, in seconds. Default one day.</summary>
    [Range(1, 2_592_000)]
    public double ApprovalSeconds { get; set; } = 86_400;

    /// <summary>Attempts after which a turn whose runs keep dying ends as interrupted. Default 5.</summary>
    [Range(1, 100)]
    public int MostAttempts { get; set; } = 5;

    /// <summary>Runs that one node works on at once; further ones wait. 0 leaves all to other nodes. Default 4,000.</summary>
    [Range(0, 100_000)]
    public int MostAtOnce { get; set; } = 4_000;

    /// <summary>How long a node that stops lets its runs finish before it hands them over, in seconds. Default 5.</summary>
    [Range(0, 3_600)]
    public double DrainSeconds { get; set; } = 5;

    /// <summary>
    /// How far apart commits of the log begin when many follow each other: what comes in between goes into the next. 0 to 100 ms; 0 commits
    /// whenever the one before is done. Default 25 ms.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:00.1")]
    public TimeSpan CommitDistance { get; set; } = TimeSpan.FromMilliseconds(25);

    /// <summary>The longest message, in UTF-16 code units. Default 200,000.</summary>
    [Range(1, 10_000_000)]
    public int LongestMessage { get; set; } = 200_000;
}

[OptionsValidator]
internal sealed partial class RunOptionsValidator : IValidateOptions<RunOptions>;
