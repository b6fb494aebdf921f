using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Sources;

/// <summary>What sources may read, and how much of it. Bound from the section "Parley:Sources".</summary>
public sealed record SourcesOptions
{
    /// <summary>
    /// Folders of this machine that sources may read, with all that is below: a path for the first tenant, <c>tenant_…=path</c> for another.
    /// Default none.
    /// </summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Git repositories of this machine that sources may read, written as <see cref="Folders"/> are. Default none.</summary>
    public IReadOnlyList<string> Repositories { get; init; } = [];

    /// <summary>The git program. Default <c>git</c>, where the system finds it.</summary>
    [Required]
    public string Git { get; init; } = "git";

    /// <summary>Memory that one call of git may take, in MiB; where the system has no <c>prlimit</c> it is not bounded. Default 1,024.</summary>
    [Range(128, 65_536)]
    public int GitMemoryMiB { get; init; } = 1_024;

    /// <summary>Runs that one process does at the same time, beside its other jobs. Default 4.</summary>
    [Range(1, 256)]
    public int RunsAtOnce { get; init; } = 4;

    /// <summary>Runs of one tenant that are done at the same time; others of it wait their turn. Default 2.</summary>
    [Range(1, 256)]
    public int RunsAtOncePerTenant { get; init; } = 2;

    /// <summary>Most sources of one tenant. Default 200.</summary>
    [Range(1, 100_000)]
    public int MostSources { get; init; } = 200;

    /// <summary>Most documents that one run sends to the knowledge base; the next run goes on. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MostDocumentsPerRun { get; init; } = 10_000;

    /// <summary>Most bytes that one run fetches; the next run goes on. Default 1 GiB.</summary>
    [Range(1_024L, 1024L * 1024 * 1_048_576)]
    public long MostBytesPerRun { get; init; } = 1024L * 1_048_576;

    /// <summary>Most entries that one run looks at, those left aside that are as they were; the next run goes on. Default 100,000.</summary>
    [Range(1, 10_000_000)]
    public int MostItemsPerRun { get; init; } = 100_000;

    /// <summary>
    /// How long a listing with less than half of what was there before has to last until what it lacks is deleted. Default 10 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan ShrunkFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Longest run. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LongestRun { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Largest file, page or object that is fetched, in bytes. Default 10 MiB.</summary>
    [Range(1_024, 100 * 1_048_576)]
    public int MostItemBytes { get; init; } = 10 * 1_048_576;

    /// <summary>Largest body of one push, in bytes. Default 32 MiB.</summary>
    [Range(1_024, 512 * 1_048_576)]
    public int MostPushBytes { get; init; } = 32 * 1_048_576;

    /// <summary>Most changes of one push. Default 10,000.</summary>
    [Range(1, 100_000)]
    public int MostPushChanges { get; init; } = 10_000;

    /// <summary>How often nodes look for sources that are due. Default 15 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a watched folder has to be quiet after a change before it is read. Default 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan WatchPause { get; init; } = TimeSpan.FromSeconds(2);
}

[OptionsValidator]
internal sealed partial class SourcesOptionsValidator : IValidateOptions<SourcesOptions>;
