namespace Parley.Vectors;

/// <content>What a change does beside what it is asked for.</content>
public sealed unsafe partial class VectorIndex
{
    // What is there already is left alone, so that a change may be told twice.
    private bool Keeps(IndexState state, long key, ReadOnlySpan<float> row, int label)
    {
        var slot = state.Keys.Find(key);
        if (slot < 0)
        {
            return false;
        }

        if (!row.SequenceEqual(new ReadOnlySpan<float>(state.Graph.Vectors[slot], _shape.Padded)))
        {
            Remove(state, slot);
            return false;
        }

        if (state.Graph.EntryOf(slot)->Label != label)
        {
            state.Label(slot, label);
            _folder?.Journal?.Label(slot, label);
        }

        return true;
    }

    private void Remove(IndexState state, int slot)
    {
        state.Remove(slot);
        _folder?.Journal?.Remove(slot);
    }

    private void Settle()
    {
        var graph = Graph;
        var full = _folder?.Journal is { } journal && journal.Length > JournalLimit;
        if (graph.Dead > FewRemoved && graph.Dead > graph.Count / 4 && (full || _folder is null))
        {
            Compact();
        }
        else if (full)
        {
            Checkpoint();
        }
    }

    private IndexState Compacted(IndexState state)
    {
        var compacted = new Graph(_shape);
        new Compaction(state.Graph, compacted).Run(copyRows: true);
        var keys = new KeyMap(compacted, null, 0);
        for (var slot = 0; slot < compacted.Count; slot++)
        {
            keys.Set(compacted.EntryOf(slot)->Key, slot);
        }

        return new IndexState(compacted, keys) { Mark = state.Mark };
    }

    private void Replace(IndexState next)
    {
        var last = State;
        _state = next;
        last.Dispose();
    }

    private Graph Enter()
    {
        // A graph that is on its way out has a successor.
        while (true)
        {
            if (Graph is var graph && graph.TryEnter())
            {
                return graph;
            }
        }
    }
}
