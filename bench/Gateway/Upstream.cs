using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parley.Bench.Gateway;

/// <summary>A provider on one thread that sends thousands of slow streams at their pace, and notes what it sent.</summary>
internal sealed class Upstream : IDisposable
{
    private const int Slots = 4096;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly int _poll = Native.CreatePoll();
    private readonly List<UpstreamPeer> _peers = [];
    private readonly List<UpstreamPeer>[] _wheel = [.. Enumerable.Range(0, Slots).Select(_ => new List<UpstreamPeer>())];
    private readonly Random _random = new(1);
    private readonly byte[] _models;
    private volatile bool _stopped;
    private long _turn = Stamps.Now / 1000;
    private long _sent;
    private long _from = long.MaxValue;
    private long _to;

    public Upstream()
    {
        const string body = $$"""{"object":"list","data":[{"id":"{{Script.Model}}","object":"model","created":1700000000,"owned_by":"bench"}]}""";
        _models = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(4096);
        Url = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");
        new Thread(Accept) { IsBackground = true }.Start();
        new Thread(Run) { IsBackground = true, Priority = ThreadPriority.AboveNormal }.Start();
    }

    public Uri Url { get; }

    /// <summary>Tokens sent in the window that <see cref="Count"/> began.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>All streams end at their next token while this is set.</summary>
    public volatile bool IsEnding;

    public int Streaming => Volatile.Read(ref _streaming);

    private int _streaming;

    /// <summary>Counts the tokens that are sent from a time to another.</summary>
    public void Count(long from, long to) => (_sent, _from, _to) = (0, from, to);

    public void Dispose()
    {
        _stopped = true;
        _listener.Dispose();
    }

    private void Accept()
    {
        try
        {
            while (!_stopped)
            {
                var socket = _listener.Accept();
                socket.Blocking = false;
                socket.NoDelay = true;
                lock (_peers)
                {
                    _peers.Add(new(socket) { Poll = (_poll, (ulong)_peers.Count) });
                    Native.Watch(_poll, (int)socket.Handle, (ulong)(_peers.Count - 1));
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It was told to stop.
        }
    }

    private void Run()
    {
        var events = new Native.Event[512];
        var buffer = new byte[64 * 1024];
        while (!_stopped)
        {
            var ready = Native.Wait(_poll, events, 1);
            for (var i = 0; i < ready; i++)
            {
                UpstreamPeer peer;
                lock (_peers)
                {
                    peer = _peers[(int)events[i].Data];
                }

                if (!peer.IsClosed && (events[i].Events & Native.Writable) != 0 && peer.GoOn())
                {
                    Native.Watch(_poll, peer.Handle, events[i].Data, again: true);
                }

                if (!peer.IsClosed && (events[i].Events & ~Native.Writable) != 0)
                {
                    Read(peer, buffer);
                }
            }

            Turn();
        }
    }

    private void Read(UpstreamPeer peer, byte[] buffer)
    {
        var read = Native.Receive(peer.Handle, buffer);
        if (read == 0 || (read < 0 && !Native.WouldBlock))
        {
            peer.Close();
            return;
        }

        if (peer.Take(buffer.AsSpan(0, Math.Max(0, read))) is not { } request)
        {
            return;
        }

        if (Script.Of(request) is not { } script || request.AsSpan().StartsWith("GET"u8))
        {
            peer.Send(_models);
        }
        else if (request.AsSpan().IndexOf("\"stream\":true"u8) < 0)
        {
            peer.Send(script.Whole);
        }
        else
        {
            peer.Begin(script, Stamps.Now, script.Rate == 0 ? 0 : _random.Next(1_000_000 / script.Rate));
            _streaming++;
            Put(peer);
        }
    }

    private void Put(UpstreamPeer peer) => _wheel[Math.Max(_turn + 1, peer.Due / 1000) % Slots].Add(peer);

    private void Turn()
    {
        for (var now = Stamps.Now / 1000; _turn < now;)
        {
            var slot = _wheel[++_turn % Slots];
            if (slot.Count == 0)
            {
                continue;
            }

            var due = slot.ToArray();
            slot.Clear();
            foreach (var peer in due)
            {
                if (peer.Due / 1000 > _turn)
                {
                    slot.Add(peer);
                    continue;
                }

                var stamp = Stamps.Now;
                var wentOut = peer.Step(stamp, IsEnding);
                _sent += stamp >= _from && stamp < _to ? wentOut : 0;
                if (peer.IsStreaming)
                {
                    Put(peer);
                }
                else
                {
                    _streaming--;
                }
            }
        }
    }
}
