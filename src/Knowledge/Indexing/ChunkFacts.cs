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

    private static readonly byte[] Nothing = new byte[BlockSize * Bytes];

    private readonly byte[][] _blocks;

    private ChunkFacts(long version, byte[][] blocks) => (Version, _blocks) = (version, blocks);

    public static ChunkFacts Empty { get; } = new(0, []);

    /// <summary>The namespace's version that this is.</summary>
    public long Version { get; }

    /// <summary>Chunks that there is room for; what it takes in memory is six times as many bytes.</summary>
    public int Chunks => _blocks.Length * BlockSize;

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
            blocks[block] = data;
        }

        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i] ??= Nothing;
        }

        return new(version, blocks);
    }

    /// <summary>A block in which some chunks have new facts.</summary>
    /// <param name="data">Null for a block that is not there yet.</param>
    /// <param name="lengths">Null to leave the lengths as they are.</param>
    public static byte[] Change(byte[]? data, int from, int count, uint access, ReadOnlySpan<ushort> lengths)
    {
        var changed = (data ?? Nothing).ToArray();
        for (var i = 0; i < count; i++)
        {
            var one = changed.AsSpan((from + i) * Bytes, Bytes);
            BinaryPrimitives.WriteUInt32LittleEndian(one, access);
            if (!lengths.IsEmpty)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(one[4..], lengths[i]);
            }
        }

        return changed;
    }

    private static uint Access(byte[] block, int at) => BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(at * Bytes));
}
