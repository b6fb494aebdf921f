using Parley.Kernel;
using Parley.Knowledge;
using Parley.Knowledge.Embeddings;
using Parley.Knowledge.Indexing;
using Parley.Knowledge.Ingestion;
using Parley.Text;

namespace Parley.Bench.Knowledge;

/// <summary>
/// Writes an index as ingestion leaves it, on all cores and a bucket at a time: the same rows, without uploads, jobs and files between them.
/// </summary>
internal sealed class BulkFill(TestDatabase database, TenantScope tenant, SampleTexts texts, ChunkVectors vectors)
{
    private const string Namespace = "docs";
    private const int Passages = 100;
    private const int RowsAtOnce = 4_096;
    private const int ChunksAtOnce = 1_024;

    public async Task FillAsync(int chunks)
    {
        await database.Tenants.WriteAsync(tenant, connection => new Namespaces(database.Tenants, TimeProvider.System).EnsureAsync(connection, Namespace));
        var key = await database.Sealer.KeyAsync(tenant.Id, Seals.KeyOwner(Namespace), default);
        // Numbers begin at 1, so the first bucket has one less.
        for (int first = 0, count; first < chunks; first += count)
        {
            count = Math.Min(PostingRows.BucketSize - (first == 0 ? 1 : 0), chunks - first);
            await FillBucketAsync(key, first, count);
        }
    }

    private async Task FillBucketAsync(DataKey key, int first, int count)
    {
        var indexed = new IndexedChunk[count];
        var embedded = new float[vectors.IsThere ? count : 0][];
        Parallel.For(0, count, i =>
        {
            var text = texts.Passage((first + i) / Passages, (first + i) % Passages);
            indexed[i] = DocumentIndexer.Chunk(ChunkId.New(TimeProvider.System), text, new Passage(0, text.Length, null), null, [], Language.Find("en"), key);
            if (vectors.IsThere)
            {
                embedded[i] = ChunkEmbedding.Of(text);
            }
        });

        var at = 0;
        foreach (var some in indexed.Chunk(ChunksAtOnce))
        {
            var (from, length) = (at, some.Sum(chunk => (long)chunk.BodyLength));
            var id = DocumentId.New(TimeProvider.System).Value;
            var card = Seals.Seal(key, id, new DocumentCard(null, null, null));
            await database.Tenants.WriteAsync(tenant, async connection =>
            {
                var range = await ChunkShelf.ReserveAsync(connection, Namespace, some.Length);
                await connection.ExecuteAsync(
                    """
                    INSERT INTO knowledge_documents (tenant_id, id, namespace, external_id, revision, state, media_type, bytes, sha256, acl, card, live_acl,
                      first_chunk, chunks, language, body_length, index_form, created_at, updated_at)
                    VALUES (@tenant, @id, @name, @id, 1, 'ready', 'text/plain', 1, @id, 'members', @card, 'members', @First, @count, 'en', @length, 1, 1, 1)
                    """,
                    new { id, name = Namespace, card, range.First, count = (long)some.Length, length });
                await ChunkShelf.WriteAsync(connection, id, range, 0, some, PartData.Pack([]));
                await ChunkShelf.ShowAsync(connection, range, "members", some.Select(chunk => chunk.BodyLength));
                await ChunkShelf.CountAsync(connection, Namespace, "en", 1, some.Length, length);
                await connection.ExecuteAsync("UPDATE knowledge_parts SET state = 'folded' WHERE tenant_id = @tenant AND state = 'waiting'");
                await vectors.WriteAsync(connection, key, range, new(EmbeddingModel.BuiltIn, vectors.IsThere ? embedded[from..(from + some.Length)] : []));
            });
            at += some.Length;
        }

        await WritePostingsAsync(first + 1, indexed);
    }

    private async Task WritePostingsAsync(int first, IndexedChunk[] chunks)
    {
        var byTerm = new SortedDictionary<string, List<Posting>>(StringComparer.Ordinal);
        foreach (var (i, chunk) in chunks.Index())
        {
            foreach (var (term, counts) in chunk.Terms)
            {
                if (!byTerm.TryGetValue(term, out var postings))
                {
                    byTerm[term] = postings = [];
                }

                postings.Add(new(first + i, counts));
            }
        }

        var bucket = (long)(first / PostingRows.BucketSize);
        foreach (var some in byTerm.Chunk(RowsAtOnce))
        {
            await database.Tenants.WriteAsync(tenant, connection => connection.ExecuteManyAsync(
                "INSERT INTO knowledge_postings (tenant_id, namespace, term, bucket, data) VALUES (@tenant, @namespace, @term, @bucket, @data)",
                ["namespace", "term", "bucket", "data"],
                [.. some.Select(pair => new object?[] { Namespace, pair.Key, bucket, Packed(bucket, pair.Value) })]));
        }
    }

    private static byte[] Packed(long bucket, List<Posting> postings)
    {
        var bytes = new ByteWriter();
        PostingCodec.Write(bytes, postings, PostingRows.StartOf(bucket));
        return bytes.Written.ToArray();
    }
}
