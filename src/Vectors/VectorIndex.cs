using System.Collections.Concurrent;

namespace Parley.Vectors;

/// <summary>
/// Finds the nearest of many vectors: a graph of neighbours (HNSW) that is walked, and a plain look at all where that costs less. In memory,
/// or in a folder: then vectors and graph are mapped files, opened without being read, and changes go to a journal. Many may search while
/// one changes it; a change is seen by searches that begin after it. Derived data: what is in it must be kept elsewhere too.
/// </summary>
/// <remarks>Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using Hierarchical Navigable Small World graphs" (2016).</remarks>
public sealed unsafe partial class VectorIndex : IDisposable
{
    /// <summary>Labels are 0 to this.</summary>
    public const int HighestLabel = (1 << 20) - 1;

    private const int FewRemoved = 1024;
    private readonly Lock _writing = new();
    private readonly Shape _shape;
    private readonly SearchSettings _usual;
    private readonly IndexFolder? _folder;
    private readonly ConcurrentBag<Scratch> _idle = [];
    private readonly Scratch _own;
    private volatile IndexState? _state;

    private VectorIndex(Shape shape, IndexFolder? folder)
    {
        (_shape, _folder) = (shape, folder);
        _usual = shape.Options.Quantization == Quantization.Binary ? SearchSettings.ForBinary : SearchSettings.Default;
        _own = new Scratch(shape);
        _state = folder?.Open() ?? IndexState.Empty(shape);
    }

    /// <summary>Bytes of the journal after which an index in a folder is written anew; it is what opening has to read. Default 64 MiB.</summary>
    public long JournalLimit { get; init; } = 64 << 20;

    /// <summary>Vectors that can be found.</summary>
    public int Count => Graph.Count - Graph.Dead;

    /// <summary>Vectors that were removed and still take room.</summary>
    public int Removed => Graph.Dead;

    /// <summary>A number of the caller's: how far the changes that this index is made from have come. 0 at first.</summary>
    public long Mark => State.Mark;

    /// <summary>Bytes of memory that are not of the mapped files, the keys' own memory left out.</summary>
    public long MemoryBytes => Rows.Sum(rows => rows.OwnedBytes);

    /// <summary>Bytes of the mapped files that searches read.</summary>
    public long MappedBytes => Rows.Sum(rows => rows.MappedBytes);

    private IndexState State => _state ?? throw new ObjectDisposedException(nameof(VectorIndex));

    private Graph Graph => State.Graph;

    private IEnumerable<PagedRows> Rows => new[] { Graph.Vectors, Graph.Codes, Graph.Links, Graph.Entries, Graph.Upper }.Distinct();

    /// <summary>An index that is gone with the process.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static VectorIndex InMemory(VectorIndexOptions options) => new(new Shape(options.Checked()), null);

    /// <summary>Opens the index of a folder, which is made where there is none. One process may have it at a time.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="VectorIndexUnusableException">The files are damaged, or were written with other options.</exception>
    /// <exception cref="IOException">Another process has it.</exception>
    public static VectorIndex Open(string folder, VectorIndexOptions options, long journalLimit = 64 << 20)
    {
        var shape = new Shape(options.Checked());
        return new VectorIndex(shape, new IndexFolder(folder, shape)) { JournalLimit = journalLimit };
    }

    /// <summary>Adds a vector, in the place of the one that has the key.</summary>
    /// <param name="label">What filters go by, 0 to <see cref="HighestLabel"/>; few different ones.</param>
    /// <exception cref="ArgumentException">Another number of dimensions, a component that is no finite number, or a length of 0 where the cosine counts.</exception>
    public void Add(long key, ReadOnlySpan<float> vector, int label = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(label, HighestLabel);
        lock (_writing)
        {
            var state = State;
            if (!_shape.TryWrite(vector, _own.Query))
            {
                throw new ArgumentException("A vector of length 0 has no direction.");
            }

            var row = new ReadOnlySpan<float>(_own.Query, _shape.Padded);
            if (!Keeps(state, key, row, label))
            {
                var layer = Builder.LayerFor(state.Graph.Count, _shape.Options);
                var slot = state.Append(row, key, label, layer);
                state.Place(slot, _own);
                _folder?.Journal?.Add(state.Graph, slot, state.Changed);
                Settle();
            }
        }
    }

    /// <summary>Removes the vector of a key.</summary>
    /// <returns>False when there is none.</returns>
    public bool Remove(long key)
    {
        lock (_writing)
        {
            var slot = State.Keys.Find(key);
            if (slot < 0)
            {
                return false;
            }

            Remove(State, slot);
            Settle();
            return true;
        }
    }

    public bool Contains(long key)
    {
        lock (_writing)
        {
            return State.Keys.Find(key) >= 0;
        }
    }

    /// <summary>Keeps a number with the changes so far: an index that was cut short is opened with the mark of the changes that it has.</summary>
    public void SetMark(long mark)
    {
        lock (_writing)
        {
            State.Mark = mark;
            _folder?.Journal?.Mark(mark);
        }
    }

    /// <summary>The vectors nearest to a query, nearest first. Fewer than k only when fewer are allowed.</summary>
    /// <param name="settings">Null: <see cref="SearchSettings.Default"/>, or <see cref="SearchSettings.ForBinary"/> where signs are walked over.</param>
    /// <returns>Nothing for a query without direction where the cosine counts.</returns>
    /// <exception cref="ArgumentException">Another number of dimensions, or a component that is no finite number.</exception>
    public IReadOnlyList<VectorMatch> Search(ReadOnlySpan<float> query, int k, VectorFilter? filter = null, SearchSettings? settings = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        var scratch = _idle.TryTake(out var idle) ? idle : new Scratch(_shape);
        var graph = Enter();
        try
        {
            return _shape.TryWrite(query, scratch.Query) && graph.Count > 0
                ? new Searching(graph, scratch, k, filter, settings ?? _usual).Run()
                : [];
        }
        finally
        {
            graph.Leave();
            if (_idle.Count < Environment.ProcessorCount)
            {
                _idle.Add(scratch);
            }
        }
    }

    /// <summary>Writes an index in a folder anew, so that the next opening has no journal to read. Searches go on meanwhile, changes wait.</summary>
    public void Checkpoint()
    {
        lock (_writing)
        {
            if (_folder is not null)
            {
                Replace(_folder.Checkpoint(State));
            }
        }
    }

    /// <summary>Gives back the room of removed vectors and mends the neighbours they leave. Searches go on meanwhile, changes wait.</summary>
    public void Compact()
    {
        lock (_writing)
        {
            Replace(_folder?.Compact(State) ?? Compacted(State));
        }
    }

    public void Dispose()
    {
        lock (_writing)
        {
            _state?.Dispose();
            _state = null;
            _folder?.Dispose();
            _own.Dispose();
            while (_idle.TryTake(out var idle))
            {
                idle.Dispose();
            }
        }
    }
}
