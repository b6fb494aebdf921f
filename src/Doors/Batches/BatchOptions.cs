using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Doors;

/// <summary>How batches are worked on: beside those who wait for an answer, and behind them. Bound from the section "Batches".</summary>
public sealed record BatchOptions
{
    /// <summary>Lines that one process answers at the same time, of all batches; 1 to 256. Default 4.</summary>
    [Range(1, 256)]
    public int LinesPerNode { get; init; } = 4;

    /// <summary>Lines of one tenant that are answered at the same time, for a tenant's batches come one after the other; 1 to 64. Default 2.</summary>
    [Range(1, 64)]
    public int LinesPerTenant { get; init; } = 2;

    /// <summary>
    /// No new line is begun while this process answers more other turns than this, up to 100,000. Default 8.
    /// </summary>
    [Range(0, 100_000)]
    public int GiveWayAbove { get; init; } = 8;

    /// <summary>Lines that a batch may have, up to 1,000,000. Default 50,000.</summary>
    [Range(1, 1_000_000)]
    public int MostLines { get; init; } = 50_000;

    /// <summary>Batches of one person that are not done, up to 10,000. Default 50.</summary>
    [Range(1, 10_000)]
    public int MostOpen { get; init; } = 50;

    /// <summary>Within which time a batch must be done; what is not done by then is left undone. 1 s to 30 days. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a batch that is over stays visible, up to 10 years. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(30);
}

[OptionsValidator]
internal sealed partial class BatchOptionsValidator : IValidateOptions<BatchOptions>;
