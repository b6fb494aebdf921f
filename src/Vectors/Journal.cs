using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Parley.Vectors;

/// <summary>What was changed since the graph's file was written, as the bytes that the changes left. A record: length, checksum, body.</summary>
internal sealed unsafe class Journal : IDisposable
{
    private const int Head = 2 * sizeof(uint);
    private const byte Added = 1, Removed = 2, Labelled = 3, Marked = 4;
    private readonly FileStream _file;
    private readonly MemoryStream _body = new();

    private Journal(FileStream file) => _file = file;

    public long Length => _file.Position;

    /// <summary>Opens the journal of a graph, takes what is whole into it and cuts off the rest.</summary>
    /// <exception cref="IOException">Another process has it.</exception>
    public static Journal Open(string path, IndexState state)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1 << 16);
        try
        {
            var whole = 0L;
            Span<byte> head = stackalloc byte[Head];
            while (file.ReadAtLeast(head, Head, throwOnEndOfStream: false) == Head)
            {
                var length = BinaryPrimitives.ReadUInt32LittleEndian(head);
                if (length == 0 || length > file.Length - file.Position)
                {
                    break;
                }

                var body = new byte[length];
                file.ReadExactly(body);
                if (Checksum.Of(body) != BinaryPrimitives.ReadUInt32LittleEndian(head[sizeof(uint)..]))
                {
                    break;
                }

                Replay(body, state);
                whole = file.Position;
            }

            file.SetLength(whole);
            file.Position = whole;
            return new Journal(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Add(Graph graph, int slot, List<(int Slot, int Layer)> changed)
    {
        Begin(Added);
        var entry = *graph.EntryOf(slot);
        Put(entry.Key);
        Put(entry.Label);
        Put(graph.LayerOf(slot));
        _body.Write(new ReadOnlySpan<byte>(graph.Vectors[slot], graph.Vectors.Stride));
        foreach (var (at, layer) in changed)
        {
            var list = graph.ListOf(at, layer);
            var length = Graph.LengthOf(list, graph.DegreeOf(layer));
            Put(at);
            Put((layer << 16) | length);
            _body.Write(new ReadOnlySpan<byte>(list, length * sizeof(int)));
        }

        End();
    }

    public void Remove(int slot)
    {
        Begin(Removed);
        Put(slot);
        End();
    }

    public void Label(int slot, int label)
    {
        Begin(Labelled);
        Put(slot);
        Put(label);
        End();
    }

    public void Mark(long mark)
    {
        Begin(Marked);
        Put(mark);
        End();
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();

    private static void Replay(ReadOnlySpan<byte> body, IndexState state)
    {
        var rest = body[1..];
        switch (body[0])
        {
            case Added:
                var (key, label, layer) = (Take<long>(ref rest), Take<int>(ref rest), Take<int>(ref rest));
                var row = rest[..state.Graph.Vectors.Stride];
                var added = state.Append(MemoryMarshal.Cast<byte, float>(row), key, label, layer);
                rest = rest[row.Length..];
                while (!rest.IsEmpty)
                {
                    var (slot, packed) = (Take<int>(ref rest), Take<int>(ref rest));
                    var bytes = (packed & 0xffff) * sizeof(int);
                    state.Link(slot, packed >> 16, MemoryMarshal.Cast<byte, int>(rest[..bytes]));
                    rest = rest[bytes..];
                }

                state.Raise(added, layer);
                break;
            case Removed:
                state.Remove(Take<int>(ref rest));
                break;
            case Labelled:
                state.Label(Take<int>(ref rest), Take<int>(ref rest));
                break;
            case Marked:
                state.Mark = Take<long>(ref rest);
                break;
            default:
                throw new VectorIndexUnusableException("The journal knows changes that this version does not.");
        }
    }

    private static T Take<T>(ref ReadOnlySpan<byte> rest)
        where T : unmanaged
    {
        var value = MemoryMarshal.Read<T>(rest);
        rest = rest[sizeof(T)..];
        return value;
    }

    private void Begin(byte kind)
    {
        _body.SetLength(0);
        _body.WriteByte(kind);
    }

    private void Put<T>(T value)
        where T : unmanaged => _body.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    private void End()
    {
        var body = _body.GetBuffer().AsSpan(0, (int)_body.Length);
        Span<byte> head = stackalloc byte[Head];
        BinaryPrimitives.WriteUInt32LittleEndian(head, (uint)body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[sizeof(uint)..], Checksum.Of(body));
        _file.Write(head);
        _file.Write(body);
    }
}
