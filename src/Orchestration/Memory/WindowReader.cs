using Parley.Conversations;
using Parley.Models;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>Where a window is looked for.</summary>
/// <param name="From">The message that is answered; always in the window.</param>
internal sealed record WindowPlace(TenantScope Tenant, SubjectId Subject, ConversationId Conversation, MessageId From)
{
    /// <inheritdoc cref="Turn.Branch"/>
    public IReadOnlyList<Message>? Branch { get; init; }
}

/// <summary>What of a conversation enters a prompt.</summary>
/// <param name="Messages">The window, oldest first.</param>
/// <param name="System">The newest system message of the branch, as far as it was walked; or null.</param>
/// <param name="Summary">What stands for the messages before the window, as far as it fits; null when there is none.</param>
/// <param name="Kept">Earlier messages that stay, oldest first.</param>
/// <param name="LeftOut">Messages that are in the prompt neither in full nor by the summary, as far as they were counted.</param>
/// <param name="Tokens">Of all of it.</param>
/// <param name="Tail">Of the messages in the window alone, with the most that their files may take.</param>
internal sealed record ConversationWindow(
    IReadOnlyList<Message> Messages, Message? System, Summary? Summary, IReadOnlyList<KeptMessage> Kept, int LeftOut, long Tokens, long Tail)
{
    /// <summary>Of <see cref="Tail"/>, what their files may take.</summary>
    public long Attached { get; init; }

    /// <summary>What the conversation might have taken.</summary>
    public long Room { get; init; }

    /// <summary>False when this conversation has no such message.</summary>
    public bool IsFound { get; init; } = true;
}

/// <summary>
/// Reads the newest messages of a branch that fit, from the nearest summary on. Its work is bounded: it grows neither with the
/// conversation nor with the database.
/// </summary>
internal sealed class WindowReader(TenantDatabase database, Sealer sealer)
{
    /// <summary>Messages that are passed, once the window is full, on the way to a summary.</summary>
    internal const int MostPassed = 1_000;

    private const int Step = 64;

    /// <summary>An estimate is biased high; the server's own count may let this many times more in.</summary>
    private const int EstimateOverTrue = 2;

    public async Task<ConversationWindow> ReadAsync(
        WindowPlace place, TokenCounter tokens, WindowBudget budget, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(place.Tenant.Id, place.Subject.Value, cancellationToken);
        var walk = NewWalk();
        if (place.Branch?.All(walk.Take) != true)
        {
            walk = NewWalk();
            await using var connection = await database.OpenAsync(place.Tenant, cancellationToken);
            await WalkAsync(connection, key, place.Conversation, walk);
        }

        var summary = walk.Summary is { } found ? found with { Text = MemoryBlock.Fit(found.Text, budget.Summary) } : null;
        var frame = summary is null ? MemoryBlock.Frame : await tokens.CountAsync(MemoryBlock.Write(summary, []), cancellationToken);
        var counts = new List<long>();
        foreach (var message in walk.Window)
        {
            counts.Add(PromptBudget.Of(message, await tokens.CountAsync(message.Content, cancellationToken)) + budget.Attached(message));
        }

        var system = Math.Max(budget.System, walk.System is { } told ? await tokens.CountAsync(told.Content, cancellationToken) + TokenCounter.PerMessage : 0);
        var hasTexts = walk.Window.Exists(message => message.Attachments.Any(file => file.Kind == StoredFile.Text));
        var most = Math.Min(hasTexts ? budget.WithTexts : budget.Tokens, budget.Prompt - system);

        // As long as everything fits nothing is set aside; then the share of what is kept is, filled or not. A message that leaves no room
        // for the words before it stands alone.
        var isWhole = summary is null && walk.Passed == 0 && counts.Sum() <= most;
        var isAlone = !isWhole && counts.Count > 0 && counts[0] + frame + budget.Kept > most;
        var folded = isAlone ? summary?.Messages ?? 0 : 0;
        summary = isAlone ? null : summary;
        var room = isWhole ? most : most - frame - budget.Kept;
        var window = StartWell(walk.Window[..Fitting(counts, room)]);
        var kept = isWhole || isAlone ? [] : await KeptAsync(key, place, walk, summary, window.Count, budget.Kept, cancellationToken);
        var tail = counts.Take(window.Count).Sum();
        var earlier = await tokens.CountAsync(MemoryBlock.Write(summary, kept), cancellationToken);
        var attached = window.Sum(budget.Attached);
        window.Reverse();
        return new(window, walk.System, summary, kept, walk.Passed + walk.Window.Count - window.Count + (int)folded, tail + earlier, tail)
        {
            Attached = attached,
            Room = most,
            IsFound = walk.Seen > 0,
        };

        WindowWalk NewWalk() => new(place.From, tokens, tokens.IsExact ? budget.Tokens * EstimateOverTrue : budget.Tokens, budget.Attached);
    }

    /// <summary>Reads a window again that was read before.</summary>
    /// <param name="oldest">Its first message.</param>
    /// <returns>The window, oldest first.</returns>
    public async Task<IReadOnlyList<Message>> ReadAgainAsync(WindowPlace place, MessageId oldest, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(place.Tenant.Id, place.Subject.Value, cancellationToken);
        await using var connection = await database.OpenAsync(place.Tenant, cancellationToken);
        var window = new List<Message>();
        MessageId? next = place.From;
        while (next is { } from)
        {
            var page = await MessageStore.ReadUpAsync(connection, key, place.Conversation, from, Step);
            var last = page.Index().FirstOrDefault(item => item.Item.Id == oldest);
            window.AddRange(page.Take(last.Item is null ? page.Count : last.Index + 1));
            next = last.Item is not null || page.Count < Step ? null : page[^1].ParentId;
        }

        window.Reverse();
        return [.. WindowWalk.Spoken(window)];
    }

    /// <summary>Reads again what had stood before a window.</summary>
    public async Task<(Summary? Summary, IReadOnlyList<KeptMessage> Kept)> ReadEarlierAgainAsync(
        WindowPlace place, string? summary, IReadOnlyList<KeptPlace> kept, CancellationToken cancellationToken)
    {
        if (summary is null && kept.Count == 0)
        {
            return (null, []);
        }

        var key = await sealer.KeyAsync(place.Tenant.Id, place.Subject.Value, cancellationToken);
        await using var connection = await database.OpenAsync(place.Tenant, cancellationToken);
        var messages = (await MessageStore.ReadAsync(connection, key, place.Conversation, [.. kept.Select(one => one.MessageId)]))
            .ToDictionary(message => message.Id);
        return (
            summary is null ? null : await SummaryStore.FindAsync(connection, key, new(summary)),
            [.. kept.Where(one => messages.ContainsKey(one.MessageId)).Select(one => new KeptMessage(messages[one.MessageId], one.Reason, one.Start, one.End))]);
    }

    private static async Task WalkAsync(TenantConnection connection, DataKey key, ConversationId conversation, WindowWalk walk)
    {
        MessageId? next = walk.From;
        while (next is { } from)
        {
            var page = await MessageStore.ReadUpAsync(connection, key, conversation, from, Step);
            var summary = await SummaryStore.FindByEndAsync(
                connection, key, [.. page.Where(message => message.Id != walk.From).Select(message => message.Id)]);
            foreach (var message in page)
            {
                if (summary is not null && message.Id == summary.Through)
                {
                    walk.Summary = summary;
                    return;
                }

                if (!walk.Take(message))
                {
                    // The window is full: what does not enter it is passed without being opened.
                    walk.Pass(await BranchLook.AboveAsync(connection, conversation, message.Id, MostPassed));
                    walk.Summary = walk.SummaryEnd is { } end ? await SummaryStore.FindByEndAsync(connection, key, [end]) : null;
                    return;
                }
            }

            next = page.Count < Step ? null : page[^1].ParentId;
        }
    }

    /// <returns>How many of the newest messages fit; the one that is answered always does.</returns>
    private static int Fitting(List<long> counts, long room)
    {
        var used = 0L;
        var fitting = 0;
        while (fitting < counts.Count && (fitting == 0 || used + counts[fitting] <= room))
        {
            used += counts[fitting++];
        }

        return fitting;
    }

    /// <summary>A window that begins with an answer, or with a tool's result without its call, would confuse a model.</summary>
    /// <param name="window">Newest first.</param>
    private static List<Message> StartWell(List<Message> window)
    {
        var first = window.FindLastIndex(message => message.Role == "user");
        first = first < 0 ? window.FindLastIndex(message => message.Role != "tool") : first;
        return first < 0 ? window : window[..(first + 1)];
    }

    private async Task<IReadOnlyList<KeptMessage>> KeptAsync(
        DataKey key, WindowPlace place, WindowWalk walk, Summary? summary, int inWindow, long room, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(place.Tenant, cancellationToken);
        var fallen = walk.Window.Skip(inWindow).Where(message => message.Pinned).ToList();
        var summed = summary is null ? [] : await SummaryStore.PinsAsync(connection, summary.Id, KeptMessages.MostPins);
        var pinned = await MessageStore.ReadAsync(connection, key, place.Conversation, [.. walk.PinsPassed.Concat(summed).Take(KeptMessages.MostPins)]);
        var spans = summary?.Kept ?? [];
        var said = await MessageStore.ReadAsync(connection, key, place.Conversation, [.. spans.Select(span => span.Message).Distinct()]);
        var refused = await RefusedAnswers.ToAsync(connection, key, place.Conversation, [.. pinned.Concat(said).Where(message => message.Role == "user").Select(message => message.Id)]);
        return KeptMessages.Choose([.. fallen, .. pinned.Where(IsForModels)], spans, [.. said.Where(IsForModels)], room);

        bool IsForModels(Message message) => !message.IsRefused && !refused.Contains(message.Id);
    }
}
