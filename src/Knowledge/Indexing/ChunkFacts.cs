using System.Buffers.Binary;

namespace Parley.Knowledge.Indexing;

/// <summary>
/// What a search asks of every chunk that it counts: who may see it, and how long it is. Packed in blocks of <see cref="BlockSize"/> chunks,
/// six bytes a chunk: the number of its access set (0 for nobody) and the number of terms of its body.
/// </summary>
internal sealed class ChunkFacts
{
    public const int BlockSize = 256;
    private const int Bytes = 6;

    // What a namespace takes beside its blocks, and a place in the list of blocks.
    private const int OwnBytes = 512;
    private const int PlaceBytes = 8;

    private static readonly byte[] Nothing = new byte[BlockSize * Bytes];

    private readonly byte[][] _blocks;

    private ChunkFacts(long version, byte[][] blocks) => (Version, _blocks, Memory) = (
        version, blocks, OwnBytes + ((long)blocks.Length * PlaceBytes) + (blocks.LongCount(block => block != Nothing) * BlockSize * Bytes));

    public static ChunkFacts Empty { get; } = new(0, []);

    /// <summary>The namespace's version that this is.</summary>
    public long Version { get; }

    /// <summary>Numbers of chunks are below this.</summary>
    public int Chunks => _blocks.Length * BlockSize;

    /// <summary>What it takes in memory, in bytes; blocks in which nobody finds anything take none.</summary>
    public long Memory { get; }

    /// <returns>0 for nobody.</returns>
    public uint Access(int chunk) => chunk / BlockSize < _blocks.Length ? Access(_blocks[chunk / BlockSize], chunk % BlockSize) : 0;

    public int Length(int chunk) => BinaryPrimitives.ReadUInt16LittleEndian(_blocks[chunk / BlockSize].AsSpan((chunk % BlockSize * Bytes) + 4));

    /// <summary>The facts of a later version; what did not change is shared.</summary>
    public ChunkFacts With(long version, IReadOnlyCollection<(long Block, byte[] Data)> changed)
    {
        var blocks = new byte[Math.Max(_blocks.Length, changed.Count == 0 ? 0 : (int)changed.Max(one => one.Block) + 1)][];
        _blocks.CopyTo(blocks, 0);
        foreach (var (block, data) in changed)
        {
            blocks[block] = IsNobodys(data) ? Nothing : data;
        }

        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i] ??= Nothing;
        }

        return new(version, blocks);
    }

    /// <summary>A block in which some chunks have new facts; no bytes when nobody finds any of them.</summary>
    /// <param name="data">Null or without bytes for a block of which nobody finds anything yet.</param>
    /// <param name="lengths">Null to leave the lengths as they are.</param>
    public static byte[] Change(byte[]? data, int from, int count, uint access, ReadOnlySpan<ushort> lengths)
    {
        var changed = (data is { Length: > 0 } ? data : Nothing).ToArray();
        for (var i = 0; i < count; i++)
        {
            var one = changed.AsSpan((from + i) * Bytes, Bytes);
            BinaryPrimitives.WriteUInt32LittleEndian(one, access);
            if (!lengths.IsEmpty)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(one[4..], lengths[i]);
            }
        }

        return IsNobodys(changed) ? [] : changed;
    }

    private static bool IsNobodys(byte[] block)
    {
        for (var at = 0; at < block.Length; at += Bytes)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(at)) != FactsTable.Nobody)
            {
                return false;
            }
        }

        return true;
    }

    private static uint Access(byte[] block, int at) => BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(at * Bytes));
}
