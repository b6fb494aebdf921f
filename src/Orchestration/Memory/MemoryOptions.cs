using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Orchestration;

/// <summary>How a long conversation is remembered. Bound from the section "Memory".</summary>
public sealed record MemoryOptions
{
    /// <summary>
    /// Share of the room for the conversation that messages since the last summary may fill before older ones are folded into the next;
    /// 0.1 to 0.9. Default 0.6.
    /// </summary>
    [Range(0.1, 0.9)]
    public double FoldAt { get; set; } = 0.6;

    /// <summary>Share of that room that the newest messages keep, word for word, when older ones are folded; 0.05 to 0.8, and at
    /// most four fifths of <see cref="FoldAt"/>. Default 0.3.</summary>
    [Range(0.05, 0.8)]
    public double KeepShare { get; set; } = 0.3;

    /// <summary>Share of half the model's context for older messages that were pinned, decisions and open questions; 0 to 0.4. Default 0.15.</summary>
    [Range(0, 0.4)]
    public double KeptShare { get; set; } = 0.15;

    /// <summary>The longest summary, in tokens; 50 to 8,000. Never more than an eighth of the model's context. Default 800.</summary>
    [Range(50, 8_000)]
    public int SummaryTokens { get; set; } = 800;

    /// <summary>Whether a language model writes the summaries; else the built-in extraction does. Default true.</summary>
    public bool UseModel { get; set; } = true;

    /// <summary>How long a model may take for a summary, in seconds; 1 to 600. Default 60.</summary>
    [Range(1, 600)]
    public double ModelSeconds { get; set; } = 60;
}

[OptionsValidator]
internal sealed partial class MemoryOptionsValidator : IValidateOptions<MemoryOptions>;
