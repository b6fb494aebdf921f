namespace Parley.Vectors;

/// <summary>In which slot a key stands: the table of the mapped file, and what was added since. The writer's alone.</summary>
internal sealed unsafe class KeyMap(Graph graph, int* table, int capacity)
{
    private readonly Dictionary<long, int> _recent = [];

    public int Find(long key)
    {
        if (_recent.TryGetValue(key, out var recent))
        {
            return recent;
        }

        if (capacity == 0)
        {
            return Graph.None;
        }

        for (var at = Home(key, capacity); table[at] != 0; at = (at + 1) & (capacity - 1))
        {
            var slot = table[at] - 1;
            if (slot < graph.Count && graph.EntryOf(slot)->Key == key)
            {
                return graph.EntryOf(slot)->Label >= 0 ? slot : Graph.None;
            }
        }

        return Graph.None;
    }

    public void Set(long key, int slot) => _recent[key] = slot;

    public void Remove(long key) => _recent.Remove(key);

    public static int CapacityFor(int living) => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, living * 2));

    /// <summary>The table of all living vectors of a graph; 0 is an empty place, else the slot plus 1.</summary>
    public static int[] TableOf(Graph graph)
    {
        var table = new int[CapacityFor(graph.Count - graph.Dead)];
        for (var slot = 0; slot < graph.Count; slot++)
        {
            if (graph.EntryOf(slot)->Label < 0)
            {
                continue;
            }

            var at = Home(graph.EntryOf(slot)->Key, table.Length);
            while (table[at] != 0)
            {
                at = (at + 1) & (table.Length - 1);
            }

            table[at] = slot + 1;
        }

        return table;
    }

    private static int Home(long key, int capacity) => (int)(((ulong)key * 0x9e3779b97f4a7c15) >> 32) & (capacity - 1);
}
