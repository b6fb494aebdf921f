using System.Globalization;

namespace Parley.Vectors;

/// <summary>
/// The files of an index: the rows, to which is only appended (<c>vectors-1.bin</c>, <c>codes-1.bin</c>); the graph, written anew at each
/// checkpoint (<c>graph-7.bin</c>); and what changed since (<c>journal-7.bin</c>). Nothing that is there is overwritten, so whatever is cut
/// short leaves the state before it.
/// </summary>
internal sealed unsafe class IndexFolder(string path, Shape shape) : IDisposable
{
    private int _sequence;
    private int _rows = 1;
    private int _written;

    public Journal? Journal { get; private set; }

    /// <exception cref="VectorIndexUnusableException">The files are damaged, or were written with other options.</exception>
    /// <exception cref="IOException">Another process has the index.</exception>
    public IndexState Open()
    {
        Directory.CreateDirectory(path);
        _sequence = Newest();
        var state = _sequence == 0 ? IndexState.Empty(shape) : Attached(_sequence);
        _written = state.Graph.Count;
        _rows = _sequence == 0 ? 1 : GraphFile.ReadHeader(GraphPath(_sequence)).Rows;
        try
        {
            Journal = Journal.Open(JournalPath(_sequence), state);
            Forget();
            return state;
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    /// <summary>Writes the graph, and opens what was written: what was in memory is in the files then.</summary>
    public IndexState Checkpoint(IndexState state)
    {
        Append(RowsPath("vectors", _rows), state.Graph.Vectors, _written, state.Graph.Count);
        if (shape.HasCodes)
        {
            Append(RowsPath("codes", _rows), state.Graph.Codes, _written, state.Graph.Count);
        }

        return Follow(state.Graph, state.Mark, _rows);
    }

    /// <summary>Writes the index without what was removed, and opens it.</summary>
    public IndexState Compact(IndexState state)
    {
        var rows = _rows + 1;
        var living = Compaction.LivingOf(state.Graph).ToList();
        Copy(RowsPath("vectors", rows), state.Graph.Vectors, living);
        if (shape.HasCodes)
        {
            Copy(RowsPath("codes", rows), state.Graph.Codes, living);
        }

        using var compacted = new Graph(shape, [.. Rows(rows, living.Count, out var attach)]);
        attach(compacted);
        new Compaction(state.Graph, compacted).Run(copyRows: false);
        return Follow(compacted, state.Mark, rows);
    }

    public void Dispose() => Journal?.Dispose();

    // Until all of it is there, the index goes on with what it had.
    private IndexState Follow(Graph graph, long mark, int rows)
    {
        var temporary = Path.Combine(path, "graph.tmp");
        GraphFile.Write(temporary, graph, mark, rows);
        File.Move(temporary, GraphPath(_sequence + 1), overwrite: true);
        var state = Attached(_sequence + 1);
        try
        {
            var journal = Journal.Open(JournalPath(_sequence + 1), state);
            Journal?.Dispose();
            Journal = journal;
        }
        catch
        {
            state.Dispose();
            throw;
        }

        (_sequence, _rows, _written) = (_sequence + 1, rows, state.Graph.Count);
        Forget();
        return state;
    }

    private IndexState Attached(int sequence)
    {
        var header = GraphFile.ReadHeader(GraphPath(sequence));
        var options = shape.Options;
        if (header.Dimensions != options.Dimensions || header.Metric != (int)options.Metric || header.Quantization != (int)options.Quantization
            || header.Neighbours != options.Neighbours || header.BuildBreadth != options.BuildBreadth || header.Seed != options.Seed)
        {
            throw new VectorIndexUnusableException($"The index in {path} was written with other options.");
        }

        var file = new MappedFile(GraphPath(sequence), header.Length, changeable: true);
        var graph = new Graph(shape, [file, .. Rows(header.Rows, header.Count, out var attach)]);
        attach(graph);
        return new IndexState(graph, GraphFile.Attach(graph, file.Start, header)) { Mark = header.Mark };
    }

    private List<MappedFile> Rows(int rows, int count, out Action<Graph> attach)
    {
        var files = new List<MappedFile>();
        if (count > 0)
        {
            files.Add(new MappedFile(RowsPath("vectors", rows), (long)count * shape.VectorStride, changeable: false));
            if (shape.HasCodes)
            {
                files.Add(new MappedFile(RowsPath("codes", rows), (long)count * shape.CodeStride, changeable: false));
            }
        }

        attach = graph =>
        {
            if (count > 0)
            {
                graph.Vectors.Attach(files[0].Start, count);
                if (shape.HasCodes)
                {
                    graph.Codes.Attach(files[1].Start, count);
                }
            }
        };
        return files;
    }

    // Rows beyond those that a graph knows of are what a checkpoint left that did not come to its end.
    private static void Append(string file, PagedRows rows, int from, int to)
    {
        using var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 1 << 20);
        stream.Position = (long)from * rows.Stride;
        rows.WriteTo(stream, from, to);
        stream.Flush(flushToDisk: true);
    }

    private static void Copy(string file, PagedRows rows, List<int> living)
    {
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 1 << 20);
        foreach (var slot in living)
        {
            stream.Write(new ReadOnlySpan<byte>(rows[slot], rows.Stride));
        }

        stream.Flush(flushToDisk: true);
    }

    private int Newest() => Directory.EnumerateFiles(path, "graph-*.bin").Select(NumberOf).DefaultIfEmpty(0).Max();

    // What is older. A system that cannot delete a mapped file keeps it until the next time.
    private void Forget()
    {
        foreach (var file in Directory.EnumerateFiles(path, "*-*.bin"))
        {
            var rows = Path.GetFileName(file) is var name && (name.StartsWith("vectors", StringComparison.Ordinal) || name.StartsWith("codes", StringComparison.Ordinal));
            if (NumberOf(file) < (rows ? _rows : _sequence))
            {
                try
                {
                    File.Delete(file);
                }
                catch (IOException)
                {
                }
                catch (UnauthorizedAccessException)
                {
                }
            }
        }
    }

    private static int NumberOf(string file) =>
        int.TryParse(Path.GetFileNameWithoutExtension(file).Split('-')[^1], CultureInfo.InvariantCulture, out var number) ? number : 0;

    private string GraphPath(int sequence) => Path.Combine(path, $"graph-{sequence}.bin");

    private string JournalPath(int sequence) => Path.Combine(path, $"journal-{sequence}.bin");

    private string RowsPath(string kind, int rows) => Path.Combine(path, $"{kind}-{rows}.bin");
}
