using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Parley.Conversations;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>
/// Tells how much a turn will send, before its model is chosen. Where no rule goes by that, only what cannot be left out is looked at, which
/// reads no conversation.
/// </summary>
internal sealed class PromptMeasure(WindowReader windows, MessageStore messages, IOptions<MemoryOptions> options)
{
    // As the ledger bounds a call: what a template puts around a message, and around all of them with tools.
    private const long AroundEach = 32;
    private const long AroundAll = 2_048;

    /// <param name="turn">Its deployment and knobs are those of the first that would be asked.</param>
    public async Task<PromptSize> OfLeastAsync(Turn turn, CancellationToken cancellationToken)
    {
        await ReadSystemAsync(turn, cancellationToken);
        return new(null, Around(turn) + turn.Deployment!.Tokens.Estimate(turn.UserText) + TokenCounter.PerMessage, null, turn.Knobs!.Knobs.MaxTokens);
    }

    /// <summary>The same with the conversation, as far as it would stand in the prompt of the turn's deployment: the widest there is.</summary>
    public async Task<PromptSize> OfAllAsync(Turn turn, CancellationToken cancellationToken)
    {
        await ReadSystemAsync(turn, cancellationToken);
        var budget = WindowBudget.For(turn, PromptBudget.System(turn), options.Value);
        var window = await windows.ReadAsync(Remember.PlaceOf(turn), turn.Deployment!.Tokens, budget, cancellationToken);
        var asked = window.Messages[^1];
        var around = Around(turn);
        return new(
            around + window.Tokens,
            around + PromptBudget.Of(asked, turn.Deployment.Tokens.Estimate(asked.Content)),
            BytesOf(turn, window) + (window.Attached * AttachedTokens.MostBytesPerToken),
            turn.Knobs!.Knobs.MaxTokens);
    }

    private async Task ReadSystemAsync(Turn turn, CancellationToken cancellationToken) =>
        turn.System ??= turn.SystemMessage is { } root ? await messages.FindAsync(turn.Tenant, turn.Subject, root, cancellationToken) : null;

    private static long Around(Turn turn) => PromptBudget.Settled(turn) + PromptBudget.System(turn);

    private static long BytesOf(Turn turn, ConversationWindow window) =>
        AroundAll + Bytes(ComposePrompt.InstructionsFor(turn.Tenant)) + Bytes(turn.System?.Content ?? "") + Bytes(MemoryBlock.Write(window.Summary, window.Kept))
        + (turn.Options.Tools ?? []).Sum(tool => Bytes(JsonSerializer.Serialize(tool))) + (turn.Options.Schema is { } schema ? AroundEach + Bytes(schema.GetRawText()) : 0)
        + window.Messages.Sum(message => AroundEach + Bytes(message.Content) + Bytes(message.Name ?? "") + message.Thinking.Sum(thought => AroundEach + Bytes(JsonSerializer.Serialize(thought))) + (message.ToolCalls ?? []).Sum(call => AroundEach + Bytes(call.Name) + Bytes(call.Arguments.GetRawText())));

    private static long Bytes(string text) => Encoding.UTF8.GetByteCount(text);
}
