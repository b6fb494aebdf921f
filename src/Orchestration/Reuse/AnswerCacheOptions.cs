using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Orchestration;

/// <summary>Which answers are given again. Bound from the section "Cache".</summary>
public sealed record AnswerCacheOptions
{
    /// <summary>Whether the very same prompt, asked with the same rights and knobs, is answered as before. Default false.</summary>
    public bool Exact { get; set; }

    /// <summary>Whether the first question of a conversation is answered as one that means the same. Default false.</summary>
    public bool Semantic { get; set; }

    /// <summary>How long an answer is given again; 1 s to 30 days. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How old an answer may be that is given because no model answers; 0 to 30 days. Default 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan Stale { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The longest that a question waits for the answer to the same one, which is being written; 0 to 10 minutes. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The least chance at which two questions count as one; 0.05 to 1. Default 0.3.</summary>
    [Range(0.05, 1)]
    public double Least { get; set; } = Caching.QuestionMatch.Least;

    /// <summary>Whether answers are also kept sealed in the database, for all nodes and the next start. Default true.</summary>
    public bool Shared { get; set; } = true;

    /// <summary>Answers that the database keeps for one tenant; 1 to 1,000,000. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MostEntries { get; set; } = 10_000;

    /// <summary>Bytes of a node's memory that the answers of one tenant take; 0 to 16 GiB. Default 16 MiB.</summary>
    [Range(0L, 17_179_869_184L)]
    public long MostBytes { get; set; } = 16 * 1_048_576;

    /// <summary>Bytes of a node's memory that all answers take; 0 to 64 GiB. Default 256 MiB.</summary>
    [Range(0L, 68_719_476_736L)]
    public long MostBytesOfAll { get; set; } = 256 * 1_048_576;

    /// <summary>Whether the very same prompt of this turn is answered as before: its route has the word, and where it says nothing the setting.</summary>
    internal bool IsExactFor(Turn turn) => turn.Plan?.Cache.Exact ?? Exact;

    /// <summary>Whether this turn is answered as one that means the same.</summary>
    internal bool IsSemanticFor(Turn turn) => turn.Plan?.Cache.Semantic ?? Semantic;

    /// <summary>How long an answer is kept at all.</summary>
    internal TimeSpan Kept => Lifetime > Stale ? Lifetime : Stale;
}

[OptionsValidator]
internal sealed partial class AnswerCacheOptionsValidator : IValidateOptions<AnswerCacheOptions>;
