using Parley.Conversations;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>How many tokens of the prompt the conversation may take, and how they are shared out.</summary>
/// <param name="Tokens">For the conversation as a whole.</param>
/// <param name="Summary">Of these for the summary.</param>
/// <param name="Kept">Of these for earlier messages that are kept.</param>
internal sealed record WindowBudget(long Tokens, long Summary, long Kept)
{
    private const int SummaryPart = 4;

    /// <summary>The most that a message's files will take.</summary>
    public Func<Message, long> Attached { get; init; } = static _ => 0;

    /// <summary>For the conversation as a whole where texts are attached, passages of which are looked for in any case.</summary>
    public long WithTexts { get; init; } = Tokens;

    /// <summary>What the prompt may have beside words that are settled before; the system message is part of it.</summary>
    public long Prompt { get; init; } = long.MaxValue;

    /// <summary>Tokens of the system message at the root of the branch.</summary>
    public long System { get; init; }

    /// <param name="maxTokens">What was asked for as the longest answer; null for the model's own limit.</param>
    /// <param name="hasSources">Whether passages of the knowledge base are looked for.</param>
    public static WindowBudget For(Deployment deployment, int? maxTokens, bool hasSources, MemoryOptions options) =>
        For(deployment.ContextTokens, deployment.MaxOutputTokens, maxTokens, hasSources, options) with
        {
            Attached = message => AttachedTokens.Of(message, deployment),
        };

    /// <summary>What the conversation may have in the prompt of a turn.</summary>
    public static WindowBudget For(Turn turn, long system, MemoryOptions options)
    {
        var deployment = turn.Deployment!;
        var budget = For(deployment, turn.Knobs!.Knobs.MaxTokens, turn.Options.Retrieval is not null, options);
        return budget with
        {
            // The share of the prompt's own words does not have the answer that is given again.
            WithTexts = budget.WithTexts - PromptBudget.Revision(turn),
            Tokens = budget.Tokens - PromptBudget.Revision(turn),
            Prompt = PromptBudget.Of(deployment.ContextTokens, deployment.MaxOutputTokens, turn.Knobs.Knobs.MaxTokens) - PromptBudget.Settled(turn),
            System = system,
        };
    }

    /// <inheritdoc cref="For(Deployment, int?, bool, MemoryOptions)"/>
    public static WindowBudget For(int contextTokens, int maxOutputTokens, int? maxTokens, bool hasSources, MemoryOptions options)
    {
        var prompt = PromptBudget.Of(contextTokens, maxOutputTokens, maxTokens);
        var withSources = (long)(prompt * (1 - PromptBudget.ShareForSources));

        // From the context alone: what stands before the window must not change with the knobs of a turn.
        var steady = contextTokens / 2;
        return new(
            hasSources ? withSources : (long)(prompt * (1 - PromptBudget.ShareWithoutSources)),
            Math.Min(options.SummaryTokens * 2L, steady / SummaryPart), (long)(steady * options.KeptShare))
        {
            WithTexts = withSources,
        };
    }
}
