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
    /// <summary>Some entries that follow each other: the length of each (4 bytes, little endian), its name, a line feed, its JSON.</summary>
    public static byte[] Pack(ReadOnlySpan<LogEntry> entries)
    {
        var size = 0;
        foreach (var entry in entries)
        {
            size += sizeof(int) + SizeOf(entry);
        }

        var packed = new byte[size];
        var at = packed.AsSpan();
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteInt32LittleEndian(at, SizeOf(entry));
            at = at[sizeof(int)..];
            at[Encoding.ASCII.GetBytes(entry.Name, at)] = (byte)'\n';
            entry.Json.Span.CopyTo(at[(entry.Name.Length + 1)..]);
            at = at[SizeOf(entry)..];
        }

        return packed;
    }

    /// <summary>Adds the entries after a number, of some that begin with number 1.</summary>
    public static void Unpack(ReadOnlyMemory<byte> packed, long after, List<LogEntry> entries) => Unpack(packed, 0, after, entries);

    /// <summary>Adds the entries after a number, of a row that ends with a number.</summary>
    /// <returns>False, and nothing is added, when the row begins later than with the next one.</returns>
    public static bool UnpackRow(ReadOnlyMemory<byte> row, long last, long after, List<LogEntry> entries)
    {
        // A row of an older version is one entry, and begins with the letters of its name.
        var isOld = row.Span[sizeof(int) - 1] != 0;
        var before = last - (isOld ? 1 : Count(row.Span));
        if (before > after)
        {
            return false;
        }

        if (isOld)
        {
            entries.Add(Decode(last, row));
        }
        else
        {
            Unpack(row, before, after, entries);
        }

        return true;
    }

    private static void Unpack(ReadOnlyMemory<byte> packed, long number, long after, List<LogEntry> entries)
    {
        while (packed.Length > 0)
        {
            var end = sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(packed.Span);
            if (++number > after)
            {
                entries.Add(Decode(number, packed[sizeof(int)..end]));
            }

            packed = packed[end..];
        }
    }

    private static long Count(ReadOnlySpan<byte> packed)
    {
        var count = 0L;
        for (; packed.Length > 0; count++)
        {
            packed = packed[(sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(packed))..];
        }

        return count;
    }

    private static LogEntry Decode(long number, ReadOnlyMemory<byte> bytes)
    {
        var end = bytes.Span.IndexOf((byte)'\n');
        return new(number, string.Intern(Encoding.ASCII.GetString(bytes.Span[..end])), bytes[(end + 1)..]);
    }

    private static int SizeOf(LogEntry entry) => entry.Name.Length + 1 + entry.Json.Length;
}
