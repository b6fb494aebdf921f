using System.Buffers;

namespace Parley.OpenAI;

/// <summary>
/// Reads the data of server-sent events from a stream, as the HTML standard's event stream interpretation says. One buffer serves the
/// whole stream, and the data of an event are a view into it, valid until the next read.
/// </summary>
/// <remarks>Fields other than data are skipped: nobody on this wire uses them.</remarks>
internal sealed class SseReader(Stream stream, int longestFrame) : IFrames
{
    private const int FirstSize = 4096;
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);

    // The bytes from _start to _end are read and not given out yet; those before _scanned hold no line end.
    private int _start;
    private int _scanned;
    private int _end;

    // The data lines of the event that is being read stand, joined, at the front of the bytes not given out yet.
    private int _dataStart;
    private int _dataLength = -1;
    private bool _begun;
    private bool _skipLineFeed;
    private bool _given;

    /// <summary>The data of the event that was read last.</summary>
    public ReadOnlySpan<byte> Data => _buffer.AsSpan(_dataStart, Math.Max(0, _dataLength));

    /// <summary>Takes the next event from what is read already.</summary>
    public bool TryRead()
    {
        if (_given)
        {
            _given = false;
            _dataLength = -1;
        }

        if (!SkipByteOrderMark())
        {
            return false;
        }

        while (TryReadLine(out var from, out var to))
        {
            if (from == to && _dataLength >= 0)
            {
                return _given = true;
            }

            var line = _buffer.AsSpan(from, to - from);
            if (line.StartsWith("data"u8) && (line.Length == 4 || line[4] == ':'))
            {
                var value = from + Math.Min(line.Length, line.Length > 5 && line[5] == ' ' ? 6 : 5);
                AddData(value, to - value);
            }
        }

        return false;
    }

    // No method of its own that waits: a token would pass one more.
    public ValueTask<int> FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        return stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
    }

    /// <returns>False at the end of the stream; an event without its blank line is dropped, as the standard says.</returns>
    public bool Take(int bytes)
    {
        _end += bytes;
        return bytes > 0;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void AddData(int from, int length)
    {
        if (_dataLength < 0)
        {
            (_dataStart, _dataLength) = (from, length);
            return;
        }

        // Further lines of one event move up to the first; what stood between was their field name, so there is room.
        _buffer[_dataStart + _dataLength] = (byte)'\n';
        _buffer.AsSpan(from, length).CopyTo(_buffer.AsSpan(_dataStart + _dataLength + 1));
        _dataLength += 1 + length;
    }

    private bool TryReadLine(out int from, out int to)
    {
        (from, to) = (0, 0);
        if (_skipLineFeed && _start < _end)
        {
            _skipLineFeed = false;
            if (_buffer[_start] == '\n')
            {
                _scanned = Math.Max(_scanned, ++_start);
            }
        }

        var length = _buffer.AsSpan(_scanned, _end - _scanned).IndexOfAny((byte)'\r', (byte)'\n');
        if (length < 0)
        {
            _scanned = _end;
            return false;
        }

        var at = _scanned + length;
        (from, to) = (_start, at);
        _skipLineFeed = _buffer[at] == '\r';
        _start = _scanned = at + 1;
        return true;
    }

    private bool SkipByteOrderMark()
    {
        if (_begun)
        {
            return true;
        }

        var head = _buffer.AsSpan(0, Math.Min(_end, ByteOrderMark.Length));
        if (head.Length < ByteOrderMark.Length && ByteOrderMark.StartsWith(head))
        {
            return false;
        }

        _begun = true;
        _start = _scanned = head.SequenceEqual(ByteOrderMark) ? ByteOrderMark.Length : 0;
        return true;
    }

    /// <summary>Moves what is still needed to the front, and grows when that is not enough.</summary>
    private void MakeRoom()
    {
        var needed = _dataLength >= 0 ? Math.Min(_dataStart, _start) : _start;
        if (_end == needed && _begun)
        {
            _start = _scanned = _end = _dataStart = 0;
            return;
        }

        if (_end < _buffer.Length)
        {
            return;
        }

        if (_end - needed > longestFrame)
        {
            throw new InvalidDataException($"A frame is longer than {longestFrame} bytes.");
        }

        var target = _end - needed > _buffer.Length / 2 ? ArrayPool<byte>.Shared.Rent(_buffer.Length * 2) : _buffer;
        _buffer.AsSpan(needed, _end - needed).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        _start -= needed;
        _scanned -= needed;
        _end -= needed;
        _dataStart -= needed;
    }
}
