using Parley.Knowledge.Embeddings;
using Parley.Storage;

namespace Parley.Knowledge.Indexing;

/// <summary>
/// The vectors of chunks, by the chunks' numbers. Who may find one is decided by the facts of chunks at the moment of a search, so that words and
/// vectors always agree. What came with a conversation is few and has none.
/// </summary>
/// <param name="index">Null where there is none: then words find alone.</param>
internal sealed class ChunkVectors(IVectorIndex? index, JobQueue jobs)
{
    /// <summary>Whose vectors are to see, as far as the index is concerned.</summary>
    public const string Everybody = "";

    public bool IsThere => index is not null;

    /// <summary>
    /// In the transaction that writes the chunks, as the last of it. Chunks without vectors, or with those of a model that was changed meanwhile,
    /// are found by words, and a job embeds them.
    /// </summary>
    /// <param name="embedded">One vector for each number of the range, or none; one without direction is left out.</param>
    public async Task WriteAsync(TenantConnection connection, DataKey jobKey, ChunkRange range, EmbeddedPassages embedded)
    {
        if (index is null || AttachedNamespace.Parse(range.Namespace) is not null
            || await EmbeddingStates.HoldAsync(connection, range.Namespace) is not { } state)
        {
            return;
        }

        if (embedded.Model == state.Target && embedded.Vectors.Count == range.Count)
        {
            await index.WriteAsync(
                connection, state.Target.SpaceOf(range.Namespace),
                [.. embedded.Vectors.Select((vector, i) => new VectorEntry(range.First + i, Everybody, vector)).Where(entry => VectorEntry.HasDirection(entry.Vector.Span))]);
        }
        else if (await EmbeddingStates.WaitAsync(connection, range))
        {
            await EmbedChunks.AskAsync(connection, jobs, jobKey, range.Namespace);
        }
    }

    /// <summary>In the transaction that removes the chunks, as the last of it.</summary>
    public async Task RemoveAsync(TenantConnection connection, ChunkRange range)
    {
        if (index is null || AttachedNamespace.Parse(range.Namespace) is not null)
        {
            return;
        }

        long[] numbers = [.. Enumerable.Range(0, range.Count).Select(i => range.First + i)];
        // Also of a model that was given up and may be taken up again.
        foreach (var space in (await index.ListAsync(connection)).Where(space => EmbeddingModel.NamespaceOf(space) == range.Namespace))
        {
            await index.RemoveAsync(connection, space, numbers);
        }
    }

    /// <summary>The chunks of a namespace nearest to a question, nearest first.</summary>
    /// <param name="asked">The question's vector by that model, of length 1.</param>
    /// <param name="visible">Which may be found.</param>
    public async Task<VectorHits> NearestAsync(
        TenantScope tenant, string @namespace, EmbeddingModel model, float[] asked, int top, Func<int, bool> visible, CancellationToken cancellationToken) =>
        index is null || AttachedNamespace.Parse(@namespace) is not null || !VectorEntry.HasDirection(asked)
            ? VectorHits.None
            : await index.SearchAsync(
                tenant, model.SpaceOf(@namespace), asked, top, new VectorScope { Keys = key => visible((int)key) }, cancellationToken);

    /// <summary>The cosines of some chunks with a question; those without a vector of that model are left out.</summary>
    public Task<IReadOnlyList<VectorHit>> ScoreAsync(
        TenantScope tenant, string @namespace, EmbeddingModel model, float[] asked, IReadOnlyList<long> chunks, CancellationToken cancellationToken) =>
        index is null || chunks.Count == 0 || AttachedNamespace.Parse(@namespace) is not null || !VectorEntry.HasDirection(asked)
            ? Task.FromResult<IReadOnlyList<VectorHit>>([])
            : index.ScoreAsync(tenant, model.SpaceOf(@namespace), asked, chunks, cancellationToken);
}
