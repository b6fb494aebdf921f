using System.Collections.Concurrent;

namespace Parley.Outgoing;

/// <summary>
/// A thread that waits for what many connections bring. Under load it wakes at a distance and finds several at once: to be woken costs more
/// than to read, and tokens come one by one. A few wakes in a row are free, so that nothing waits where little comes.
/// </summary>
internal sealed class ArrivalLoop
{
    private const int MostAtOnce = 512;
    private const int FreeWakes = 16;
    private const int DistanceMs = 8;

    // Where more come than this the distance grows until several tokens of one stream are read at once.
    private const int StreamsAMs = 10;
    private const int LongestDistanceMs = 64;
    private static readonly TimeProvider Time = TimeProvider.System;
    private static readonly long Distance = DistanceMs * Time.TimestampFrequency / 1000;

    // Where the system gives no more of them now, it may later.
    private static readonly Lazy<ArrivalLoop>[] All =
        [.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount / 8, 1, 8)).Select(_ => new Lazy<ArrivalLoop>(() => new(), LazyThreadSafetyMode.PublicationOnly))];

    private static uint _next;

    private readonly int _poll = Epoll.Create();
    private readonly ConcurrentDictionary<long, ArrivalStream> _streams = new();
    private long _ids;

    private ArrivalLoop() => new Thread(Work) { IsBackground = true, Name = "Arrivals" }.Start();

    /// <summary>The loops take turns.</summary>
    /// <exception cref="IOException">The system has no room for one.</exception>
    public static ArrivalLoop Next() => All[Interlocked.Increment(ref _next) % (uint)All.Length].Value;

    /// <returns>The number under which the stream is left again.</returns>
    public long Join(ArrivalStream stream)
    {
        var id = Interlocked.Increment(ref _ids);
        _streams[id] = stream;
        try
        {
            Epoll.Watch(_poll, stream.Handle, id);
            return id;
        }
        catch
        {
            Leave(id);
            throw;
        }
    }

    public void Leave(long id) => _streams.TryRemove(id, out _);

    private void Work()
    {
        var events = new byte[MostAtOnce * Epoll.Size];
        var came = new ArrivedReads();
        var next = Time.GetTimestamp();
        var found = 0;
        while (true)
        {
            var count = Epoll.Wait(_poll, events);
            found += count;
            for (var index = 0; index < count; index++)
            {
                var (what, id) = Epoll.Read(events, index);
                if (_streams.TryGetValue(id, out var stream) && Changed(stream, what) is { } read)
                {
                    came.Add(stream, read);
                }
            }

            if (came.Count > 0)
            {
                came.Queue();
                came = new();
            }

            var now = Time.GetTimestamp();
            if (next <= now)
            {
                // It has rested since: what came before is no load.
                found = count;
            }

            next = Math.Min(Math.Max(next, now) + Distance, now + ((FreeWakes + 2) * Distance));
            if (count < MostAtOnce && next - now > FreeWakes * Distance)
            {
                Epoll.Pause(Math.Clamp(found / StreamsAMs, DistanceMs, LongestDistanceMs));
                found = 0;
            }
        }
    }

    // This thread serves all connections: what one of them cannot bear must not end the others.
    private static ArrivalStream.Came? Changed(ArrivalStream stream, uint what)
    {
        try
        {
            return stream.Changed(what);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            stream.Dispose();
            return null;
        }
    }
}
