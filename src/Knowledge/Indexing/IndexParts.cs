using Parley.Storage;

namespace Parley.Knowledge.Indexing;

/// <summary>A row of <c>knowledge_parts</c>.</summary>
internal sealed record IndexPart(string Namespace, long First, long Last, string State, byte[] Data)
{
    public IReadOnlyList<string> Terms => PartData.Terms(State, Data, (int)First);
}

/// <summary>Looks up parts.</summary>
internal static class IndexParts
{
    private const string Select =
        """
        SELECT namespace AS "Namespace", first_chunk AS "First", last_chunk AS "Last", state AS "State", data AS "Data" FROM knowledge_parts
        WHERE tenant_id = @tenant
        """;

    /// <summary>The statement that reads those of <c>@namespace</c> that are not folded yet.</summary>
    public const string Waiting = $"{Select} AND namespace = @namespace AND state = 'waiting'";

    /// <summary>Those that are not folded yet, the first first.</summary>
    public static Task<IReadOnlyList<IndexPart>> WaitingAsync(TenantConnection connection, string @namespace, int most) =>
        connection.QueryAsync<IndexPart>(
            $"{Waiting} ORDER BY first_chunk LIMIT @most", new { @namespace, most = (long)most });

    public static Task<IReadOnlyList<IndexPart>> InAsync(TenantConnection connection, ChunkRange range) => connection.QueryAsync<IndexPart>(
        $"{Select} AND namespace = @Namespace AND first_chunk >= @First AND first_chunk <= @Last", range);

    /// <summary>The chunk numbers of what was written of a document, those that follow each other as one stretch.</summary>
    /// <param name="besides">The first number of a stretch that is left out, and how many it has.</param>
    public static async Task<IReadOnlyList<ChunkRange>> RangesAsync(TenantConnection connection, string documentId, (long First, long Count) besides = default)
    {
        var ranges = new List<ChunkRange>();
        foreach (var part in (await connection.QueryAsync<ChunkRange>(
            """
            SELECT namespace AS "Namespace", first_chunk AS "First", last_chunk AS "Last" FROM knowledge_parts
            WHERE tenant_id = @tenant AND document_id = @documentId
            """,
            new { documentId })).Where(part => part.First < besides.First || part.First >= besides.First + besides.Count).OrderBy(part => part.First))
        {
            if (ranges.Count > 0 && ranges[^1].Last + 1 == part.First)
            {
                ranges[^1] = ranges[^1] with { Last = part.Last };
            }
            else
            {
                ranges.Add(part);
            }
        }

        return ranges;
    }

    /// <summary>All that was written of a document, whether it is searchable, was before, or never came to be.</summary>
    public static Task<IReadOnlyList<IndexPart>> OfAsync(TenantConnection connection, string documentId) =>
        connection.QueryAsync<IndexPart>($"{Select} AND document_id = @documentId", new { documentId });
}
