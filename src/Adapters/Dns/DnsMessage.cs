using System.Buffers.Binary;
using System.Text;

namespace Parley.Dns;

/// <summary>What an answer of a name server is worth.</summary>
internal enum DnsVerdict
{
    /// <summary>Not an answer to the question that was asked.</summary>
    Foreign,

    /// <summary>The name's TXT records, possibly none.</summary>
    Answered,

    /// <summary>There is more than fits a datagram: ask by TCP.</summary>
    Truncated,

    /// <summary>The server cannot say, or what it says is unsound.</summary>
    Failed,
}

/// <summary>What a message says.</summary>
/// <param name="Texts">The pieces of each TXT record put together; empty unless answered.</param>
internal sealed record DnsReading(DnsVerdict Verdict, IReadOnlyList<string> Texts)
{
    public static DnsReading Failed { get; } = new(DnsVerdict.Failed, []);
}

/// <summary>Messages of the DNS, as far as a question for TXT records needs them.</summary>
/// <remarks>RFC 1035, section 4; names compare without regard to case (RFC 4343).</remarks>
internal static class DnsMessage
{
    private const int HeaderBytes = 12;
    private const int RecordHeadBytes = 10;
    private const int LongestLabel = 63;
    private const int LongestName = 255;
    private const ushort Txt = 16;
    private const ushort Alias = 5;
    private const ushort Internet = 1;
    private const int NoSuchName = 3;

    /// <summary>One question, recursion desired.</summary>
    /// <param name="name">Labels of ASCII between dots.</param>
    /// <exception cref="ArgumentException">The name does not fit a question.</exception>
    public static byte[] Question(ushort id, string name)
    {
        var labels = name.Split('.');
        if (labels.Any(label => label.Length is 0 or > LongestLabel || !Ascii.IsValid(label)) || name.Length + 2 > LongestName)
        {
            throw new ArgumentException("The name does not fit a question.", nameof(name));
        }

        var message = new byte[HeaderBytes + name.Length + 2 + 4];
        BinaryPrimitives.WriteUInt16BigEndian(message, id);
        message[2] = 0x01;
        message[5] = 1;
        var at = HeaderBytes;
        foreach (var label in labels)
        {
            message[at++] = (byte)label.Length;
            at += Encoding.ASCII.GetBytes(label, message.AsSpan(at));
        }

        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at + 1), Txt);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at + 3), Internet);
        return message;
    }

    /// <param name="question">The whole message that was sent.</param>
    public static DnsReading Read(ReadOnlySpan<byte> question, ReadOnlySpan<byte> answer)
    {
        if (answer.Length < question.Length || !answer[..2].SequenceEqual(question[..2]) || (answer[2] & 0xf8) != 0x80
            || !answer.Slice(4, 2).SequenceEqual(question.Slice(4, 2)) || !Ascii.EqualsIgnoreCase(answer[HeaderBytes..question.Length], question[HeaderBytes..]))
        {
            return new(DnsVerdict.Foreign, []);
        }

        return (answer[2] & 0x02) != 0
            ? new(DnsVerdict.Truncated, [])
            : (answer[3] & 0x0f) switch
            {
                NoSuchName => new(DnsVerdict.Answered, []),
                0 => ReadRecords(answer, question.Length, BinaryPrimitives.ReadUInt16BigEndian(answer[6..])) is { } texts
                    ? new(DnsVerdict.Answered, texts)
                    : DnsReading.Failed,
                _ => DnsReading.Failed,
            };
    }

    /// <returns>Null when the message is unsound.</returns>
    private static List<string>? ReadRecords(ReadOnlySpan<byte> message, int at, int count)
    {
        var found = new List<string>();
        if (!TryReadName(message, HeaderBytes, out var wanted, out _))
        {
            return null;
        }

        for (var index = 0; index < count; index++)
        {
            if (!TryReadName(message, at, out var owner, out at) || at + RecordHeadBytes > message.Length)
            {
                return null;
            }

            var (type, @class) = (BinaryPrimitives.ReadUInt16BigEndian(message[at..]), BinaryPrimitives.ReadUInt16BigEndian(message[(at + 2)..]));
            var length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 8)..]);
            at += RecordHeadBytes;
            if (at + length > message.Length)
            {
                return null;
            }

            // A resolver lists a chain of aliases in its order, and then what the last one names.
            if (@class == Internet && owner == wanted && type == Alias && !TryReadName(message, at, out wanted, out _))
            {
                return null;
            }

            if (@class == Internet && owner == wanted && type == Txt)
            {
                if (ReadText(message.Slice(at, length)) is not { } text)
                {
                    return null;
                }

                found.Add(text);
            }

            at += length;
        }

        return found;
    }

    /// <returns>Null when the pieces do not fill the record.</returns>
    private static string? ReadText(ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder(data.Length);
        while (data.Length > 0)
        {
            if (data[0] >= data.Length)
            {
                return null;
            }

            text.Append(Encoding.Latin1.GetString(data.Slice(1, data[0])));
            data = data[(data[0] + 1)..];
        }

        return text.ToString();
    }

    /// <param name="name">In lower case.</param>
    /// <param name="next">Where the message goes on after the name.</param>
    private static bool TryReadName(ReadOnlySpan<byte> message, int at, out string name, out int next)
    {
        var text = new StringBuilder();
        (name, next) = ("", -1);
        var limit = at;
        while (at < message.Length)
        {
            int length = message[at];
            if ((length & 0xc0) == 0xc0)
            {
                // A pointer leads back, further with each one, so that a message ends.
                if (at + 1 >= message.Length || (((length & 0x3f) << 8) | message[at + 1]) is var target && target >= limit)
                {
                    return false;
                }

                next = next < 0 ? at + 2 : next;
                (at, limit) = (target, target);
                continue;
            }

            if (length > LongestLabel || at + 1 + length > message.Length || text.Length + length + 1 > LongestName)
            {
                return false;
            }

            if (length == 0)
            {
                next = next < 0 ? at + 1 : next;
                name = text.ToString().ToLowerInvariant();
                return true;
            }

            text.Append(Encoding.Latin1.GetString(message.Slice(at + 1, length))).Append('.');
            at += length + 1;
        }

        return false;
    }
}
