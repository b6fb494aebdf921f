namespace Parley.Host.Edge;

/// <summary>A body of unknown length that is refused once more than the limit of it was read.</summary>
internal sealed class LimitedBody(Stream body, long limit) : ReadOnlyBody
{
    private long _read;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await body.ReadAsync(buffer, cancellationToken);
        _read += count;
        return _read <= limit ? count : throw new RefusedException(PlainRefusals.TooLarge(limit));
    }
}
