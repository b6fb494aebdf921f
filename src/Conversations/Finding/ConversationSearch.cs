using Parley.Storage;
using Parley.Text;

namespace Parley.Conversations;

/// <summary>Why a conversation was found.</summary>
/// <param name="In"><c>title</c> or <c>message</c>.</param>
/// <param name="MessageId">The message that speaks most of what was looked for; null for a title.</param>
/// <param name="Role">Whose message it is; null for a title.</param>
public sealed record ConversationMatch(string In, MessageId? MessageId, string? Role, DateTimeOffset CreatedAt, Snippet Snippet);

/// <summary>
/// Finds conversations by their messages and titles, each once. It looks at the <see cref="MostMessages"/> best messages and at the titles of
/// the <see cref="MostTitles"/> conversations used last. Where a phrase is looked for, each message has to be read, so one request reads
/// the next <see cref="MostRead"/> and the cursor goes on from there.
/// </summary>
internal sealed class ConversationSearch(TenantDatabase database, Sealer sealer, MessageSearch messages)
{
    private const int MostMessages = 2_000;
    private const int MostTitles = 1_000;
    private const int Step = 500;
    private const int MostRead = 500;
    private const int ReadStep = 100;

    /// <exception cref="RefusedException">The query or the cursor cannot be understood.</exception>
    public async Task<Page<Conversation>> FindAsync(
        Caller caller, string text, ConversationFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var query = MessageQuery.Parse(text);
        var place = SearchCursor.Parse(cursor);
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        await using var connection = await database.OpenAsync(caller.Tenant, cancellationToken);
        var index = await messages.RankAsync(connection, caller, query, key, place with { Offset = 0 });
        var found = await TitlesAsync(connection, caller.Subject, filter, key, query, index.Ranked.Shares);
        var hits = (await MessagesAsync(connection, caller.Subject, filter, index)).Where(hit => !found.ContainsKey(hit.Conversation));

        // The message that speaks most of the words need not be the one that holds the phrase.
        var isPhrase = query.Phrases.Count > 0;
        var ordered = found.Values.Concat(isPhrase ? hits : hits.DistinctBy(hit => hit.Conversation))
            .OrderByDescending(hit => hit.Score).ThenByDescending(hit => hit.Conversation, StringComparer.Ordinal)
            .ThenByDescending(hit => hit.Message?.Id, StringComparer.Ordinal).ToList();
        var rows = new FoundRows(connection, caller.Subject, key);
        var (page, at) = (new List<Conversation>(), Math.Min(place.Offset, ordered.Count));
        var end = isPhrase ? Math.Min(ordered.Count, at + MostRead) : ordered.Count;
        var shown = isPhrase ? await ShownAsync(rows, query, ordered, at, end) : [];
        while (at < end && page.Count < limit)
        {
            var step = ordered.GetRange(at, Math.Min(end - at, isPhrase ? ReadStep : limit - page.Count));
            var texts = await TextsAsync(rows, step);
            var taken = new List<Hit>();
            for (var i = 0; i < step.Count && page.Count + taken.Count < limit; i++, at++)
            {
                if (Holds(query, step[i], texts) && shown.Add(step[i].Conversation))
                {
                    taken.Add(step[i]);
                }
            }

            var known = await ConversationStore.ReadAsync(connection, caller.Subject, key, [.. taken.Select(hit => hit.Conversation)]);
            page.AddRange(taken.Select(hit => known[hit.Conversation] with { Match = MatchOf(query, known[hit.Conversation], hit, texts) }));
        }

        return new(page, at < ordered.Count ? new SearchCursor(at, index.Through).ToString() : null);
    }

    /// <summary>Those of the conversations to be looked at that were shown on a page before.</summary>
    private static async Task<HashSet<string>> ShownAsync(FoundRows rows, MessageQuery query, List<Hit> ordered, int from, int end)
    {
        var next = ordered.GetRange(from, end - from).Select(hit => hit.Conversation).ToHashSet(StringComparer.Ordinal);
        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var step in ordered.Take(from).Where(hit => next.Contains(hit.Conversation)).Chunk(ReadStep))
        {
            var open = step.Where(hit => !shown.Contains(hit.Conversation)).ToList();
            var texts = await TextsAsync(rows, open);
            shown.UnionWith(open.Where(hit => Holds(query, hit, texts)).Select(hit => hit.Conversation));
        }

        return shown;
    }

    private static Task<IReadOnlyDictionary<string, string>> TextsAsync(FoundRows rows, IEnumerable<Hit> hits) =>
        rows.TextsAsync([.. hits.Where(hit => hit.Message is not null).Select(hit => hit.Message!.Id)]);

    private static bool Holds(MessageQuery query, Hit hit, IReadOnlyDictionary<string, string> texts) =>
        hit.Message is null || Phrases.Hold(query, texts[hit.Message.Id]);

    private static async Task<Dictionary<string, Hit>> TitlesAsync(
        TenantConnection connection, SubjectId subject, ConversationFilter filter, DataKey key, MessageQuery query, double[] shares)
    {
        var titled = await connection.QueryAsync<TitleRow>(
            $"""
            SELECT id AS "Id", title AS "Title" FROM conversations
            WHERE tenant_id = @tenant AND subject_id = @subject AND passing = 0 AND archived = @archived {filter.Where}
            ORDER BY updated_at DESC, id DESC LIMIT @most
            """,
            new { subject = subject.Value, archived = filter.Archived ? 1L : 0L, folder = filter.Folder?.Value, most = (long)MostTitles });
        var found = new Dictionary<string, Hit>(StringComparer.Ordinal);
        foreach (var row in titled.Where(row => row.Title is not null))
        {
            var title = key.Open("conversations", row.Id, row.Title!);
            var score = Ranking.Score(query, shares, TextAnalyzer.Terms(title, MessageTerms.LanguageOf(title)).ToHashSet(StringComparer.Ordinal));
            if (score > 0 && Phrases.Hold(query, title))
            {
                found.Add(row.Id, new(row.Id, null, score));
            }
        }

        return found;
    }

    /// <summary>The best messages, in their order.</summary>
    private static async Task<IReadOnlyList<Hit>> MessagesAsync(
        TenantConnection connection, SubjectId subject, ConversationFilter filter, RankedIndex index)
    {
        var hits = new List<Hit>();
        foreach (var step in index.Ranked.Slots.Take(MostMessages).Chunk(Step))
        {
            var ids = await index.Reader.IdsAsync(index.View, [.. step.Select(ranked => ranked.Slot)]);
            var places = (await connection.QueryAsync<PlaceRow>(
                """
                SELECT id AS "Id", conversation_id AS "ConversationId", role AS "Role", created_at AS "CreatedAt" FROM messages
                WHERE tenant_id = @tenant AND subject_id = @subject AND id IN @ids
                """,
                new { subject = subject.Value, ids = ids.Where(id => id.Length > 0).ToArray() })).ToDictionary(row => row.Id);
            var wanted = (await connection.QueryAsync<string>(
                $"""
                SELECT id FROM conversations
                WHERE tenant_id = @tenant AND subject_id = @subject AND passing = 0 AND archived = @archived {filter.Where} AND id IN @conversations
                """,
                new
                {
                    subject = subject.Value,
                    archived = filter.Archived ? 1L : 0L,
                    folder = filter.Folder?.Value,
                    conversations = places.Values.Select(place => place.ConversationId).Distinct().ToArray(),
                })).ToHashSet(StringComparer.Ordinal);
            hits.AddRange(ids.Zip(step)
                .Where(hit => places.TryGetValue(hit.First, out var place) && wanted.Contains(place.ConversationId))
                .Select(hit => new Hit(places[hit.First].ConversationId, places[hit.First], hit.Second.Score)));
        }

        return hits;
    }

    private static ConversationMatch MatchOf(MessageQuery query, Conversation conversation, Hit hit, IReadOnlyDictionary<string, string> texts) =>
        hit.Message is null
            ? new("title", null, null, conversation.CreatedAt, Snippets.Cut(query, conversation.Title))
            : new(
                "message", new(hit.Message.Id), hit.Message.Role, DateTimeOffset.FromUnixTimeMilliseconds(hit.Message.CreatedAt),
                Snippets.Cut(query, texts[hit.Message.Id]));

    /// <param name="Message">Null for a title.</param>
    private sealed record Hit(string Conversation, PlaceRow? Message, double Score);

    private sealed record TitleRow(string Id, byte[]? Title);

    private sealed record PlaceRow(string Id, string ConversationId, string Role, long CreatedAt);
}
