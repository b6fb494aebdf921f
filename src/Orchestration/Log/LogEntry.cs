using System.Buffers.Binary;
using System.Text;

namespace Parley.Orchestration;

/// <summary>One event as the log holds it.</summary>
/// <param name="Number">Rises by one from 1 within a turn; the id of the server-sent event.</param>
/// <param name="Name">The event's name.</param>
/// <param name="Json">Its data, UTF-8, one line.</param>
public sealed record LogEntry(long Number, string Name, ReadOnlyMemory<byte> Json)
{
    /// <summary>True for the one event that ends a turn.</summary>
    public bool IsTerminal => Name is "turn.completed" or "turn.failed" or "turn.cancelled";
}

/// <summary>How entries are laid out before they are sealed.</summary>
internal static class LogCodec
{
    /// <summary>One entry: its name, a line feed, its JSON.</summary>
    public static byte[] Encode(string name, ReadOnlySpan<byte> json)
    {
        var bytes = new byte[name.Length + 1 + json.Length];
        var at = Encoding.ASCII.GetBytes(name, bytes);
        bytes[at] = (byte)'\n';
        json.CopyTo(bytes.AsSpan(at + 1));
        return bytes;
    }

    public static LogEntry Decode(long number, byte[] bytes)
    {
        var end = bytes.AsSpan().IndexOf((byte)'\n');
        return new(number, string.Intern(Encoding.ASCII.GetString(bytes, 0, end)), bytes.AsMemory(end + 1));
    }

    /// <summary>Many entries of one turn, in order, from number 1: the length of each (4 bytes, little endian) and its bytes.</summary>
    public static byte[] Pack(IReadOnlyList<byte[]> entries)
    {
        var packed = new byte[entries.Sum(entry => entry.Length + sizeof(int))];
        var at = 0;
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteInt32LittleEndian(packed.AsSpan(at), entry.Length);
            entry.CopyTo(packed, at + sizeof(int));
            at += sizeof(int) + entry.Length;
        }

        return packed;
    }

    /// <summary>The entries after a number.</summary>
    public static IReadOnlyList<LogEntry> Unpack(byte[] packed, long after)
    {
        var entries = new List<LogEntry>();
        var number = 0L;
        for (var at = 0; at < packed.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(packed.AsSpan(at));
            at += sizeof(int);
            if (++number > after)
            {
                entries.Add(Decode(number, packed[at..(at + length)]));
            }

            at += length;
        }

        return entries;
    }
}
