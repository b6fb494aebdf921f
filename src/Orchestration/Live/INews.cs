using Parley.Conversations;
using Parley.Knowledge;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>Tells what entries of one kind are about, as it is now and as far as the caller may see it.</summary>
internal interface INews
{
    /// <summary>The kind of entries that it knows.</summary>
    string Kind { get; }

    /// <returns>What there is to tell of each thing; nothing of what the caller may not see.</returns>
    Task<ILookup<string, LiveEvent>> TellAsync(Caller caller, IReadOnlyList<FeedEntry> entries, CancellationToken cancellationToken);
}

/// <summary>Conversations that were changed, made or deleted, and how many are unread.</summary>
internal sealed class ConversationNews(ConversationGlances conversations) : INews
{
    public string Kind => ConversationFeed.Conversation;

    public async Task<ILookup<string, LiveEvent>> TellAsync(Caller caller, IReadOnlyList<FeedEntry> entries, CancellationToken cancellationToken)
    {
        var (found, unread) = await conversations.FindAsync(caller, [.. entries.Select(entry => entry.Thing)], cancellationToken);
        return entries
            .SelectMany(entry => Of(new(entry.Thing), found.GetValueOrDefault(entry.Thing), unread), (entry, told) => (entry.Thing, told))
            .ToLookup(pair => pair.Thing, pair => pair.told, StringComparer.Ordinal);
    }

    private static LiveEvent[] Of(ConversationId id, Conversation? conversation, long unread) =>
    [
        conversation is null ? LiveEvent.Deleted(id) : LiveEvent.Updated(conversation),
        LiveEvent.Unread(id, conversation?.Unread ?? false, unread),
    ];
}

/// <summary>Turns that began, wait or ended.</summary>
internal sealed class TurnNews(TurnAccess turns) : INews
{
    public string Kind => ConversationFeed.Turn;

    public async Task<ILookup<string, LiveEvent>> TellAsync(Caller caller, IReadOnlyList<FeedEntry> entries, CancellationToken cancellationToken) =>
        (await turns.StatesAsync(caller, [.. entries.Select(entry => new TurnId(entry.Thing))], cancellationToken))
        .ToLookup(
            turn => turn.Id.Value, turn => LiveEvent.Turn(turn.Id, turn.Conversation, turn.State, turn.Answer), StringComparer.Ordinal);
}

/// <summary>Folders that were changed, made or deleted.</summary>
internal sealed class FolderNews(FolderStore folders) : INews
{
    public string Kind => ConversationFeed.Folder;

    public async Task<ILookup<string, LiveEvent>> TellAsync(Caller caller, IReadOnlyList<FeedEntry> entries, CancellationToken cancellationToken)
    {
        var found = (await folders.FindAsync(caller, [.. entries.Select(entry => new FolderId(entry.Thing))], cancellationToken))
            .ToDictionary(folder => folder.Id.Value, StringComparer.Ordinal);
        return entries.ToLookup(
            entry => entry.Thing,
            entry => found.TryGetValue(entry.Thing, out var folder) ? LiveEvent.Updated(folder) : LiveEvent.Deleted(new FolderId(entry.Thing)),
            StringComparer.Ordinal);
    }
}

/// <summary>Documents of the tenant that were added, read or deleted, for those who may see them.</summary>
internal sealed class DocumentNews(DocumentGlances documents) : INews
{
    private static readonly ILookup<string, LiveEvent> Nothing = Array.Empty<LiveEvent>().ToLookup(told => told.Name);

    public string Kind => DocumentFeed.Document;

    public async Task<ILookup<string, LiveEvent>> TellAsync(Caller caller, IReadOnlyList<FeedEntry> entries, CancellationToken cancellationToken)
    {
        if (!caller.Scopes.Contains(Scopes.KnowledgeRead))
        {
            return Nothing;
        }

        var found = await documents.FindAsync(caller, [.. entries.Select(entry => DocumentFeed.Read(entry.Thing).Id)], cancellationToken);
        return entries
            .Select(entry => (entry.Thing, Told: Of(caller, entry, found)))
            .Where(pair => pair.Told is not null)
            .ToLookup(pair => pair.Thing, pair => pair.Told!, StringComparer.Ordinal);
    }

    private static LiveEvent? Of(Caller caller, FeedEntry entry, IReadOnlyDictionary<DocumentId, DocumentGlance> found)
    {
        var (@namespace, id) = DocumentFeed.Read(entry.Thing);
        return found.TryGetValue(id, out var document) ? LiveEvent.Document(document)
            : entry.Audience is { } acl && DocumentGlances.MayKnow(caller, acl) ? LiveEvent.Deleted(id, @namespace)
            : null;
    }
}
