namespace Parley.Vectors;

/// <summary>A graph with what its writer keeps beside it. Replaced as a whole when the files are written anew.</summary>
internal sealed unsafe class IndexState(Graph graph, KeyMap keys) : IDisposable
{
    private readonly Builder _builder = Builder.For(graph);

    public Graph Graph => graph;

    public KeyMap Keys => keys;

    public long Mark { get; set; }

    /// <summary>The lists that the last <see cref="Place"/> wrote.</summary>
    public List<(int Slot, int Layer)> Changed => _builder.Changed;

    public static IndexState Empty(Shape shape)
    {
        var graph = new Graph(shape);
        return new IndexState(graph, new KeyMap(graph, null, 0));
    }

    /// <summary>Adds a row with empty lists.</summary>
    /// <returns>Its slot.</returns>
    public int Append(ReadOnlySpan<float> row, long key, int label, int layer)
    {
        var slot = graph.Count;
        graph.Vectors.Reserve(slot + 1);
        graph.Codes.Reserve(slot + 1);
        graph.Entries.Reserve(slot + 1);
        var vector = (float*)graph.Vectors[slot];
        row.CopyTo(new Span<float>(vector, graph.Shape.Padded));
        if (graph.Shape.HasCodes)
        {
            graph.Shape.Encode(vector, graph.Codes[slot]);
        }

        *graph.EntryOf(slot) = new Entry { Key = key, Label = label };
        graph.AddLists(slot, layer);
        graph.Labels.Add(label, 1);
        keys.Set(key, slot);
        graph.Count = slot + 1;
        return slot;
    }

    /// <summary>Begins walks at a vector when it stands higher than all others.</summary>
    public void Raise(int slot, int layer)
    {
        if (graph.EntryPoint is var (first, highest) && (first < 0 || layer > highest))
        {
            graph.EntryPoint = (slot, layer);
        }
    }

    public void Place(int slot, Scratch scratch) => _builder.Place(slot, scratch);

    public void Link(int slot, int layer, ReadOnlySpan<int> neighbours) =>
        Graph.Write(graph.ListOf(slot, layer), graph.DegreeOf(layer), neighbours);

    public void Remove(int slot)
    {
        var entry = graph.EntryOf(slot);
        graph.Labels.Add(entry->Label, -1);
        keys.Remove(entry->Key);
        entry->Label = Entry.Removed;
        graph.Dead++;
    }

    public void Label(int slot, int label)
    {
        var entry = graph.EntryOf(slot);
        graph.Labels.Add(entry->Label, -1);
        graph.Labels.Add(label, 1);
        entry->Label = label;
    }

    public void Dispose() => graph.Dispose();
}
