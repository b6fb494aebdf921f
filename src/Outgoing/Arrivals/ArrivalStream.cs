using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;

namespace Parley.Outgoing;

/// <summary>
/// A connection that is read by an <see cref="ArrivalLoop"/>: one system call for what came, none to find out that nothing did, and no object
/// for a wait.
/// </summary>
internal sealed class ArrivalStream : Stream, IValueTaskSource<int>
{
    private static readonly TimeProvider Time = TimeProvider.System;
    private static readonly long Rest = Time.TimestampFrequency / 100;

    private readonly Lock _gate = new();
    private readonly Socket _socket;
    private readonly ArrivalLoop _loop;
    private readonly long _id;
    private ManualResetValueTaskSourceCore<int> _read = new() { RunContinuationsAsynchronously = true };
    private Memory<byte> _buffer;
    private CancellationTokenRegistration _cancel;
    private TaskCompletionSource? _writable;
    private bool _isReading;
    private bool _hasEnded;
    private bool _isClosed;

    // Changes that were told, and how many of them had been when the last one was read empty.
    private long _changes;
    private long _drained;
    private long _triedAt;

    private ArrivalStream(Socket socket)
    {
        (_socket, _loop) = (socket, ArrivalLoop.Next());
        _id = _loop.Join(this);
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public SafeHandle Handle => _socket.SafeHandle;

    /// <exception cref="SocketException">Nobody answers there.</exception>
    public static async ValueTask<Stream> DialAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        if (!Epoll.IsSupported)
        {
            return await Network.DialAsync(address, cancellationToken);
        }

        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, Blocking = false };
        ArrivalStream? stream = null;
        try
        {
            // Not by the framework's own way to wait, which would be woken by all that comes from then on, too.
            try
            {
                socket.Connect(address);
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
                // It is on its way.
            }

            stream = new(socket);
            await stream.ConnectedAsync(cancellationToken);
            return stream;
        }
        catch
        {
            await (stream?.DisposeAsync() ?? ValueTask.CompletedTask);
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Called by the loop: reads what came for who waits for it, who goes on with <see cref="End"/>.</summary>
    /// <param name="what">As <see cref="Epoll"/> tells it.</param>
    /// <returns>Null when nobody has waited, or nothing came.</returns>
    public Came? Changed(uint what)
    {
        Came? done;
        TaskCompletionSource? writable = null;
        lock (_gate)
        {
            if (_isClosed)
            {
                return null;
            }

            _changes++;
            _hasEnded |= (what & Epoll.Ended) != 0;
            done = _isReading ? Receive(_buffer.Span) : null;
            _isReading &= done is null;
            if ((what & (Epoll.Writable | Epoll.Ended)) != 0)
            {
                (writable, _writable) = (_writable, null);
            }
        }

        writable?.TrySetResult();
        return done;
    }

    /// <summary>Gives a read its result.</summary>
    /// <param name="isOnPool">Whether who waited goes on right here.</param>
    public void End(Came read, bool isOnPool = false)
    {
        _buffer = default;
        _read.RunContinuationsAsynchronously = !isOnPool;
        if (read.Failure is { } failure)
        {
            _read.SetException(failure);
        }
        else
        {
            _read.SetResult(read.Count);
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_isReading)
            {
                throw new InvalidOperationException("It is being read already.");
            }

            if (Receive(buffer.Span) is { } read)
            {
                return read.Failure is null ? new(read.Count) : ValueTask.FromException<int>(read.Failure);
            }

            _read.Reset();
            (_buffer, _isReading) = (buffer, true);
        }

        if (cancellationToken.CanBeCanceled)
        {
            _cancel = cancellationToken.UnsafeRegister(
                static (self, token) => ((ArrivalStream)self!).Abandon(new OperationCanceledException(token)), this);
        }

        return new(this, _read.Version);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (sent, writable) = Send(buffer.Span);
        return writable is null ? ValueTask.CompletedTask : new(WriteRestAsync(buffer[sent..], writable, cancellationToken));
    }

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        TaskCompletionSource? writable;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            (writable, _writable) = (_writable, null);
        }

        _loop.Leave(_id);
        _socket.Dispose();
        writable?.TrySetResult();
        Abandon(new IOException("The connection was closed while it was read.", new ObjectDisposedException(nameof(ArrivalStream))));
        base.Dispose(disposing);
    }

    private async Task ConnectedAsync(CancellationToken cancellationToken)
    {
        var writable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            // The loop may have told of it before anybody waited.
            _writable = _changes > 0 ? null : writable;
            if (_writable is null)
            {
                writable.SetResult();
            }
        }

        await writable.Task.WaitAsync(cancellationToken);
        var error = (SocketError)(int)_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        if (error != SocketError.Success)
        {
            throw new SocketException((int)error);
        }
    }

    private async Task WriteRestAsync(ReadOnlyMemory<byte> rest, TaskCompletionSource writable, CancellationToken cancellationToken)
    {
        for (var waits = writable; waits is not null;)
        {
            await waits.Task.WaitAsync(cancellationToken);
            (var sent, waits) = Send(rest.Span);
            rest = rest[sent..];
        }
    }

    /// <returns>How much went out, and what to wait for before the rest; null when all did.</returns>
    private (int Sent, TaskCompletionSource? Writable) Send(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            var sent = 0;
            while (sent < bytes.Length)
            {
                var count = _socket.Send(bytes[sent..], SocketFlags.None, out var error);
                if (error == SocketError.WouldBlock)
                {
                    return (sent, _writable = new(TaskCreationOptions.RunContinuationsAsynchronously));
                }

                sent += error == SocketError.Success ? count : throw Broken(error);
            }

            return (sent, null);
        }
    }

    /// <returns>Null when there is nothing now.</returns>
    private Came? Receive(Span<byte> buffer)
    {
        // What came with the end of the stream is no change of its own, so the end is always looked for. And after a rest something may have come
        // that the loop has not told yet: who takes an idle connection for a request wants to know that its far end is gone.
        var now = Time.GetTimestamp();
        if (_changes == _drained && !_hasEnded && now - _triedAt < Rest)
        {
            return null;
        }

        _triedAt = now;

        if (buffer.Length == 0)
        {
            return _changes == _drained && !_hasEnded ? null : new(0, null);
        }

        var count = _socket.Receive(buffer, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
        {
            _drained = _changes;
            return null;
        }

        if (count > 0 && count < buffer.Length)
        {
            _drained = _changes;
        }

        return error == SocketError.Success ? new(count, null) : new(0, Broken(error));
    }

    private void Abandon(Exception reason)
    {
        lock (_gate)
        {
            if (!_isReading)
            {
                return;
            }

            _isReading = false;
        }

        End(new(0, reason));
    }

    private static IOException Broken(SocketError error)
    {
        var reason = new SocketException((int)error);
        return new($"The connection broke: {reason.Message}", reason);
    }

    int IValueTaskSource<int>.GetResult(short token)
    {
        _cancel.Dispose();
        _cancel = default;
        return _read.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    /// <summary>What a read came to: bytes, 0 at the end of the stream; or why there are none.</summary>
    public readonly record struct Came(int Count, Exception? Failure);
}
