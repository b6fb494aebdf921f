using Parley.Storage;

namespace Parley.Conversations;

/// <summary>Which messages are looked for; what is null does not matter.</summary>
/// <param name="From">The first moment, Unix milliseconds.</param>
/// <param name="To">The moment after the last, Unix milliseconds.</param>
public sealed record MessageFilter(
    ConversationId? Conversation = null, long? From = null, long? To = null, string? Model = null, string? State = null, string? Role = null,
    bool? Archived = null);

/// <summary>A message that was found.</summary>
/// <param name="Score">Above zero; to be compared within one answer alone.</param>
public sealed record FoundMessage(
    MessageId MessageId, ConversationId ConversationId, string ConversationTitle, string Role, string State, string? Model, DateTimeOffset CreatedAt,
    Snippet Snippet, double Score);

/// <summary>Full-text search over the messages of one subject.</summary>
public sealed class MessageSearch
{
    /// <summary>Messages that one request looks at before it hands out what it has; the cursor goes on from there.</summary>
    internal const int MostLookedAt = 4_000;

    /// <summary>Where a phrase is looked for each has to be read.</summary>
    private const int MostRead = 500;

    private const int FirstStep = 100;
    private const int Step = 500;

    private readonly TenantDatabase _database;
    private readonly Sealer _sealer;
    private readonly IndexFolding _folding;

    internal MessageSearch(TenantDatabase database, Sealer sealer, IndexFolding folding) => (_database, _sealer, _folding) = (database, sealer, folding);

    /// <summary>The messages that speak most of what is looked for, in pages; a page may be short though another follows.</summary>
    /// <exception cref="RefusedException">The query or the cursor cannot be understood.</exception>
    public async Task<Page<FoundMessage>> FindAsync(
        Caller caller, string? text, MessageFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var query = MessageQuery.Parse(text);
        var place = SearchCursor.Parse(cursor);
        var key = await _sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        await using var connection = await _database.OpenAsync(caller.Tenant, cancellationToken);
        var index = await RankAsync(connection, caller, query, key, place);
        var rows = new FoundRows(connection, caller.Subject, key);
        var hits = new List<FoundMessage>();
        var at = place.Offset;
        var end = Math.Min(index.Ranked.Slots.Count, place.Offset + (query.Phrases.Count > 0 ? MostRead : MostLookedAt));
        while (at < end && hits.Count < limit)
        {
            var step = index.Ranked.Slots.Skip(at).Take(Math.Min(end - at, at == place.Offset ? FirstStep : Step)).ToList();
            var ids = await index.Reader.IdsAsync(index.View, [.. step.Select(ranked => ranked.Slot)]);
            var kept = await rows.FilterAsync(ids, filter);
            var wanted = new List<(FoundRow Row, double Score)>();
            for (var i = 0; i < step.Count && hits.Count + wanted.Count < limit; i++, at++)
            {
                // One that was indexed twice is shown once.
                if (kept.Remove(ids[i], out var row))
                {
                    wanted.Add((row, step[i].Score));
                }
            }

            hits.AddRange(await rows.OpenAsync(query, wanted));
        }

        return new(hits, at < index.Ranked.Slots.Count ? new SearchCursor(at, index.Through).ToString() : null);
    }

    /// <summary>Reads the index and ranks what it holds; asks for it to be folded where much of it is loose.</summary>
    internal async Task<RankedIndex> RankAsync(TenantConnection connection, Caller caller, MessageQuery query, DataKey key, SearchCursor place)
    {
        using var hashes = new TermKey(key);
        var reader = new IndexReader(connection, caller.Subject);
        var view = await reader.ReadAsync(
            [.. query.Terms.SelectMany(term => term.Forms).Where(form => form.Length is > 0 and <= MessageTerms.LongestTerm).Select(hashes.Hash).Distinct()],
            place.Through);
        if (view.Loose.Count >= MessageIndex.SegmentMessages)
        {
            _folding.Ask(caller.Tenant.Id, caller.Subject);
        }

        return new(reader, view, Ranking.Rank(query, hashes, view), place.Through ?? (view.Loose.Count == 0 ? SearchCursor.Nothing : view.Loose[^1].Message));
    }
}

/// <param name="Through">The newest loose message that it knows of.</param>
internal sealed record RankedIndex(IndexReader Reader, IndexView View, Ranked Ranked, string Through);
