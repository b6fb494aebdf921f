using System.Buffers.Binary;

namespace Parley.Conversations;

/// <summary>What an image says of itself at its beginning. Nothing of it is unpacked.</summary>
internal sealed record ImageHeader(string MediaType, int Width, int Height)
{
    /// <summary>No model takes larger ones, and whoever unpacks one is not surprised.</summary>
    private const int MostPixelsAside = 8_000;
    private const long MostPixels = 40_000_000;

    public bool IsTooLarge => Width is < 1 or > MostPixelsAside || Height is < 1 or > MostPixelsAside || (long)Width * Height > MostPixels;

    /// <returns>Null when this is the beginning of no image; sides of zero when it is one that does not tell its size.</returns>
    public static ImageHeader? Read(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]))
        {
            return head.Length >= 24 && head[12..16].SequenceEqual("IHDR"u8)
                ? new("image/png", Side(BinaryPrimitives.ReadUInt32BigEndian(head[16..])), Side(BinaryPrimitives.ReadUInt32BigEndian(head[20..])))
                : new("image/png", 0, 0);
        }

        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8))
        {
            return head.Length >= 10
                ? new("image/gif", BinaryPrimitives.ReadUInt16LittleEndian(head[6..]), BinaryPrimitives.ReadUInt16LittleEndian(head[8..]))
                : new("image/gif", 0, 0);
        }

        if (head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WEBP"u8))
        {
            return WebP(head);
        }

        return head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]) ? Jpeg(head) : null;
    }

    private static int Side(uint pixels) => (int)Math.Min(pixels, int.MaxValue);

    private static ImageHeader WebP(ReadOnlySpan<byte> head)
    {
        if (head.Length < 30)
        {
            return new("image/webp", 0, 0);
        }

        var (width, height) = head[12..16] switch
        {
            [(byte)'V', (byte)'P', (byte)'8', (byte)' '] =>
                (BinaryPrimitives.ReadUInt16LittleEndian(head[26..]) & 0x3fff, BinaryPrimitives.ReadUInt16LittleEndian(head[28..]) & 0x3fff),
            [(byte)'V', (byte)'P', (byte)'8', (byte)'L'] =>
                ((int)(BinaryPrimitives.ReadUInt32LittleEndian(head[21..]) & 0x3fff) + 1,
                    (int)((BinaryPrimitives.ReadUInt32LittleEndian(head[21..]) >> 14) & 0x3fff) + 1),
            [(byte)'V', (byte)'P', (byte)'8', (byte)'X'] => (Three(head[24..]) + 1, Three(head[27..]) + 1),
            _ => (0, 0),
        };
        return new("image/webp", width, height);
    }

    private static int Three(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    /// <summary>Goes from segment to segment until the frame tells the size.</summary>
    private static ImageHeader Jpeg(ReadOnlySpan<byte> head)
    {
        for (var at = 2; at + 9 < head.Length;)
        {
            if (head[at] != 0xff)
            {
                break;
            }

            var marker = head[at + 1];
            if (marker == 0xff)
            {
                at++;
                continue;
            }

            if (marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
            {
                return new("image/jpeg", BinaryPrimitives.ReadUInt16BigEndian(head[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(head[(at + 5)..]));
            }

            at += marker is 0x01 or (>= 0xd0 and <= 0xd8) ? 2 : 2 + BinaryPrimitives.ReadUInt16BigEndian(head[(at + 2)..]);
        }

        return new("image/jpeg", 0, 0);
    }
}
