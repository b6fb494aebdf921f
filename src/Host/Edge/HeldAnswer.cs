namespace Parley.Host.Edge;

/// <summary>Holds an answer back until it is whole; one that grows beyond a mebibyte goes out as it comes.</summary>
internal sealed class HeldAnswer(Stream body) : Stream
{
    private const int Most = 1024 * 1024;
    private readonly MemoryStream _held = new();
    private bool _isOut;

    /// <summary>The whole answer; null when it has gone out already.</summary>
    public ReadOnlyMemory<byte>? Held => _isOut ? default(ReadOnlyMemory<byte>?) : _held.GetBuffer().AsMemory(0, (int)_held.Length);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isOut && _held.Length + buffer.Length <= Most)
        {
            _held.Write(buffer.Span);
            return;
        }

        if (!_isOut)
        {
            _isOut = true;
            await body.WriteAsync(_held.GetBuffer().AsMemory(0, (int)_held.Length), cancellationToken);
            await _held.DisposeAsync();
        }

        await body.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => _isOut ? body.FlushAsync(cancellationToken) : Task.CompletedTask;

    public override void Flush() => throw new NotSupportedException("Answers are written asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Answers are written asynchronously.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
