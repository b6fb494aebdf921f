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
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>Bytes that are not read yet.</summary>
    public readonly int Left => _rest.Length;

    public uint Number()
    {
        var value = 0u;
        for (var shift = 0; ; shift += 7)
        {
            var one = _rest[0];
            _rest = _rest[1..];
            value |= (uint)(one & 0x7f) << shift;
            if (one < 0x80)
            {
                return value;
            }
        }
    }

    public ReadOnlySpan<byte> Bytes(int count)
    {
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
