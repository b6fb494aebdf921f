using Parley.Embedding;
using Parley.Storage;

namespace Parley.Knowledge.Indexing;

/// <summary>
/// The vectors of chunks, by the chunks' numbers. Who may find one is decided by the facts of chunks at the moment of a search, so that words and
/// vectors always agree. What came with a conversation is few and has none.
/// </summary>
/// <param name="index">Null where there is none: then words find alone.</param>
internal sealed class ChunkVectors(IVectorIndex? index)
{
    private const string Everybody = "";

    public bool IsThere => index is not null;

    /// <summary>In the transaction that writes the chunks, as the last of it.</summary>
    /// <param name="vectors">One for each number of the range; one without direction is left out.</param>
    public Task WriteAsync(TenantConnection connection, ChunkRange range, IReadOnlyList<float[]> vectors) =>
        index is null || AttachedNamespace.Parse(range.Namespace) is not null || vectors.Count == 0
            ? Task.CompletedTask
            : index.WriteAsync(
                connection, SpaceOf(range.Namespace),
                [.. vectors.Select((vector, i) => new VectorEntry(range.First + i, Everybody, vector)).Where(entry => VectorEntry.HasDirection(entry.Vector.Span))]);

    /// <summary>In the transaction that removes the chunks, as the last of it.</summary>
    public Task RemoveAsync(TenantConnection connection, ChunkRange range) => index is null || AttachedNamespace.Parse(range.Namespace) is not null
        ? Task.CompletedTask
        : index.RemoveAsync(connection, SpaceOf(range.Namespace), [.. Enumerable.Range(0, range.Count).Select(i => range.First + i)]);

    /// <summary>The chunks of a namespace nearest to a question, nearest first.</summary>
    /// <param name="visible">Which may be found.</param>
    public async Task<IReadOnlyList<VectorHit>> NearestAsync(
        TenantScope tenant, string @namespace, float[] asked, int top, Func<int, bool> visible, CancellationToken cancellationToken) =>
        index is null || AttachedNamespace.Parse(@namespace) is not null || !VectorEntry.HasDirection(asked)
            ? []
            : (await index.SearchAsync(
                tenant, SpaceOf(@namespace), asked, top, new VectorScope { Keys = key => visible((int)key) }, cancellationToken)).Hits;

    private static VectorSpace SpaceOf(string @namespace) => new("knowledge/" + @namespace, BuiltInEmbedder.Model, BuiltInEmbedder.Dimensions);
}
