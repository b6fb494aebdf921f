namespace Parley.Vectors;

/// <summary>Changes a graph: gives vectors their places. There is one per graph, used by one thread at a time.</summary>
internal abstract class Builder
{
    /// <summary>The lists that the last change wrote, as (slot, layer); a list may stand there twice.</summary>
    public List<(int Slot, int Layer)> Changed { get; } = [];

    public static Builder For(Graph graph)
    {
        var shape = graph.Shape;
        return (shape.Options.Quantization, shape.Options.Metric) switch
        {
            // Binary codes are too coarse to build from.
            (Quantization.Int8, _) => new Builder<Int8Space>(new Int8Space(shape.PaddedBytes), graph, graph.Codes),
            (_, Metric.Cosine) => new Builder<DotSpace>(new DotSpace(shape.Padded), graph, graph.Vectors),
            _ => new Builder<EuclideanSpace>(new EuclideanSpace(shape.Padded), graph, graph.Vectors),
        };
    }

    /// <summary>The layer up to which a slot stands: each layer has one in <see cref="VectorIndexOptions.Neighbours"/> of the one below.</summary>
    public static int LayerFor(int slot, VectorIndexOptions options)
    {
        // SplitMix64 of Steele, Lea and Flood (2014): a number that looks random and is the same each time.
        var x = options.Seed + (ulong)(slot + 1) * 0x9e3779b97f4a7c15;
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        x ^= x >> 31;
        var uniform = ((x >> 11) + 1) * (1.0 / (1UL << 53));
        return Math.Min(Graph.HighestLayer, (int)(-Math.Log(uniform) / Math.Log(options.Neighbours)));
    }

    /// <summary>Links a vector whose rows, entry and empty lists are there.</summary>
    public abstract void Place(int slot, Scratch scratch);

    /// <summary>Gives a vector other neighbours for those that are gone, out of the candidates.</summary>
    /// <param name="keep">Its neighbours that stay.</param>
    public abstract void Relink(int slot, int layer, IReadOnlyCollection<int> keep, IReadOnlyCollection<int> candidates);
}

internal sealed unsafe class Builder<TSpace>(TSpace space, Graph graph, PagedRows rows) : Builder
    where TSpace : struct, ISpace
{
    private readonly Selection<TSpace> _selection = new(space, rows);
    private readonly NearestOf _full = new();

    public override void Place(int slot, Scratch scratch)
    {
        Changed.Clear();
        var layer = graph.LayerOf(slot);
        var entry = graph.EntryPoint;
        for (var own = 0; own <= layer; own++)
        {
            Changed.Add((slot, own));
        }

        if (entry.Slot >= 0)
        {
            var walk = new Walk<TSpace>(space, graph, rows, rows[slot]);
            var nearest = walk.Descend(entry, layer);
            for (var at = Math.Min(layer, entry.Layer); at >= 0; at--)
            {
                walk.Spread([nearest], at, graph.Shape.Options.BuildBreadth, scratch, default(AcceptAll), int.MaxValue);
                nearest = Link(slot, at, scratch.Found.Sorted());
            }
        }

        if (layer > entry.Layer || entry.Slot < 0)
        {
            graph.EntryPoint = (slot, layer);
        }
    }

    public override void Relink(int slot, int layer, IReadOnlyCollection<int> keep, IReadOnlyCollection<int> candidates)
    {
        var degree = graph.DegreeOf(layer);
        _full.Reset(keep.Count + candidates.Count);
        foreach (var other in keep.Concat(candidates))
        {
            _full.Offer(Ranked.Of(space.Distance(rows[slot], rows[other]), other));
        }

        Span<int> chosen = stackalloc int[degree];
        var taken = _selection.Choose(_full.Sorted(), chosen);
        Graph.Write(graph.ListOf(slot, layer), degree, chosen[..taken]);
        foreach (var other in chosen[..taken])
        {
            LinkBack(other, slot, layer);
        }
    }

    private int Link(int slot, int layer, ReadOnlySpan<ulong> candidates)
    {
        Span<int> chosen = stackalloc int[graph.Shape.Options.Neighbours];
        var taken = _selection.Choose(candidates, chosen);
        Graph.Write(graph.ListOf(slot, layer), graph.DegreeOf(layer), chosen[..taken]);
        foreach (var other in chosen[..taken])
        {
            LinkBack(other, slot, layer);
            Changed.Add((other, layer));
        }

        return Ranked.Slot(candidates[0]);
    }

    private void LinkBack(int from, int to, int layer)
    {
        var list = graph.ListOf(from, layer);
        var degree = graph.DegreeOf(layer);
        var length = Graph.LengthOf(list, degree);
        if (new ReadOnlySpan<int>(list, length).Contains(to))
        {
            return;
        }

        if (length < degree)
        {
            Thread.MemoryBarrier();
            list[length] = to;
            return;
        }

        var row = rows[from];
        _full.Reset(degree + 1);
        _full.Offer(Ranked.Of(space.Distance(row, rows[to]), to));
        for (var i = 0; i < length; i++)
        {
            _full.Offer(Ranked.Of(space.Distance(row, rows[list[i]]), list[i]));
        }

        Span<int> chosen = stackalloc int[degree];
        var taken = _selection.Choose(_full.Sorted(), chosen);
        Graph.Write(list, degree, chosen[..taken]);
    }
}
