using Parley.Conversations;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>How many tokens of the prompt the conversation may take, and how they are shared out.</summary>
/// <param name="Tokens">For the conversation as a whole.</param>
/// <param name="Summary">Of these for the summary.</param>
/// <param name="Kept">Of these for earlier messages that are kept.</param>
internal sealed record WindowBudget(long Tokens, long Summary, long Kept)
{
    /// <summary>Share of the context that sources and the prompt's own words may take.</summary>
    private const double ShareForSources = 0.35;
    private const double ShareWithoutSources = 0.1;
    private const int SummaryPart = 4;

    /// <summary>The most that a message's files will take.</summary>
    public Func<Message, long> Attached { get; init; } = static _ => 0;

    /// <param name="maxTokens">What was asked for as the longest answer; null for the model's own limit.</param>
    /// <param name="hasSources">Whether passages of the knowledge base are looked for.</param>
    public static WindowBudget For(Deployment deployment, int? maxTokens, bool hasSources, MemoryOptions options) =>
        For(deployment.ContextTokens, deployment.MaxOutputTokens, maxTokens, hasSources, options) with
        {
            Attached = message => AttachedTokens.Of(message, deployment),
        };

    /// <inheritdoc cref="For(Deployment, int?, bool, MemoryOptions)"/>
    public static WindowBudget For(int contextTokens, int maxOutputTokens, int? maxTokens, bool hasSources, MemoryOptions options)
    {
        // What is kept free for the answer. A server that names no limit for it could fill its whole context, which must not cost the
        // conversation its memory.
        var answer = maxTokens is { } asked ? Math.Min(asked, contextTokens / 2) : Math.Min(maxOutputTokens, contextTokens / 4);
        var tokens = (long)((contextTokens - answer) * (1 - (hasSources ? ShareForSources : ShareWithoutSources)));

        // From the context alone: what stands before the window must not change with the knobs of a turn.
        var steady = contextTokens / 2;
        return new(tokens, Math.Min(options.SummaryTokens * 2L, steady / SummaryPart), (long)(steady * options.KeptShare));
    }
}
