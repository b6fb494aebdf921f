using Parley.Storage;

namespace Parley.Conversations;

/// <summary>A message that the index named.</summary>
internal sealed record FoundRow(string Id, string ConversationId, string Role, string State, string? Model, long CreatedAt, byte[]? Title);

/// <summary>The rows of messages that the index named: what it does not tell of them.</summary>
internal sealed class FoundRows(TenantConnection connection, SubjectId subject, DataKey key)
{
    /// <summary>Those of the messages that are there and fit the filter, by id.</summary>
    public async Task<Dictionary<string, FoundRow>> FilterAsync(string[] ids, MessageFilter filter) =>
        (await connection.QueryAsync<FoundRow>(
            """
            SELECT m.id AS "Id", m.conversation_id AS "ConversationId", m.role AS "Role", m.state AS "State", m.model AS "Model",
                m.created_at AS "CreatedAt", c.title AS "Title"
            FROM messages m JOIN conversations c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id
            WHERE m.tenant_id = @tenant AND c.tenant_id = @tenant AND m.subject_id = @subject AND m.id IN @ids AND c.passing = 0
              AND (@conversation IS NULL OR m.conversation_id = @conversation) AND (@from IS NULL OR m.created_at >= @from)
              AND (@to IS NULL OR m.created_at < @to) AND (@model IS NULL OR m.model = @model) AND (@state IS NULL OR m.state = @state)
              AND (@role IS NULL OR m.role = @role) AND (@archived IS NULL OR c.archived = @archived)
            """,
            new
            {
                subject = subject.Value,
                ids = ids.Where(id => id.Length > 0).ToArray(),
                conversation = filter.Conversation?.Value,
                from = filter.From,
                to = filter.To,
                model = filter.Model,
                state = filter.State,
                role = filter.Role,
                archived = filter.Archived is { } archived ? (archived ? 1L : 0L) : (long?)null,
            })).ToDictionary(row => row.Id);

    /// <summary>The messages as they are shown; those that do not hold a phrase that is looked for are left out.</summary>
    public async Task<IReadOnlyList<FoundMessage>> OpenAsync(MessageQuery query, IReadOnlyList<(FoundRow Row, double Score)> rows)
    {
        var texts = await TextsAsync([.. rows.Select(row => row.Row.Id)]);
        return [.. rows.Where(row => Phrases.Hold(query, texts[row.Row.Id])).Select(row => new FoundMessage(
            new(row.Row.Id),
            new(row.Row.ConversationId),
            row.Row.Title is null ? "" : key.Open("conversations", row.Row.ConversationId, row.Row.Title),
            row.Row.Role,
            row.Row.State,
            row.Row.Model,
            DateTimeOffset.FromUnixTimeMilliseconds(row.Row.CreatedAt),
            Snippets.Cut(query, texts[row.Row.Id]),
            Math.Round(row.Score, 4)))];
    }

    /// <returns>The texts of messages, by id.</returns>
    public async Task<IReadOnlyDictionary<string, string>> TextsAsync(string[] ids) =>
        ids.Length == 0 ? new Dictionary<string, string>() : (await connection.QueryAsync<ContentRow>(
            """
            SELECT id AS "Id", content AS "Content" FROM messages WHERE tenant_id = @tenant AND subject_id = @subject AND id IN @ids
            """,
            new { subject = subject.Value, ids })).ToDictionary(row => row.Id, row => key.Open("messages", row.Id, row.Content));

    private sealed record ContentRow(string Id, byte[] Content);
}
