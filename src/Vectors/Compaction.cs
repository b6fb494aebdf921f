namespace Parley.Vectors;

/// <summary>
/// Leaves removed vectors out of a graph: the living move together, and whoever lost a neighbour is offered the living neighbours of
/// the neighbour it lost.
/// </summary>
internal sealed unsafe class Compaction(Graph old, Graph compacted)
{
    private readonly int[] _moved = new int[old.Count];

    /// <summary>Fills the new graph, whose vectors and codes are either there already or copied here.</summary>
    public void Run(bool copyRows)
    {
        var layers = Move(copyRows);
        var builder = Builder.For(compacted);
        var broken = new List<(int Slot, int Layer)>();
        for (var slot = 0; slot < old.Count; slot++)
        {
            if (_moved[slot] >= 0)
            {
                CopyLists(slot, layers[_moved[slot]], broken);
            }
        }

        foreach (var (slot, layer) in broken)
        {
            var keep = Living(slot, layer);
            builder.Relink(_moved[slot], layer, keep, BehindTheRemoved(slot, layer, keep));
        }
    }

    /// <summary>The living, in the order in which they are kept.</summary>
    public static IEnumerable<int> LivingOf(Graph graph) => Enumerable.Range(0, graph.Count).Where(slot => IsLiving(graph, slot));

    private List<int> Move(bool copyRows)
    {
        var layers = new List<int>();
        Array.Fill(_moved, Graph.None);
        foreach (var slot in LivingOf(old))
        {
            var to = layers.Count;
            var layer = old.LayerOf(slot);
            _moved[slot] = to;
            compacted.Entries.Reserve(to + 1);
            *compacted.EntryOf(to) = *old.EntryOf(slot) with { Upper = 0 };
            compacted.AddLists(to, layer);
            compacted.Labels.Add(old.EntryOf(slot)->Label, 1);
            if (copyRows)
            {
                Copy(old.Vectors, compacted.Vectors, slot, to);
                if (old.Shape.HasCodes)
                {
                    Copy(old.Codes, compacted.Codes, slot, to);
                }
            }

            if (compacted.EntryPoint is var (first, highest) && (first < 0 || layer > highest))
            {
                compacted.EntryPoint = (to, layer);
            }

            layers.Add(layer);
        }

        compacted.Count = layers.Count;
        return layers;
    }

    private void CopyLists(int slot, int highest, List<(int Slot, int Layer)> broken)
    {
        for (var layer = 0; layer <= highest; layer++)
        {
            var list = Neighbours(slot, layer);
            var living = list.Where(other => _moved[other] >= 0).Select(other => _moved[other]).ToArray();
            Graph.Write(compacted.ListOf(_moved[slot], layer), compacted.DegreeOf(layer), living);
            if (living.Length < list.Length)
            {
                broken.Add((slot, layer));
            }
        }
    }

    // What it has now, not what it had: others that were mended before may have taken it as a neighbour.
    private HashSet<int> Living(int slot, int layer)
    {
        var list = compacted.ListOf(_moved[slot], layer);
        return [.. new ReadOnlySpan<int>(list, Graph.LengthOf(list, compacted.DegreeOf(layer)))];
    }

    private HashSet<int> BehindTheRemoved(int slot, int layer, HashSet<int> keep)
    {
        var found = new HashSet<int>();
        var behind = new Queue<int>(Neighbours(slot, layer).Where(other => _moved[other] < 0));
        var seen = new HashSet<int>(behind);
        // Through removed neighbours of removed ones too, as long as too few living are found.
        while (behind.TryDequeue(out var removed))
        {
            foreach (var other in Neighbours(removed, layer))
            {
                if (_moved[other] >= 0)
                {
                    if (other != slot && !keep.Contains(_moved[other]))
                    {
                        found.Add(_moved[other]);
                    }
                }
                else if (found.Count < compacted.DegreeOf(layer) && seen.Add(other))
                {
                    behind.Enqueue(other);
                }
            }
        }

        return found;
    }

    private int[] Neighbours(int slot, int layer)
    {
        var list = old.ListOf(slot, layer);
        return new ReadOnlySpan<int>(list, Graph.LengthOf(list, old.DegreeOf(layer))).ToArray();
    }

    private static bool IsLiving(Graph graph, int slot) => graph.EntryOf(slot)->Label >= 0;

    private static void Copy(PagedRows from, PagedRows to, int slot, int target)
    {
        to.Reserve(target + 1);
        Buffer.MemoryCopy(from[slot], to[target], to.Stride, to.Stride);
    }
}
