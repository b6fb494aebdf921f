using System.Buffers;

namespace Parley.OpenAI;

/// <summary>An answer that comes in one piece.</summary>
internal sealed class WholeBody(Stream stream, int longest) : IFrames
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
    private int _length = -1;

    public ReadOnlySpan<byte> Data => _buffer.AsSpan(0, Math.Max(0, _length));

    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (_length >= 0)
        {
            return false;
        }

        for (_length = 0; ;)
        {
            if (_length == _buffer.Length)
            {
                Grow();
            }

            var read = await stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
            if (read == 0)
            {
                return _length > 0;
            }

            _length += read;
        }
    }

    public bool TryRead() => false;

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
