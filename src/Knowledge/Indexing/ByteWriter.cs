using System.Buffers;

namespace Parley.Knowledge.Indexing;

/// <summary>Numbers as bytes, small ones in few: seven bits a byte, the lowest first, the eighth says that more follow.</summary>
internal sealed class ByteWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public int Length => _bytes.WrittenCount;

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Number(uint value)
    {
        var span = _bytes.GetSpan(5);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[length++] = (byte)(value | 0x80);
        }

        span[length++] = (byte)value;
        _bytes.Advance(length);
    }

    public void Bytes(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    public void Clear() => _bytes.ResetWrittenCount();
}

/// <summary>Reads what <see cref="ByteWriter"/> wrote.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public readonly bool IsAtEnd => _at >= _bytes.Length;

    /// <summary>Bytes that are not read yet.</summary>
    public readonly int Left => _bytes.Length - _at;

    public uint Number()
    {
        uint one = _bytes[_at++];
        if (one < 0x80)
        {
            return one;
        }

        var value = one & 0x7f;
        for (var shift = 7; ; shift += 7)
        {
            one = _bytes[_at++];
            value |= (one & 0x7f) << shift;
            if (one < 0x80)
            {
                return value;
            }
        }
    }

    public ReadOnlySpan<byte> Bytes(int count)
    {
        var taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }
}
