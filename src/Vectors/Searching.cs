namespace Parley.Vectors;

/// <summary>One search: decides between the graph and a look at all, and scores what was found by the full vectors.</summary>
internal readonly unsafe ref struct Searching(Graph graph, Scratch scratch, int k, VectorFilter? filter, SearchSettings settings)
{
    private const int Sample = 256;
    private readonly Graph _graph = graph;
    private readonly Scratch _scratch = scratch;
    private readonly VectorFilter? _filter = filter;
    private readonly int _breadth = Math.Max(settings.Breadth, k);

    /// <summary>Nearest first; fewer than k only when fewer are allowed.</summary>
    public VectorMatch[] Run()
    {
        var shape = _graph.Shape;
        var full = (byte*)_scratch.Query;
        if (settings.Plan == SearchPlan.Exact || !shape.HasCodes)
        {
            return shape.Options.Metric == Metric.Cosine
                ? Find(new DotSpace(shape.Padded), _graph.Vectors, full)
                : Find(new EuclideanSpace(shape.Padded), _graph.Vectors, full);
        }

        shape.Encode(_scratch.Query, _scratch.Code);
        return shape.Options.Quantization == Quantization.Int8
            ? Find(new Int8Space(shape.PaddedBytes), _graph.Codes, _scratch.Code)
            : Find(new BinarySpace(shape.Words), _graph.Codes, _scratch.Code);
    }

    private VectorMatch[] Find<TSpace>(TSpace space, PagedRows rows, byte* query)
        where TSpace : struct, ISpace
    {
        var allowed = Costs.Allowed(_graph, _filter, Sample);
        var scan = settings.Plan switch
        {
            SearchPlan.Cheapest => Costs.OfScan(_graph.Count, allowed) <= Costs.OfWalk(_graph.Count, allowed, _breadth),
            var plan => plan != SearchPlan.Graph,
        };
        if (!scan)
        {
            var budget = settings.Plan == SearchPlan.Graph ? int.MaxValue : Costs.Budget(_graph.Count, allowed, _breadth);
            var ended = _filter is not null ? Spread(space, rows, query, new AcceptFiltered(_filter), budget)
                : _graph.Dead > 0 ? Spread(space, rows, query, default(AcceptLiving), budget)
                : Spread(space, rows, query, default(AcceptAll), budget);
            // A walk that ends with too few has not seen all; or there are no more, which only a look at all can tell.
            scan = settings.Plan != SearchPlan.Graph && (!ended || _scratch.Found.Count < Math.Min(k, _graph.Count - _graph.Dead));
        }

        if (scan)
        {
            ScanAll(space, rows, query);
        }

        return Scored();
    }

    private bool Spread<TSpace, TAcceptance>(TSpace space, PagedRows rows, byte* query, TAcceptance acceptance, int budget)
        where TSpace : struct, ISpace
        where TAcceptance : struct, IAcceptance
    {
        var entry = _graph.EntryPoint;
        var walk = new Walk<TSpace>(space, _graph, rows, query);
        return walk.Spread([walk.Descend(entry, 0)], 0, _breadth, _scratch, acceptance, budget);
    }

    private void ScanAll<TSpace>(TSpace space, PagedRows rows, byte* query)
        where TSpace : struct, ISpace
    {
        var count = _graph.Count;
        Interlocked.MemoryBarrier();
        var (table, entries, found) = (rows.Table, _graph.Entries.Table, _scratch.Found);
        found.Reset(_breadth);
        for (var slot = 0; slot < count; slot++)
        {
            ref readonly var entry = ref *(Entry*)entries[slot];
            if (entry.Label >= 0 && (_filter is null || _filter.Accepts(entry)))
            {
                found.Offer(Ranked.Of(space.Distance(query, table[slot]), slot));
            }
        }
    }

    private VectorMatch[] Scored()
    {
        var found = _scratch.Found.Sorted();
        var rescored = _graph.Shape.HasCodes && settings.Plan != SearchPlan.Exact;
        if (rescored)
        {
            found = Rescored(found[..Math.Min(found.Length, Math.Max(k, k * settings.Oversampling))]);
        }

        var matches = new VectorMatch[Math.Min(k, found.Length)];
        for (var i = 0; i < matches.Length; i++)
        {
            matches[i] = new VectorMatch(_graph.EntryOf(Ranked.Slot(found[i]))->Key, -Ranked.Distance(found[i]));
        }

        return matches;
    }

    private ReadOnlySpan<ulong> Rescored(ReadOnlySpan<ulong> found)
    {
        var shape = _graph.Shape;
        var query = _scratch.Query;
        var (vectors, exact) = (_graph.Vectors.Table, new ulong[found.Length]);
        for (var i = 0; i < found.Length; i++)
        {
            var slot = Ranked.Slot(found[i]);
            var row = (float*)vectors[slot];
            exact[i] = Ranked.Of(
                shape.Options.Metric == Metric.Cosine ? -Kernels.Dot(query, row, shape.Padded) : Kernels.SquaredDistance(query, row, shape.Padded),
                slot);
        }

        Array.Sort(exact);
        return exact;
    }
}
