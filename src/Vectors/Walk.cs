using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Parley.Vectors;

/// <summary>What a walk may take into its result. Structs, so that the walk is compiled for each.</summary>
internal interface IAcceptance
{
    bool Accepts(in Entry entry);

    /// <summary>Whether entries need not be looked at.</summary>
    static abstract bool TakesAll { get; }
}

/// <summary>Removed vectors too: what a graph is built from.</summary>
internal readonly struct AcceptAll : IAcceptance
{
    public bool Accepts(in Entry entry) => true;

    public static bool TakesAll => true;
}

/// <summary>All but removed vectors.</summary>
internal readonly struct AcceptLiving : IAcceptance
{
    public bool Accepts(in Entry entry) => entry.Label >= 0;

    public static bool TakesAll => false;
}

/// <summary>What passes a filter.</summary>
internal readonly struct AcceptFiltered(VectorFilter filter) : IAcceptance
{
    public bool Accepts(in Entry entry) => filter.Accepts(entry);

    public static bool TakesAll => false;
}

/// <summary>Walks along the neighbours of vectors towards a query.</summary>
/// <remarks>Algorithms 2 and 5 of Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using Hierarchical
/// Navigable Small World graphs" (2016). What a filter refuses is walked over and not taken.</remarks>
internal readonly unsafe ref struct Walk<TSpace>
    where TSpace : struct, ISpace
{
    private const int CacheLine = 64;
    private readonly TSpace _space;
    private readonly Graph _graph;
    private readonly byte* _query;
    private readonly RowTable _rows;
    private readonly RowTable _links;
    private readonly RowTable _entries;
    private readonly RowTable _upper;
    private readonly int _count;
    private readonly int _ahead;

    /// <param name="rows">The rows that the space compares.</param>
    /// <param name="query">Such a row.</param>
    public Walk(TSpace space, Graph graph, PagedRows rows, byte* query)
    {
        (_space, _graph) = (space, graph);
        _query = query;
        // First the count, then the tables: they hold at least as many. What is added from here on is not met.
        _count = graph.Count;
        Interlocked.MemoryBarrier();
        (_rows, _links, _entries, _upper) = (rows.Table, graph.Links.Table, graph.Entries.Table, graph.Upper.Table);
        _ahead = Math.Min(rows.Stride, 8 * CacheLine);
    }

    /// <summary>The nearest vector that is reached from a slot by going only nearer, on the layers above one.</summary>
    public int Descend((int Slot, int Layer) from, int above)
    {
        var nearest = from.Slot;
        if (nearest < 0 || nearest >= _count)
        {
            return Graph.None;
        }

        var distance = _space.Distance(_query, _rows[nearest]);
        for (var layer = from.Layer; layer > above; layer--)
        {
            for (var moved = true; moved;)
            {
                moved = false;
                var list = List(nearest, layer);
                for (var i = 0; i < _graph.Shape.Options.Neighbours && list[i] is var slot and >= 0; i++)
                {
                    if (slot < _count && _space.Distance(_query, _rows[slot]) is var next && next < distance)
                    {
                        (distance, nearest, moved) = (next, slot, true);
                    }
                }
            }
        }

        return nearest;
    }

    /// <summary>The nearest vectors on a layer that are accepted, into <see cref="Scratch.Found"/>.</summary>
    /// <param name="budget">Distances after which the walk gives up.</param>
    /// <returns>False when it gave up.</returns>
    public bool Spread<TAcceptance>(ReadOnlySpan<int> from, int layer, int breadth, Scratch scratch, TAcceptance acceptance, int budget)
        where TAcceptance : struct, IAcceptance
    {
        var seen = scratch.Begin(_count, out var mark);
        var (open, found) = (scratch.Open, scratch.Found);
        found.Reset(breadth);
        foreach (var slot in from)
        {
            if (slot >= 0 && slot < _count && seen[slot] != mark)
            {
                seen[slot] = mark;
                Take(slot, open, found, acceptance);
            }
        }

        var degree = _graph.DegreeOf(layer);
        fixed (int* batch = scratch.Batch)
        {
            while (open.Count > 0)
            {
                var next = open.Pop();
                if (next > found.Worst)
                {
                    break;
                }

                var waiting = Unseen(List(Ranked.Slot(next), layer), degree, seen, mark, batch);
                for (var i = 0; i < waiting; i++)
                {
                    Take(batch[i], open, found, acceptance);
                }

                budget -= waiting;
                if (budget < 0)
                {
                    return false;
                }
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Take<TAcceptance>(int slot, NearestHeap open, NearestOf found, TAcceptance acceptance)
        where TAcceptance : struct, IAcceptance
    {
        var ranked = Ranked.Of(_space.Distance(_query, _rows[slot]), slot);
        if (ranked >= found.Worst)
        {
            return;
        }

        open.Push(ranked);
        if (TAcceptance.TakesAll || acceptance.Accepts(in *(Entry*)_entries[slot]))
        {
            found.Offer(ranked);
        }
    }

    // All rows are asked for before the first is looked at: memory answers them side by side.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Unseen(int* list, int degree, ushort[] seen, ushort mark, int* batch)
    {
        var waiting = 0;
        for (var i = 0; i < degree; i++)
        {
            var slot = list[i];
            if (slot < 0)
            {
                break;
            }

            if (slot >= _count || seen[slot] == mark)
            {
                continue;
            }

            seen[slot] = mark;
            batch[waiting++] = slot;
            if (Sse.IsSupported)
            {
                var row = _rows[slot];
                for (var ahead = 0; ahead < _ahead; ahead += CacheLine)
                {
                    Sse.Prefetch0(row + ahead);
                }
            }
        }

        return waiting;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int* List(int slot, int layer) => layer == 0 ? (int*)_links[slot] : (int*)_upper[((Entry*)_entries[slot])->Upper + layer];
}
