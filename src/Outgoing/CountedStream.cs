namespace Parley.Outgoing;

/// <summary>Reads what a stream has, as far as the limits of its call go.</summary>
/// <param name="open">Opens the stream at the first read.</param>
/// <param name="owner">What is let go together with it.</param>
internal sealed class CountedStream(Func<Task<Stream>> open, CallLimits call, IDisposable owner) : Stream
{
    private Stream? _inner;
    private long _read;

    /// <summary>Whether these are the bytes as they came.</summary>
    public bool IsAsSent { get; init; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(call.Token, cancellationToken);
            _inner ??= await open();
            var count = await _inner.ReadAsync(buffer, either.Token);
            _read += count;
            return _read <= call.MaxBytes ? count : throw new OutgoingException(Refusals.TooLarge(call.MaxBytes));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw call.Explain(exception);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Answers are read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner?.Dispose();
            owner.Dispose();
            if (IsAsSent)
            {
                call.Dispose();
            }
        }

        base.Dispose(disposing);
    }
}
