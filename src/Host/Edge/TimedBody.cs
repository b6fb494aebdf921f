namespace Parley.Host.Edge;

/// <summary>A body that is read until the time is up, whichever token it is read with, or none.</summary>
/// <param name="length">How long the body says to be, in bytes; null when it does not.</param>
internal sealed class TimedBody(Stream body, long? length, CancellationToken timeIsUp) : ReadOnlyBody
{
    private long _read;

    /// <summary>Whether all of it was read.</summary>
    public bool IsWhole { get; private set; } = length == 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var either = cancellationToken.CanBeCanceled && cancellationToken != timeIsUp
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeIsUp)
            : null;
        var count = await body.ReadAsync(buffer, either?.Token ?? timeIsUp);
        _read += count;
        IsWhole = IsWhole || _read == length || (count == 0 && buffer.Length > 0);
        return count;
    }
}
