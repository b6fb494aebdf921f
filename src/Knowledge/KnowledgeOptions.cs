using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Knowledge;

/// <summary>Limits and measures of the knowledge base. Bound from the "Parley:Knowledge" section.</summary>
public sealed record KnowledgeOptions
{
    /// <summary>Largest document, in bytes. Default 10 MiB.</summary>
    [Range(1_024, 100 * 1_048_576)]
    public int MostDocumentBytes { get; init; } = 10 * 1_048_576;

    /// <summary>Longest time from the call of a document's address to the last byte of its answer. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:30:00")]
    public TimeSpan FetchTimeLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Jobs that fetch documents from their addresses which one process does at the same time, beside its other jobs. Default 4.</summary>
    [Range(1, 256)]
    public int FetchesAtOnce { get; init; } = 4;

    /// <summary>Most lines of one batch. Default 10,000.</summary>
    [Range(1, 100_000)]
    public int MostBatchLines { get; init; } = 10_000;

    /// <summary>How many bytes of search results are kept in memory to be given again; 0 keeps none. Default 16 MiB.</summary>
    [Range(0, 1_073_741_824)]
    public long CachedResultBytes { get; init; } = 16 * 1_048_576;

    /// <summary>Score at or above which a question counts as answerable, 0 to 1; a namespace may set its own. Default as measured in docs/benchmarks.md.</summary>
    [Range(0.0, 1.0)]
    public double Floor { get; init; } = 0.45;
}

[OptionsValidator]
internal sealed partial class KnowledgeOptionsValidator : IValidateOptions<KnowledgeOptions>;
