using Parley.Storage;

namespace Parley.Conversations;

/// <summary>
/// The index of messages in the database. A message enters it, and leaves it, in the transaction that writes or deletes the message:
/// first as one packed row of its own, later folded with others into a segment. Every statement carries the tenant and the subject.
/// </summary>
public sealed class MessageIndex
{
    private const string Prefix = "msg_";
    private const int IdBytes = 16;

    private static readonly long[] AllBuckets = [.. Enumerable.Range(0, TermKey.Buckets)];

    /// <summary>Messages of a full segment.</summary>
    internal const int SegmentMessages = 512;

    /// <summary>
    /// Adds a message's terms, in one round trip with the statement before it. Messages that are gone, or whose conversation is not to be
    /// kept, are left out.
    /// </summary>
    internal const string InsertSql =
        """
        INSERT INTO message_terms (tenant_id, subject_id, message_id, terms)
        SELECT message.tenant_id, message.subject_id, message.id, @terms FROM messages message
        JOIN conversations ON conversations.tenant_id = message.tenant_id AND conversations.id = message.conversation_id
        WHERE message.tenant_id = @tenant AND message.id = @id AND conversations.passing <> 1
        ON CONFLICT (tenant_id, subject_id, message_id) DO UPDATE SET terms = excluded.terms
        """;

    /// <summary>
    /// Takes messages out of the index, in the transaction that deletes them and after the statement that did: what was being written to
    /// them is seen then.
    /// </summary>
    public static async Task DeleteAsync(TenantConnection connection, SubjectId subject, IReadOnlyList<string> messages)
    {
        foreach (var ids in messages.Chunk(500))
        {
            await connection.ExecuteAsync(
                "DELETE FROM message_terms WHERE tenant_id = @tenant AND subject_id = @subject AND message_id IN @ids",
                new { subject = subject.Value, ids });
        }

        if (messages.Count == 0)
        {
            return;
        }

        var gone = messages.ToHashSet(StringComparer.Ordinal);
        foreach (var segment in await HoldAsync(connection, subject, [.. gone.Order(StringComparer.Ordinal)]))
        {
            var ids = Unpack(segment.Ids);
            var places = ids.Index().Where(id => gone.Contains(id.Item)).Select(id => id.Index).ToHashSet();
            if (places.Count > 0)
            {
                await StripAsync(connection, subject, segment.Segment, ids, places);
            }
        }
    }

    /// <summary>Adds the terms of older messages that are in no segment, in the caller's transaction.</summary>
    internal static Task AddAsync(TenantConnection connection, IReadOnlyList<(string Message, byte[] Terms)> messages) =>
        connection.ExecuteManyAsync(InsertSql, ["id", "terms"], [.. messages.Select(message => new object?[] { message.Message, message.Terms })]);

    /// <summary>The oldest messages that are in no segment: what the next segment is made of.</summary>
    internal static Task<IReadOnlyList<TermsRow>> LooseAsync(TenantConnection connection, SubjectId subject, int most) =>
        connection.QueryAsync<TermsRow>(
            """
            SELECT message_id AS "Message", terms AS "Terms" FROM message_terms
            WHERE tenant_id = @tenant AND subject_id = @subject ORDER BY message_id LIMIT @most
            """,
            new { subject = subject.Value, most = (long)most });

    /// <summary>Writes a segment in place of the single rows it was made of.</summary>
    /// <returns>False when not all of them are there any more.</returns>
    internal static async Task<bool> FoldAsync(TenantConnection connection, SubjectId subject, Segment segment)
    {
        var held = await connection.QueryAsync<string>(
            """
            SELECT message_id FROM message_terms
            WHERE tenant_id = @tenant AND subject_id = @subject AND message_id IN @ids ORDER BY message_id {for_update}
            """,
            new { subject = subject.Value, ids = segment.Ids });
        if (held.Count != segment.Ids.Length)
        {
            return false;
        }

        var number = await connection.ScalarAsync<long>(
            "SELECT COALESCE(max(segment), 0) + 1 FROM message_segments WHERE tenant_id = @tenant AND subject_id = @subject", new { subject = subject.Value });
        await connection.ExecuteAsync(
            """
            INSERT INTO message_segments (tenant_id, subject_id, segment, messages, first_id, last_id, ids)
            VALUES (@tenant, @subject, @number, @messages, @first, @last, @ids)
            """,
            new
            {
                subject = subject.Value,
                number,
                messages = (long)segment.Ids.Length,
                first = segment.Ids[0],
                last = segment.Ids[^1],
                ids = Pack(segment.Ids),
            });
        await WriteAsync(connection, subject, number, segment.Buckets);
        await connection.ExecuteAsync(
            "DELETE FROM message_terms WHERE tenant_id = @tenant AND subject_id = @subject AND message_id IN @ids",
            new { subject = subject.Value, ids = segment.Ids });
        return true;
    }

    /// <summary>Ids as their sixteen bytes; a deleted one's are zero.</summary>
    internal static byte[] Pack(IEnumerable<string> ids) => [.. ids.SelectMany(id => id.Length == 0 ? new byte[IdBytes] : Convert.FromHexString(id.AsSpan(Prefix.Length)))];

    /// <returns>The ids at their places; empty for a deleted one.</returns>
    internal static string[] Unpack(byte[] ids) =>
        [.. ids.Chunk(IdBytes).Select(id => id.AsSpan().ContainsAnyExcept((byte)0) ? Prefix + Convert.ToHexStringLower(id) : "")];

    /// <summary>Holds the segments that the ids fall into, and no other: what somebody said lately lies far from what they said long ago.</summary>
    private static async Task<IReadOnlyList<SegmentRow>> HoldAsync(TenantConnection connection, SubjectId subject, string[] ids)
    {
        var ranges = await connection.QueryAsync<RangeRow>(
            """
            SELECT segment AS "Segment", first_id AS "First", last_id AS "Last" FROM message_segments
            WHERE tenant_id = @tenant AND subject_id = @subject AND first_id <= @last AND last_id >= @first
            """,
            new { subject = subject.Value, first = ids[0], last = ids[^1] });
        long[] numbers = [.. ranges.Where(range => FallsInto(range, ids)).Select(range => range.Segment)];
        return numbers.Length == 0 ? [] : await connection.QueryAsync<SegmentRow>(
            """
            SELECT segment AS "Segment", ids AS "Ids" FROM message_segments
            WHERE tenant_id = @tenant AND subject_id = @subject AND segment IN @numbers ORDER BY segment {for_update}
            """,
            new { subject = subject.Value, numbers });
    }

    private static bool FallsInto(RangeRow range, string[] ids)
    {
        var place = Array.BinarySearch(ids, range.First, StringComparer.Ordinal);
        return place >= 0 || (~place < ids.Length && string.CompareOrdinal(ids[~place], range.Last) <= 0);
    }

    private static async Task StripAsync(TenantConnection connection, SubjectId subject, long segment, string[] ids, HashSet<int> places)
    {
        foreach (var place in places)
        {
            ids[place] = "";
        }

        var args = new
        {
            subject = subject.Value,
            segment,
            left = (long)ids.Count(id => id.Length > 0),
            ids = Pack(ids),
            buckets = AllBuckets,
        };
        var buckets = args.left == 0
            ? []
            : await connection.QueryAsync<BucketRow>(
                """
                SELECT bucket AS "Bucket", postings AS "Postings" FROM message_postings
                WHERE tenant_id = @tenant AND subject_id = @subject AND bucket IN @buckets AND segment = @segment
                """,
                args);
        await connection.ExecuteAsync(
            "DELETE FROM message_postings WHERE tenant_id = @tenant AND subject_id = @subject AND bucket IN @buckets AND segment = @segment", args);
        await connection.ExecuteAsync(
            args.left == 0
                ? "DELETE FROM message_segments WHERE tenant_id = @tenant AND subject_id = @subject AND segment = @segment"
                : "UPDATE message_segments SET messages = @left, ids = @ids WHERE tenant_id = @tenant AND subject_id = @subject AND segment = @segment",
            args);
        await WriteAsync(connection, subject, segment, [.. buckets
            .Select(bucket => ((int)bucket.Bucket, PostingList.Pack(PostingList.Unpack(bucket.Postings).Where(posting => !places.Contains(posting.Posting.Place)))))]);
    }

    private static Task<IReadOnlyList<int>> WriteAsync(TenantConnection connection, SubjectId subject, long segment, IReadOnlyList<(int Bucket, byte[] Postings)> buckets) =>
        connection.ExecuteManyAsync(
            """
            INSERT INTO message_postings (tenant_id, subject_id, bucket, segment, postings) VALUES (@tenant, @subject, @bucket, @segment, @postings)
            """,
            ["subject", "bucket", "segment", "postings"],
            [.. buckets.Where(bucket => bucket.Postings.Length > 0).Select(bucket => new object?[] { subject.Value, (long)bucket.Bucket, segment, bucket.Postings })]);

    private sealed record SegmentRow(long Segment, byte[] Ids);

    private sealed record RangeRow(long Segment, string First, string Last);

    private sealed record BucketRow(long Bucket, byte[] Postings);
}

/// <summary>A message's packed terms.</summary>
internal sealed record TermsRow(string Message, byte[] Terms);

/// <summary>Messages folded together: their ids at their places, and their terms by bucket.</summary>
internal sealed record Segment(string[] Ids, IReadOnlyList<(int Bucket, byte[] Postings)> Buckets)
{
    public static Segment Of(IReadOnlyList<TermsRow> messages) => new(
        [.. messages.Select(message => message.Message)],
        [.. messages.SelectMany((message, place) => MessageTerms.Unpack(message.Terms).Select(term => (term.Hash, Posting: new Posting(place, term.Weight))))
            .GroupBy(posting => TermKey.BucketOf(posting.Hash))
            .OrderBy(bucket => bucket.Key)
            .Select(bucket => (bucket.Key, PostingList.Pack(bucket)))]);
}
