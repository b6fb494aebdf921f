using System.Buffers;
using System.Net.Sockets;

namespace Parley.Bench.Gateway;

/// <summary>One connection to the upstream and the answer that goes over it.</summary>
internal sealed class UpstreamPeer(Socket socket)
{
    private const int MostWaiting = 4 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _asked = new();
    private readonly ArrayBufferWriter<byte> _waiting = new();
    private Script? _script;
    private byte[] _frame = [];
    private int _stampAt;
    private int _said;
    private bool _isClosed;

    public int Handle { get; } = (int)socket.Handle;

    /// <summary>Microseconds; when the next token is due.</summary>
    public long Due { get; private set; }

    public bool IsClosed => _isClosed;

    public bool IsStreaming => _script is not null;

    /// <summary>Where it is watched.</summary>
    public required (int Poll, ulong Data) Poll { get; init; }

    /// <returns>A request that is whole; null while it is not.</returns>
    public byte[]? Take(ReadOnlySpan<byte> bytes)
    {
        _asked.Write(bytes);
        var all = _asked.WrittenSpan;
        var head = all.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return null;
        }

        var lines = System.Text.Encoding.ASCII.GetString(all[..head]);
        var at = lines.IndexOf("content-length:", StringComparison.OrdinalIgnoreCase);
        var length = at < 0 ? 0 : int.Parse(lines.AsSpan(at + 15, (lines + "\r\n").IndexOf("\r\n", at, StringComparison.Ordinal) - at - 15), System.Globalization.CultureInfo.InvariantCulture);
        var isWhole = lines.Contains("chunked", StringComparison.OrdinalIgnoreCase) ? all.EndsWith("0\r\n\r\n"u8) : all.Length >= head + 4 + length;
        if (!isWhole)
        {
            return null;
        }

        var request = all.ToArray();
        _asked.Clear();
        return request;
    }

    public void Begin(Script script, long now, long first)
    {
        (_script, _frame, _stampAt, _said, Due) = (script, [.. script.Frame], script.StampAt, 0, now + first);
        Send(script.Begin);
    }

    /// <summary>Sends what is due now.</summary>
    /// <returns>How many tokens that were.</returns>
    public int Step(long now, bool isEnding)
    {
        var script = _script!;
        var tokens = 0;
        while (_said < script.Tokens && Due <= now && !isEnding && !_isClosed)
        {
            Stamps.Write(_frame.AsSpan(_stampAt), now);
            Send(_frame);
            _said++;
            tokens++;
            Due += script.Rate == 0 ? 0 : 1_000_000 / script.Rate;
        }

        if (isEnding || _isClosed || _said == script.Tokens)
        {
            Send(script.End);
            _script = null;
        }

        return tokens;
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        // Its number may be another connection's by now.
        if (_isClosed)
        {
            return;
        }

        var went = _waiting.WrittenCount > 0 ? 0 : Math.Max(0, Native.Send(Handle, bytes));
        if (went == bytes.Length)
        {
            return;
        }

        if (_waiting.WrittenCount > MostWaiting)
        {
            Close();
            return;
        }

        _waiting.Write(bytes[went..]);
        Native.Watch(Poll.Poll, Handle, Poll.Data, Native.Readable | Native.Writable, again: true);
    }

    /// <returns>Whether nothing waits any more.</returns>
    public bool GoOn()
    {
        if (_isClosed)
        {
            return true;
        }

        var all = _waiting.WrittenSpan.ToArray();
        var went = Math.Max(0, Native.Send(Handle, all));
        _waiting.Clear();
        _waiting.Write(all.AsSpan(went));
        return _waiting.WrittenCount == 0;
    }

    public void Close()
    {
        _isClosed = true;
        socket.Dispose();
    }
}
