using Parley.Storage;

namespace Parley.Knowledge.Indexing;

/// <summary>The packed postings of a term for the chunk numbers of one bucket.</summary>
internal sealed record PostingRow(string Term, long Bucket, byte[] Data);

/// <summary>Reads and changes rows of <c>knowledge_postings</c>. Who changes them holds the namespace.</summary>
internal static class PostingRows
{
    /// <summary>Chunk numbers that share a row.</summary>
    public const int BucketSize = 8_192;

    /// <summary>Terms that one short transaction changes.</summary>
    public const int TermsAtOnce = 400;

    public static int StartOf(long bucket) => (int)(bucket * BucketSize);

    public static Task HoldAsync(TenantConnection connection, string @namespace) => connection.ScalarAsync<string>(
        "SELECT name FROM knowledge_namespaces WHERE tenant_id = @tenant AND name = @namespace {for_update}", new { @namespace });

    /// <summary>Replaces the postings of a stretch of chunks, for some terms of one bucket.</summary>
    /// <param name="gone">Whether what stands there of a chunk goes.</param>
    /// <param name="added">What comes, ascending by chunk; of chunks that go or that are new.</param>
    public static async Task ReplaceAsync(
        TenantConnection connection, string @namespace, long bucket, IReadOnlyList<string> terms, Func<int, bool> gone,
        Func<string, IReadOnlyList<Posting>> added)
    {
        var known = (await connection.QueryAsync<PostingRow>(
            """
            SELECT term AS "Term", bucket AS "Bucket", data AS "Data"
            FROM {only knowledge_postings p WHERE tenant_id = @tenant AND namespace = @namespace AND bucket = @bucket AND term IN @terms}
            """,
            new { @namespace, bucket, terms })).ToDictionary(row => row.Term, row => row.Data, StringComparer.Ordinal);
        var (kept, emptied) = (new List<object?[]>(), new List<object?[]>());
        var postings = new List<Posting>();
        var bytes = new ByteWriter();
        foreach (var term in terms)
        {
            postings.Clear();
            if (known.TryGetValue(term, out var data))
            {
                PostingCodec.Read(data, StartOf(bucket), postings);
                postings.RemoveAll(posting => gone(posting.Chunk));
            }

            Merge(postings, added(term));
            bytes.Clear();
            PostingCodec.Write(bytes, postings, StartOf(bucket));
            if (postings.Count > 0)
            {
                kept.Add([@namespace, term, bucket, bytes.Written.ToArray()]);
            }
            else if (data is not null)
            {
                emptied.Add([@namespace, term, bucket]);
            }
        }

        await connection.ExecuteManyAsync(
            """
            INSERT INTO knowledge_postings (tenant_id, namespace, term, bucket, data) VALUES (@tenant, @namespace, @term, @bucket, @data)
            ON CONFLICT (tenant_id, namespace, term, bucket) DO UPDATE SET data = excluded.data
            """,
            ["namespace", "term", "bucket", "data"],
            kept);
        await connection.ExecuteManyAsync(
            "DELETE FROM knowledge_postings WHERE tenant_id = @tenant AND namespace = @namespace AND term = @term AND bucket = @bucket",
            ["namespace", "term", "bucket"],
            emptied);
    }

    // What comes has the highest numbers as a rule.
    private static void Merge(List<Posting> postings, IReadOnlyList<Posting> added)
    {
        var inOrder = postings.Count == 0 || added.Count == 0 || postings[^1].Chunk < added[0].Chunk;
        postings.AddRange(added);
        if (!inOrder)
        {
            postings.Sort(static (left, right) => left.Chunk.CompareTo(right.Chunk));
        }
    }
}
