using Parley.Kernel;

namespace Parley.Conversations.Tests;

/// <summary>The index of a subject as it stands, and as it would be if it were built anew from the messages: by message, its terms in one line.</summary>
internal static class IndexOracle
{
    public static async Task<SortedDictionary<string, string>> ReadAsync(FindingHouse house, Caller caller)
    {
        await using var connection = await house.Database.Tenants.OpenAsync(caller.Tenant);
        var subject = new { subject = caller.Subject.Value };
        var index = new Dictionary<string, List<TermWeight>>();
        foreach (var row in await connection.QueryAsync<TermsRow>(
            "SELECT message_id AS \"Message\", terms AS \"Terms\" FROM message_terms WHERE tenant_id = @tenant AND subject_id = @subject", subject))
        {
            index.Add(row.Message, [.. MessageTerms.Unpack(row.Terms)]);
        }

        var segments = await connection.QueryAsync<IdsRow>(
            "SELECT segment AS \"Segment\", ids AS \"Ids\" FROM message_segments WHERE tenant_id = @tenant AND subject_id = @subject", subject);
        var lists = await connection.QueryAsync<ListRow>(
            """
            SELECT bucket AS "Bucket", segment AS "Segment", postings AS "Postings" FROM message_postings
            WHERE tenant_id = @tenant AND subject_id = @subject
            """,
            subject);
        var ids = segments.ToDictionary(segment => segment.Segment, segment => MessageIndex.Unpack(segment.Ids));
        foreach (var id in ids.Values.SelectMany(lines => lines).Where(id => id.Length > 0))
        {
            index.Add(id, []);
        }

        foreach (var list in lists)
        {
            foreach (var (hash, posting) in PostingList.Unpack(list.Postings))
            {
                Assert.Equal(list.Bucket, TermKey.BucketOf(hash));
                index[ids[list.Segment][posting.Place]].Add(new(hash, posting.Weight));
            }
        }

        return Lines(index);
    }

    public static async Task<SortedDictionary<string, string>> RebuildAsync(FindingHouse house, Caller caller)
    {
        var key = await house.KeyAsync(caller);
        await using var connection = await house.Database.Tenants.OpenAsync(caller.Tenant);
        var rows = await connection.QueryAsync<Row>(
            """
            SELECT m.id AS "Id", m.role AS "Role", m.content AS "Content" FROM messages m
            JOIN conversations c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id
            WHERE m.tenant_id = @tenant AND m.subject_id = @subject AND m.state <> 'running' AND c.passing = 0
            """,
            new { subject = caller.Subject.Value });
        return Lines(rows.ToDictionary(row => row.Id, row => MessageTerms.Unpack(MessageStore.TermsOf(key, row.Role, key.Open("messages", row.Id, row.Content))).ToList()));
    }

    private static SortedDictionary<string, string> Lines(Dictionary<string, List<TermWeight>> index) => new(
        index.Where(message => message.Value.Count > 0).ToDictionary(
            message => message.Key,
            message => string.Join(' ', message.Value.OrderBy(term => term.Hash).Select(term => $"{term.Hash:x}:{term.Weight}"))),
        StringComparer.Ordinal);

    private sealed record Row(string Id, string Role, byte[] Content);
}
