using System.Net;
using System.Net.Sockets;

namespace Parley.Bench.Gateway;

/// <summary>One connection of the load: what it asks, and the stamps that come back over it.</summary>
internal sealed class Reader(Socket socket)
{
    private readonly byte[] _rest = new byte[Stamps.Letters];
    private int _kept = -1;
    private long _lastDelay = -1;

    public int Handle { get; } = (int)socket.Handle;

    public bool HasBegun { get; private set; }

    public bool IsClosed { get; private set; }

    /// <summary>Bytes of the answer so far, and how many answers ended.</summary>
    public long Asked { get; set; }

    public static Reader Connect(Uri url)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(new IPEndPoint(IPAddress.Loopback, url.Port));
        socket.Blocking = false;
        return new(socket);
    }

    public void Ask(ReadOnlySpan<byte> request)
    {
        Asked = Stamps.Now;
        _lastDelay = -1;
        if (Native.Send(Handle, request) != request.Length)
        {
            throw new InvalidOperationException("A request did not fit.");
        }
    }

    /// <summary>Finds the stamps in what came, also those that were cut in two.</summary>
    public void Take(ReadOnlySpan<byte> bytes, long now, Action<long, long, long> token)
    {
        while (bytes.Length > 0)
        {
            if (_kept < 0)
            {
                var at = bytes.IndexOf(Stamps.Mark);
                if (at < 0)
                {
                    return;
                }

                bytes = bytes[(at + 1)..];
                _kept = 0;
            }

            var taken = Math.Min(Stamps.Letters - _kept, bytes.Length);
            bytes[..taken].CopyTo(_rest.AsSpan(_kept));
            _kept += taken;
            bytes = bytes[taken..];
            if (_kept == Stamps.Letters)
            {
                _kept = -1;
                HasBegun = true;
                var stamp = Stamps.Read(_rest, now);
                var delay = now - stamp;
                token(stamp, delay, _lastDelay < 0 ? 0 : Math.Abs(delay - _lastDelay));
                _lastDelay = delay;
            }
        }
    }

    public void Close()
    {
        IsClosed = true;
        socket.Dispose();
    }
}
