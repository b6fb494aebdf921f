using System.Buffers;

namespace Parley.OpenAI;

/// <summary>An answer that comes in one piece.</summary>
internal sealed class WholeBody(Stream stream, int longest) : IFrames
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
    private int _length;
    private bool _isWhole;
    private bool _isGiven;

    public ReadOnlySpan<byte> Data => _buffer.AsSpan(0, _length);

    public bool TryRead()
    {
        var isNew = _isWhole && !_isGiven && _length > 0;
        _isGiven |= _isWhole;
        return isNew;
    }

    public ValueTask<int> FillAsync(CancellationToken cancellationToken)
    {
        if (_length == _buffer.Length)
        {
            Grow();
        }

        return _isWhole ? new(0) : stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
    }

    public bool Take(int bytes)
    {
        _length += bytes;
        var ends = bytes == 0 && !_isWhole;
        _isWhole |= bytes == 0;
        return bytes > 0 || (ends && _length > 0);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Grow()
    {
        if (_length > longest)
        {
            throw new InvalidDataException($"An answer is longer than {longest} bytes.");
        }

        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
