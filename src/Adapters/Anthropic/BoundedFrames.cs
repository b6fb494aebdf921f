namespace Parley.Anthropic;

/// <summary>An answer that ends with an error when an event of it, or all of it where it has none, is longer than allowed.</summary>
internal sealed class BoundedFrames(Stream inner, int longest, bool isEvents) : Stream
{
    private const byte Line = (byte)'\n';
    private const byte Return = (byte)'\r';

    private long _frame;
    private bool _lineIsEmpty = true;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Count(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        Count(buffer.AsSpan(offset, read));
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>An event ends with an empty line.</summary>
    private void Count(ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            _frame++;
            if (one == Line)
            {
                _frame = isEvents && _lineIsEmpty ? 0 : _frame;
                _lineIsEmpty = true;
            }
            else if (one != Return)
            {
                _lineIsEmpty = false;
            }

            if (_frame > longest)
            {
                throw new InvalidDataException($"A frame is longer than {longest} bytes.");
            }
        }
    }
}
