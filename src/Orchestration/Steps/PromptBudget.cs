using System.Text.Json;
using Parley.Conversations;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>
/// The one account of a prompt's tokens: every step that adds to the prompt asks here what is left. What nobody can shorten, the program's
/// own words, the system message, tools and the message that is answered, is counted first and may be more than there is.
/// </summary>
internal static class PromptBudget
{
    /// <summary>Share of the prompt that sources and the prompt's own words may take.</summary>
    public const double ShareForSources = 0.35;

    /// <summary>The same where no sources are looked for.</summary>
    public const double ShareWithoutSources = 0.1;

    /// <summary>Of the model's context, the part that the answer which is given again may take.</summary>
    private const int RevisionPart = 8;

    /// <summary>What a prompt may have, beside the answer.</summary>
    /// <param name="maxTokens">What was asked for as the longest answer; null for the model's own limit.</param>
    public static long Of(int contextTokens, int maxOutputTokens, int? maxTokens) =>
        contextTokens - AnswerReserve.Of(contextTokens, maxOutputTokens, maxTokens);

    /// <summary>What of the prompt is settled by the options of the turn: our own words, the tools, and the answer that is given again.</summary>
    public static long Settled(Turn turn) =>
        TokensOf(turn, ComposePrompt.InstructionsFor(turn.Tenant))
        + (turn.Options.Tools ?? []).Sum(tool => TokensOf(turn, JsonSerializer.Serialize(tool)))
        + RevisionPrompt.Words(turn) + Revision(turn);

    /// <summary>The share of the answer that is given again.</summary>
    public static long Revision(Turn turn) => turn.Options.Revision is null ? 0 : turn.Deployment!.ContextTokens / RevisionPart;

    public static long System(Turn turn) => turn.System is { } system ? TokensOf(turn, system.Content) : 0;

    /// <summary>What a message takes of a prompt, without its files.</summary>
    /// <param name="content">Tokens of its text.</param>
    public static long Of(Message message, long content) => content + TokenCounter.PerMessage
        + (message.Role == "tool" ? Frame.Tokens : 0)
        + (message.ToolCalls ?? []).Sum(call => Text.TokenEstimate.Of(call.Name) + Text.TokenEstimate.Of(call.Arguments.GetRawText()) + TokenCounter.PerMessage)
        + message.Thinking.Sum(thought => Text.TokenEstimate.Of(thought.Text));

    /// <summary>Tokens that nothing has taken so far; less than none when what cannot be shortened is more than the model takes.</summary>
    public static long Left(Turn turn)
    {
        var tokens = turn.Deployment!.Tokens;
        return Of(turn.Deployment.ContextTokens, turn.Deployment.MaxOutputTokens, turn.Knobs!.Knobs.MaxTokens)
            - Settled(turn) - System(turn)
            - turn.Fill!.Taken
            - turn.Files.Values.Sum(files => tokens.Estimate(files.Text))
            - turn.Attachments.Where(file => file.Way == AttachmentWay.Image).Sum(file => file.Tokens)
            - (turn.Sources.Count > 0 ? SourcesBlock.Around + turn.Sources.Sum(source => tokens.Estimate(SourcesBlock.Write(source))) : 0);
    }

    /// <summary>What is kept free for sources while files are chosen: the rest of the share that they have with the prompt's own words.</summary>
    public static long ForSources(Turn turn) => Math.Max(
        0,
        (long)(Of(turn.Deployment!.ContextTokens, turn.Deployment.MaxOutputTokens, turn.Knobs!.Knobs.MaxTokens) * ShareForSources)
            - Settled(turn) - System(turn));

    private static long TokensOf(Turn turn, string text) => turn.Deployment!.Tokens.Estimate(text) + TokenCounter.PerMessage;
}
