using Parley.Storage;

namespace Parley.Knowledge.Indexing;

/// <summary>Removes chunks that nobody may see any more, with every posting of theirs.</summary>
internal sealed class ChunkRemoval(TenantDatabase database, ChunkVectors vectors)
{
    /// <summary>Removes a stretch in short transactions. It can be broken off anywhere, and done again.</summary>
    public async Task RemoveAsync(TenantScope tenant, ChunkRange range, CancellationToken cancellationToken)
    {
        await database.WriteAsync(tenant, connection => MarkAsync(connection, range), Durability.Process, cancellationToken);
        IReadOnlyList<IndexPart> parts;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            parts = await IndexParts.InAsync(connection, range);
        }

        foreach (var part in parts)
        {
            foreach (var terms in part.Terms.Chunk(PostingRows.TermsAtOnce))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await database.WriteAsync(tenant, connection => RemoveAsync(connection, part, terms), Durability.Process, cancellationToken);
            }

            await database.WriteAsync(
                tenant,
                async connection =>
                {
                    await RemoveRowsAsync(connection, part);
                    await vectors.RemoveAsync(connection, new(part.Namespace, part.First, part.Last));
                },
                Durability.Process,
                cancellationToken);
        }

        // Chunks of before there were parts.
        await database.WriteAsync(tenant, connection => RemoveChunksAsync(connection, range), Durability.Process, cancellationToken);
    }

    /// <summary>Removes all that was written of a document, in the caller's transaction: for what must be gone with it.</summary>
    public static async Task RemoveAsync(TenantConnection connection, string documentId)
    {
        foreach (var part in await IndexParts.OfAsync(connection, documentId))
        {
            foreach (var terms in part.Terms.Chunk(PostingRows.TermsAtOnce))
            {
                await RemoveAsync(connection, part, terms);
            }

            await RemoveRowsAsync(connection, part);
        }
    }

    // From here on nobody folds them any more.
    private static Task<int> MarkAsync(TenantConnection connection, ChunkRange range) => connection.ExecuteAsync(
        """
        UPDATE knowledge_parts SET state = 'dropped'
        WHERE tenant_id = @tenant AND namespace = @Namespace AND first_chunk >= @First AND first_chunk <= @Last AND state = 'waiting'
        """,
        range);

    private static async Task<bool> RemoveAsync(TenantConnection connection, IndexPart part, string[] terms)
    {
        connection.OverwriteDeleted();
        await PostingRows.HoldAsync(connection, part.Namespace);
        for (var bucket = part.First / PostingRows.BucketSize; bucket <= part.Last / PostingRows.BucketSize; bucket++)
        {
            await PostingRows.ReplaceAsync(
                connection, part.Namespace, bucket, terms, chunk => chunk >= part.First && chunk <= part.Last, static _ => []);
        }

        return true;
    }

    private static async Task<bool> RemoveRowsAsync(TenantConnection connection, IndexPart part)
    {
        connection.OverwriteDeleted();
        await RemoveChunksAsync(connection, new(part.Namespace, part.First, part.Last));
        await connection.ExecuteAsync(
            "DELETE FROM knowledge_parts WHERE tenant_id = @tenant AND namespace = @Namespace AND first_chunk = @First", part);
        return true;
    }

    private static Task<int> RemoveChunksAsync(TenantConnection connection, ChunkRange range) => connection.ExecuteAsync(
        "DELETE FROM knowledge_chunks WHERE tenant_id = @tenant AND namespace = @Namespace AND number >= @First AND number <= @Last", range);
}
