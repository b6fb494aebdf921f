using System.Numerics;
using System.Runtime.InteropServices;

namespace Parley.Vectors;

/// <summary>First bytes of a graph's file, with a checksum of their own. The parts follow in the order of <see cref="GraphFile"/>.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal struct GraphHeader
{
    public const ulong Is = 0x3130586863726150;

    public ulong Magic;
    public ulong Seed;
    public long Mark;
    public long Length;
    public int Dimensions;
    public int Metric;
    public int Quantization;
    public int Neighbours;
    public int BuildBreadth;
    public int Count;
    public int Dead;
    public int UpperCount;
    public int EntrySlot;
    public int EntryLayer;
    public int TableCapacity;
    public int LabelCount;
    public int Rows;
    public uint Checksum;
}

/// <summary>Writes a graph as one file and opens it again in place: header, entries, lists of the lowest layer, upper lists, table of keys, labels.</summary>
internal static unsafe class GraphFile
{
    private const int Alignment = 64;

    public static void Write(string path, Graph graph, long mark, int rows)
    {
        var options = graph.Shape.Options;
        var table = KeyMap.TableOf(graph);
        var labels = graph.Labels.NotEmpty.ToArray();
        var header = new GraphHeader
        {
            Magic = GraphHeader.Is,
            Seed = options.Seed,
            Mark = mark,
            Dimensions = options.Dimensions,
            Metric = (int)options.Metric,
            Quantization = (int)options.Quantization,
            Neighbours = options.Neighbours,
            BuildBreadth = options.BuildBreadth,
            Count = graph.Count,
            Dead = graph.Dead,
            UpperCount = graph.UpperCount,
            EntrySlot = graph.EntryPoint.Slot,
            EntryLayer = graph.EntryPoint.Layer,
            TableCapacity = table.Length,
            LabelCount = labels.Length,
            Rows = rows,
        };
        var at = Parts.Of(header, graph.Shape);
        header.Length = at.End;
        header.Checksum = ChecksumOf(header);

        graph.Upper.Reserve(graph.UpperCount);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        file.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<GraphHeader>(in header)));
        Go(file, at.Entries);
        graph.Entries.WriteTo(file, 0, graph.Count);
        Go(file, at.Links);
        graph.Links.WriteTo(file, 0, graph.Count);
        Go(file, at.Upper);
        graph.Upper.WriteTo(file, 0, graph.UpperCount);
        Go(file, at.Table);
        file.Write(MemoryMarshal.AsBytes(table.AsSpan()));
        Go(file, at.Labels);
        foreach (var (label, count) in labels)
        {
            file.Write(MemoryMarshal.AsBytes([label, count]));
        }

        file.Flush(flushToDisk: true);
    }

    /// <exception cref="VectorIndexUnusableException">The header is not one, or the file is shorter than it says.</exception>
    public static GraphHeader ReadHeader(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var header = default(GraphHeader);
        var bytes = MemoryMarshal.AsBytes(new Span<GraphHeader>(ref header));
        var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length && header.Magic == GraphHeader.Is && header.Checksum == ChecksumOf(header) && file.Length >= header.Length
            ? header
            : throw new VectorIndexUnusableException($"{Path.GetFileName(path)} is damaged.");
    }

    /// <summary>Fills a graph, but for its rows, with what is in the mapped file.</summary>
    public static KeyMap Attach(Graph graph, byte* start, GraphHeader header)
    {
        var at = Parts.Of(header, graph.Shape);
        graph.Entries.Attach(start + at.Entries, header.Count);
        graph.Links.Attach(start + at.Links, header.Count);
        graph.Upper.Attach(start + at.Upper, header.UpperCount);
        graph.UpperCount = header.UpperCount;
        graph.Count = header.Count;
        graph.Dead = header.Dead;
        graph.EntryPoint = (header.EntrySlot, header.EntryLayer);
        var labels = (int*)(start + at.Labels);
        for (var i = 0; i < header.LabelCount; i++)
        {
            graph.Labels.Add(labels[2 * i], labels[2 * i + 1]);
        }

        return new KeyMap(graph, (int*)(start + at.Table), header.TableCapacity);
    }

    private static uint ChecksumOf(GraphHeader header)
    {
        header.Checksum = 0;
        return Checksum.Of(MemoryMarshal.AsBytes(new ReadOnlySpan<GraphHeader>(in header)));
    }

    private static void Go(FileStream file, long position) => file.Write(new byte[position - file.Position]);

    private readonly record struct Parts(long Entries, long Links, long Upper, long Table, long Labels, long End)
    {
        public static Parts Of(GraphHeader header, Shape shape)
        {
            var entries = Up(sizeof(GraphHeader));
            var links = Up(entries + (long)header.Count * sizeof(Entry));
            var upper = Up(links + (long)header.Count * shape.LinkStride);
            var table = Up(upper + (long)header.UpperCount * shape.UpperStride);
            var labels = Up(table + (long)header.TableCapacity * sizeof(int));
            return new Parts(entries, links, upper, table, labels, labels + (long)header.LabelCount * 2 * sizeof(int));
        }

        private static long Up(long value) => (value + Alignment - 1) / Alignment * Alignment;
    }
}

/// <summary>CRC-32C (Castagnoli).</summary>
internal static class Checksum
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            sum = BitOperations.Crc32C(sum, BitConverter.ToUInt64(bytes));
        }

        foreach (var value in bytes)
        {
            sum = BitOperations.Crc32C(sum, value);
        }

        return ~sum;
    }
}
