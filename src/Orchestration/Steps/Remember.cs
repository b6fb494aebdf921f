using System.Text.Json;
using Microsoft.Extensions.Options;
using Parley.Conversations;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>
/// The memory of a conversation: the system message, the newest turns that fit, the summary of what came before them, and earlier messages
/// that were pinned or matter. Its work does not grow with the conversation.
/// </summary>
internal sealed class Remember(WindowReader windows, MessageStore messages, IOptions<MemoryOptions> options) : ITurnStep
{
    public string Name => "remember";

    public async Task<StepResult> TakeAsync(Turn turn, CancellationToken cancellationToken)
    {
        // Most often the walk meets it, but not before the budget is known.
        var root = turn.SystemMessage is not { } first ? null
            : turn.Branch?.FirstOrDefault(message => message.Id == first) ?? await messages.FindAsync(turn.Tenant, turn.Subject, first, cancellationToken);
        turn.System = root;
        var budget = WindowBudget.For(turn, PromptBudget.System(turn), options.Value);
        var window = await windows.ReadAsync(PlaceOf(turn), turn.Deployment!.Tokens, budget, cancellationToken);
        turn.System = window.System ?? root;
        Settle(turn, window);
        return new(
            JsonSerializer.SerializeToUtf8Bytes(new Outcome(
                window.Messages[0].Id.Value,
                window.LeftOut > 0,
                window.Tokens,
                turn.System?.Id.Value,
                window.LeftOut,
                window.Tail,
                window.Summary?.Id.Value,
                window.Summary?.Text.Length ?? 0,
                [.. window.Kept.Select(kept => new KeptPlace(kept.Message.Id, kept.Reason, kept.Start, kept.End))],
                window.Attached,
                window.Room)),
            []);
    }

    public async Task<Ending?> RestoreAsync(Turn turn, JsonElement outcome, CancellationToken cancellationToken)
    {
        var kept = outcome.Deserialize<Outcome>()!;
        var place = PlaceOf(turn);
        var window = await windows.ReadAgainAsync(place, new(kept.Oldest), cancellationToken);
        var (summary, earlier) = await windows.ReadEarlierAgainAsync(place, kept.Summary, kept.Kept ?? [], cancellationToken);
        turn.System = kept.System is null ? null : await messages.FindAsync(turn.Tenant, turn.Subject, new(kept.System), cancellationToken);

        // Only its first lines had fitted, perhaps.
        var fitting = summary is null ? null : summary with { Text = summary.Text[..Math.Min(kept.SummaryLength, summary.Text.Length)] };
        Settle(turn, new(window, turn.System, fitting, earlier, Math.Max(kept.LeftOutCount, kept.LeftOut ? 1 : 0), kept.Tokens, kept.Tail)
        {
            Attached = kept.Attached,
            Room = kept.Room > 0 ? kept.Room : WindowBudget.For(turn, PromptBudget.System(turn), options.Value).Tokens,
        });
        return null;
    }

    internal static WindowPlace PlaceOf(Turn turn) => new(turn.Tenant, turn.Subject, turn.Conversation, turn.UserMessage) { Branch = turn.Branch };

    private static void Settle(Turn turn, ConversationWindow window)
    {
        turn.Window = window.Messages;
        (turn.Summary, turn.Kept, turn.Earlier) = (window.Summary, window.Kept, MemoryBlock.Write(window.Summary, window.Kept));
        turn.Memory = new(
            [.. window.Messages.Select(message => message.Id)],
            window.LeftOut > 0,
            window.Tokens,
            window.LeftOut,
            window.Summary is { } summary ? new(summary.From, summary.Through, summary.Messages, summary.Tokens, summary.MadeBy) : null,
            [.. window.Kept.Select(kept => new KeptRecord(kept.Message.Id, kept.Reason))]);
        turn.Fill = new(
            window.Tail - window.Attached, window.Room,
            window.Tokens - window.Attached + (turn.Earlier.Length > 0 ? TokenCounter.PerMessage : 0));
    }

    // LeftOut is what releases before this one wrote and read: a turn goes on over an upgrade.
    private sealed record Outcome(
        string Oldest, bool LeftOut, long Tokens, string? System, int LeftOutCount = 0, long Tail = 0, string? Summary = null,
        int SummaryLength = 0, IReadOnlyList<KeptPlace>? Kept = null, long Attached = 0, long Room = 0);
}
