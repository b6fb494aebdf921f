using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Parley.Host.Edge.Bots;

/// <summary>
/// Tells how much a stranger's request looks like one of an uninvited program: by its agent, by how many come from its network, and by
/// what its network asked for before. Programs that name themselves are welcome; nothing here is kept but counts.
/// </summary>
internal sealed class BotWatch(IOptions<EdgeOptions> options, TimeProvider time)
{
    private const int MostNetworks = 20_000;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<Network, Seen> _networks = new();

    /// <summary>How many networks are remembered.</summary>
    internal int Networks => _networks.Count;

    /// <summary>Counts a stranger's request and judges it.</summary>
    public BotHints Judge(HttpContext context)
    {
        var seen = SeenOf(context);
        var burst = seen.Count(time.GetTimestamp(), time);
        var odd = 1.0;
        odd *= 1 - Agents.Oddness(context.Request.Headers);
        odd *= 1 - Math.Clamp((burst - options.Value.Burst) / (double)options.Value.Burst, 0, 0.5);
        odd *= seen.AskedForHoney(time, options.Value.HoneyMemory) ? 0.2 : 1;
        return new(Math.Round(1 - odd, 3));
    }

    /// <summary>Remembers that a network asked for what only break-ins ask for.</summary>
    public void NoteHoney(HttpContext context) => SeenOf(context).NoteHoney(time.GetTimestamp());

    private Seen SeenOf(HttpContext context)
    {
        var network = Network.Of(context.Connection.RemoteIpAddress);
        if (_networks.TryGetValue(network, out var seen))
        {
            return seen;
        }

        if (_networks.Count >= MostNetworks)
        {
            Forget();
        }

        return _networks.GetOrAdd(network, _ => new Seen());
    }

    // Whoever sends from ever new networks costs no memory beyond this, and makes nobody else suspicious.
    private void Forget()
    {
        foreach (var (network, seen) in _networks)
        {
            if (seen.IsIdle(time, options.Value.HoneyMemory))
            {
                _networks.TryRemove(network, out _);
            }
        }

        if (_networks.Count >= MostNetworks)
        {
            _networks.Clear();
        }
    }

    /// <summary>An IPv4 address, or the half of an IPv6 address that its holder does not choose.</summary>
    private readonly record struct Network(ulong Bits, bool IsV6)
    {
        public static Network Of(IPAddress? address)
        {
            Span<byte> bytes = stackalloc byte[16];
            bytes.Clear();
            var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
            plain?.TryWriteBytes(bytes, out _);
            return new(BitConverter.ToUInt64(bytes), plain?.AddressFamily == AddressFamily.InterNetworkV6);
        }
    }

    /// <summary>What came from one network lately: the count of this window and of the one before, which fades out.</summary>
    private sealed class Seen
    {
        private readonly Lock _gate = new();
        private long _since;
        private int _now;
        private int _before;
        private long? _honey;

        public double Count(long at, TimeProvider time)
        {
            lock (_gate)
            {
                var passed = time.GetElapsedTime(_since, at) / Window;
                if (passed >= 1)
                {
                    (_before, _now, _since) = (passed < 2 ? _now : 0, 0, at);
                    passed = 0;
                }

                _now++;
                return _now + (_before * (1 - passed));
            }
        }

        public void NoteHoney(long at)
        {
            lock (_gate)
            {
                _honey = at;
            }
        }

        public bool AskedForHoney(TimeProvider time, TimeSpan memory)
        {
            lock (_gate)
            {
                return _honey is { } at && time.GetElapsedTime(at) < memory;
            }
        }

        public bool IsIdle(TimeProvider time, TimeSpan memory) => !AskedForHoney(time, memory) && time.GetElapsedTime(_since) >= 2 * Window;
    }
}
