using System.Runtime.InteropServices;
using Parley.Storage;

namespace Parley.Conversations;

/// <summary>
/// What one snapshot of a subject's index says of the terms of a query. Its work is bounded: the newest <see cref="MostSegments"/> segments
/// and <see cref="MostLoose"/> loose messages, and of a segment one list per form of a term.
/// </summary>
internal sealed class IndexReader(TenantConnection connection, SubjectId subject)
{
    public const int MostSegments = 1_000;
    public const int MostLoose = 8_192;

    // Behind every id, by any rules of comparing texts.
    private const string Everything = "msg_zzzz";

    /// <summary>Reads the places of every message that may be found, oldest first, and the postings of the hashes.</summary>
    /// <param name="through">The newest loose message to be looked at; null for all.</param>
    public async Task<IndexView> ReadAsync(IReadOnlyCollection<ulong> hashes, string? through)
    {
        var segments = (await connection.QueryAsync<CountRow>(
            """
            SELECT segment AS "Segment", messages AS "Messages" FROM message_segments
            WHERE tenant_id = @tenant AND subject_id = @subject ORDER BY segment DESC LIMIT @most
            """,
            new { subject = subject.Value, most = (long)MostSegments })).Reverse().ToList();
        var loose = (await connection.QueryAsync<TermsRow>(
            """
            SELECT message_id AS "Message", terms AS "Terms" FROM message_terms
            WHERE tenant_id = @tenant AND subject_id = @subject AND message_id <= @through ORDER BY message_id DESC LIMIT @most
            """,
            new { subject = subject.Value, through = through ?? Everything, most = (long)MostLoose })).Reverse().ToList();
        var lists = segments.Count == 0 || hashes.Count == 0
            ? []
            : await connection.QueryAsync<ListRow>(
                """
                SELECT bucket AS "Bucket", segment AS "Segment", postings AS "Postings" FROM message_postings
                WHERE tenant_id = @tenant AND subject_id = @subject AND bucket IN @buckets AND segment >= @oldest
                """,
                new { subject = subject.Value, buckets = hashes.Select(hash => (long)TermKey.BucketOf(hash)).Distinct().ToArray(), oldest = segments[0].Segment });
        return new(segments, loose, lists);
    }

    /// <returns>The ids of the messages at the places of a view, in the same order; empty where one was deleted.</returns>
    public async Task<string[]> IdsAsync(IndexView view, IReadOnlyList<int> slots)
    {
        var numbers = slots.Where(slot => slot < view.FirstLoose).Select(slot => view.SegmentAt(slot)).Distinct().ToArray();
        var ids = numbers.Length == 0
            ? []
            : (await connection.QueryAsync<IdsRow>(
                """
                SELECT segment AS "Segment", ids AS "Ids" FROM message_segments
                WHERE tenant_id = @tenant AND subject_id = @subject AND segment IN @numbers
                """,
                new { subject = subject.Value, numbers })).ToDictionary(row => row.Segment, row => MessageIndex.Unpack(row.Ids));
        return [.. slots.Select(slot => slot >= view.FirstLoose
            ? view.Loose[slot - view.FirstLoose].Message
            : ids[view.SegmentAt(slot)][slot % MessageIndex.SegmentMessages])];
    }
}

internal sealed record CountRow(long Segment, long Messages);

internal sealed record ListRow(long Bucket, long Segment, byte[] Postings);

internal sealed record IdsRow(long Segment, byte[] Ids);

/// <summary>
/// An index as one query sees it. A message has a slot: its segment's turn times the size of a segment plus its place there; loose ones follow.
/// </summary>
internal sealed class IndexView(IReadOnlyList<CountRow> segments, IReadOnlyList<TermsRow> loose, IReadOnlyList<ListRow> lists)
{
    private readonly Dictionary<long, int> _turns = segments.Index().ToDictionary(segment => segment.Item.Segment, segment => segment.Index);
    private readonly ILookup<long, ListRow> _lists = lists.ToLookup(list => list.Bucket);

    public IReadOnlyList<TermsRow> Loose => loose;

    public int FirstLoose => segments.Count * MessageIndex.SegmentMessages;

    public int Slots => FirstLoose + loose.Count;

    /// <summary>Messages that may be found.</summary>
    public long Messages { get; } = segments.Sum(segment => segment.Messages) + loose.Count;

    public long SegmentAt(int slot) => segments[slot / MessageIndex.SegmentMessages].Segment;

    /// <summary>The slots that hold a term, with its weight there.</summary>
    public void Find(ulong hash, List<Posting> found)
    {
        foreach (var list in _lists[TermKey.BucketOf(hash)])
        {
            var first = _turns[list.Segment] * MessageIndex.SegmentMessages;
            var from = found.Count;
            PostingList.Find(list.Postings, hash, found);
            foreach (ref var posting in CollectionsMarshal.AsSpan(found)[from..])
            {
                posting = posting with { Place = first + posting.Place };
            }
        }

        for (var i = 0; i < loose.Count; i++)
        {
            if (MessageTerms.Find(loose[i].Terms, hash) is > 0 and var weight)
            {
                found.Add(new(FirstLoose + i, weight));
            }
        }
    }
}

