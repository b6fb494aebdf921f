using Parley.Knowledge.Indexing;
using Parley.Storage;

namespace Parley.Knowledge.Embeddings;

/// <summary>By which models the chunks of what is searched have vectors, as it stood in a search's snapshot.</summary>
internal sealed class EmbeddingScope
{
    private static readonly Func<int, bool> All = static _ => true;

    private readonly Dictionary<string, IReadOnlyList<(EmbeddingModel, Func<int, bool>)>> _models = new(StringComparer.Ordinal);

    /// <summary>Every model that something searched has vectors of.</summary>
    public IEnumerable<EmbeddingModel> Models => _models.Values.SelectMany(list => list.Select(one => one.Item1)).Distinct();

    /// <summary>Chunks that have no vector yet, about.</summary>
    public long Waiting { get; private set; }

    /// <summary>Whether some chunks are still found by vectors that others have no more.</summary>
    public bool IsChanging { get; private set; }

    /// <param name="names">Those of conversations' attachments have no vectors.</param>
    public static async Task<EmbeddingScope> ReadAsync(TenantConnection connection, IEnumerable<string> names)
    {
        var scope = new EmbeddingScope();
        foreach (var (name, state) in await EmbeddingStates.ReadAsync(connection, [.. names.Where(name => AttachedNamespace.Parse(name) is null)]))
        {
            scope.IsChanging |= state.Next is not null;
            IReadOnlyList<ChunkRange> waiting = state.Next is null && state.Current.IsBuiltIn ? [] : Merged(await EmbeddingStates.WaitingAsync(connection, name));
            scope.Waiting += waiting.Sum(range => (long)range.Count);
            scope._models[name] = state.Next is { } next ? Both(state.Current, next, waiting) : [(state.Current, All)];
        }

        return scope;
    }

    /// <summary>The models of a namespace, each with the chunks that have vectors of it; no chunk has two.</summary>
    public IReadOnlyList<(EmbeddingModel Model, Func<int, bool> Holds)> Of(string @namespace) => _models.GetValueOrDefault(@namespace, []);

    private static IReadOnlyList<(EmbeddingModel, Func<int, bool>)> Both(EmbeddingModel current, EmbeddingModel next, IReadOnlyList<ChunkRange> waiting)
    {
        return [(next, chunk => !Waits(chunk)), (current, Waits)];

        bool Waits(int chunk)
        {
            // The last that begins no later; they do not overlap.
            var (low, high) = (0, waiting.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = waiting[middle].First <= chunk ? (middle + 1, high) : (low, middle);
            }

            return low > 0 && chunk <= waiting[low - 1].Last;
        }
    }

    /// <param name="ranges">The first first.</param>
    private static List<ChunkRange> Merged(IReadOnlyList<ChunkRange> ranges)
    {
        var merged = new List<ChunkRange>();
        foreach (var range in ranges)
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last + 1)
            {
                merged[^1] = merged[^1] with { Last = Math.Max(merged[^1].Last, range.Last) };
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }
}
