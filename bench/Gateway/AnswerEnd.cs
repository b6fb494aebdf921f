using System.Buffers;
using System.Globalization;
using System.Text;

namespace Parley.Bench.Gateway;

/// <summary>Finds the end of one answer after the other in the bytes of a connection.</summary>
internal sealed class AnswerEnd
{
    private static readonly byte[] LastChunk = "\r\n0\r\n\r\n"u8.ToArray();

    private readonly ArrayBufferWriter<byte> _head = new();
    private readonly byte[] _tail = new byte[LastChunk.Length];
    private long _left = -1;
    private bool _isInBody;

    /// <returns>Whether the answer ended with these bytes.</returns>
    public bool Take(ReadOnlySpan<byte> bytes)
    {
        if (!_isInBody)
        {
            _head.Write(bytes);
            var all = _head.WrittenSpan;
            var end = all.IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                return false;
            }

            _left = LengthOf(Encoding.ASCII.GetString(all[..end]), all[end..]);
            _isInBody = true;
            bytes = all[(end + 4)..].ToArray();
            _head.Clear();
        }

        if (_left >= 0)
        {
            _left -= bytes.Length;
            return IsOver(_left <= 0);
        }

        byte[] seen = [.. _tail, .. bytes[Math.Max(0, bytes.Length - _tail.Length)..]];
        seen.AsSpan(seen.Length - _tail.Length).CopyTo(_tail);
        return IsOver(_tail.AsSpan().SequenceEqual(LastChunk));
    }

    private bool IsOver(bool isOver)
    {
        if (isOver)
        {
            _isInBody = false;
            _tail.AsSpan().Clear();
        }

        return isOver;
    }

    private static long LengthOf(string head, ReadOnlySpan<byte> body)
    {
        if (!head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"A request was refused: {head}\n{Encoding.UTF8.GetString(body)}");
        }

        var line = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase));
        return line is null ? -1 : long.Parse(line.AsSpan(15), CultureInfo.InvariantCulture);
    }
}
