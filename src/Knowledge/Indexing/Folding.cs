using Parley.Storage;

namespace Parley.Knowledge.Indexing;

/// <summary>
/// Moves the postings of waiting parts to the rows of their terms, many parts at a time and some terms in each transaction. Until a part is
/// marked as folded, a search takes its postings from the part and passes over what already stands in the rows: so it can be broken off
/// anywhere, and done again.
/// </summary>
internal sealed class Folding(TenantDatabase database)
{
    private const int PartsAtOnce = 512;

    // Every search reads what waits, so it is kept to some milliseconds of reading.
    private const long MostWaiting = 96;
    private const long MostWaitingBytes = 4 << 20;

    /// <summary>Folds what waits in any namespace.</summary>
    public async Task FoldAllAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> waiting;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            waiting = await connection.QueryAsync<string>(
                "SELECT DISTINCT namespace FROM knowledge_parts WHERE tenant_id = @tenant AND state = 'waiting'");
        }

        foreach (var name in waiting)
        {
            await FoldAsync(tenant, name, cancellationToken);
        }
    }

    /// <summary>Folds what waits in a namespace, if it is much.</summary>
    public async Task FoldMuchAsync(TenantScope tenant, string @namespace, CancellationToken cancellationToken)
    {
        Waiting? waiting;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            waiting = await connection.QuerySingleOrDefaultAsync<Waiting>(
                """
                SELECT count(*) AS "Parts", cast(coalesce(sum(length(data)), 0) AS bigint) AS "Bytes" FROM knowledge_parts
                WHERE tenant_id = @tenant AND namespace = @namespace AND state = 'waiting'
                """,
                new { @namespace });
        }

        if (waiting is { Parts: >= MostWaiting } or { Bytes: >= MostWaitingBytes })
        {
            await FoldAsync(tenant, @namespace, cancellationToken);
        }
    }

    public async Task FoldAsync(TenantScope tenant, string @namespace, CancellationToken cancellationToken)
    {
        while (true)
        {
            IReadOnlyList<IndexPart> parts;
            await using (var connection = await database.OpenAsync(tenant, cancellationToken))
            {
                parts = await IndexParts.WaitingAsync(connection, @namespace, PartsAtOnce);
            }

            if (parts.Count == 0)
            {
                return;
            }

            await FoldAsync(tenant, @namespace, parts, cancellationToken);
        }
    }

    private async Task FoldAsync(TenantScope tenant, string @namespace, IReadOnlyList<IndexPart> parts, CancellationToken cancellationToken)
    {
        var terms = parts.Select(part => new List<string>()).ToArray();
        foreach (var (bucket, byTerm) in Gather(parts, terms))
        {
            foreach (var some in byTerm.Keys.Chunk(PostingRows.TermsAtOnce))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await database.WriteAsync(tenant, connection => FoldSomeAsync(connection, @namespace, bucket, parts, some, byTerm), Durability.Process, cancellationToken);
            }
        }

        var folded = parts.Zip(terms, (part, own) => new object?[] { PartData.PackTerms(own), @namespace, part.First, part.Last }).ToList();
        await database.WriteAsync(
            tenant,
            connection =>
            {
                // Words in clear that stayed behind in the file would outlive their document.
                connection.OverwriteDeleted();
                return connection.ExecuteManyAsync(
                    """
                    UPDATE knowledge_parts SET state = 'folded', data = @data
                    WHERE tenant_id = @tenant AND namespace = @namespace AND first_chunk = @first AND last_chunk = @last AND state = 'waiting'
                    """,
                    ["data", "namespace", "first", "last"],
                    folded);
            },
            Durability.Process,
            cancellationToken);
    }

    private static async Task<bool> FoldSomeAsync(
        TenantConnection connection, string @namespace, long bucket, IReadOnlyList<IndexPart> parts, string[] terms,
        SortedDictionary<string, List<Posting>> byTerm)
    {
        await PostingRows.HoldAsync(connection, @namespace);
        var waiting = await connection.QueryAsync<long>(
            """
            SELECT first_chunk FROM knowledge_parts
            WHERE tenant_id = @tenant AND namespace = @namespace AND state = 'waiting' AND first_chunk >= @from AND first_chunk <= @to
            """,
            new { @namespace, from = parts[0].First, to = parts[^1].First });
        // A part that is being removed is nobody's business here: what it had in the rows is taken out by who removes it.
        var still = new Stretches(parts.Where(part => waiting.Contains(part.First)));
        await PostingRows.ReplaceAsync(
            connection, @namespace, bucket, terms, still.Hold, term => [.. byTerm[term].Where(posting => still.Hold(posting.Chunk))]);
        return true;
    }

    /// <param name="terms">Receives the terms of each part.</param>
    private static SortedDictionary<long, SortedDictionary<string, List<Posting>>> Gather(IReadOnlyList<IndexPart> parts, List<string>[] terms)
    {
        var buckets = new SortedDictionary<long, SortedDictionary<string, List<Posting>>>();
        foreach (var (i, part) in parts.Index())
        {
            foreach (var (term, postings) in PartData.Unpack(part.Data, (int)part.First))
            {
                terms[i].Add(term);
                foreach (var posting in postings)
                {
                    var bucket = posting.Chunk / PostingRows.BucketSize;
                    if (!buckets.TryGetValue(bucket, out var byTerm))
                    {
                        buckets[bucket] = byTerm = new(StringComparer.Ordinal);
                    }

                    if (!byTerm.TryGetValue(term, out var gathered))
                    {
                        byTerm[term] = gathered = [];
                    }

                    gathered.Add(posting);
                }
            }
        }

        return buckets;
    }

    private sealed record Waiting(long Parts, long Bytes);
}
