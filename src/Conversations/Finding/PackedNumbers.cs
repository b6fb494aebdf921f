using System.Buffers.Binary;

namespace Parley.Conversations;

/// <summary>Numbers as the index keeps them: hashes in six bytes, small ones in seven bits a byte, the lowest first.</summary>
internal static class PackedNumbers
{
    public static void Write48(Span<byte> bytes, ulong number)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)number);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[2..], (uint)(number >> 16));
    }

    public static ulong Read48(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt16LittleEndian(bytes) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[2..]) << 16);

    public static void WriteSmall(Stream bytes, int number)
    {
        while (number > 0x7F)
        {
            bytes.WriteByte((byte)(number | 0x80));
            number >>= 7;
        }

        bytes.WriteByte((byte)number);
    }

    public static int ReadSmall(ReadOnlySpan<byte> bytes, ref int at)
    {
        var number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = bytes[at++];
            number |= (part & 0x7F) << shift;
            if (part <= 0x7F)
            {
                return number;
            }
        }
    }
}
