namespace Parley.Bench.Gateway;

/// <summary>The readers of a round on one thread, with what they saw.</summary>
internal sealed class Load : IDisposable
{
    private readonly Target _target;
    private readonly int _poll = Native.CreatePoll();
    private readonly List<Reader> _readers = [];
    private readonly Native.Event[] _events = new Native.Event[512];
    private readonly byte[] _buffer = new byte[256 * 1024];

    private readonly Action<long, long, long> _note;
    private long _from;
    private long _to;

    public Load(Target target)
    {
        _target = target;
        _note = (stamp, delay, jitter) =>
        {
            if (stamp >= _from && stamp < _to)
            {
                Tokens.Add(delay);
                Jitter.Add(jitter);
            }

            Come += stamp + delay >= _from && stamp + delay < _to ? 1 : 0;
        };
    }

    /// <summary>Of the tokens that were sent in the window.</summary>
    public Delays Tokens { get; } = new();

    /// <summary>How many came in the window, which are others where a target is behind.</summary>
    public long Come { get; private set; }

    public Delays Jitter { get; } = new();

    public Delays Requests { get; } = new();

    public long Broken { get; private set; }

    /// <summary>Opens streams, so many a second, and reads until all of them have begun, or for two minutes.</summary>
    /// <returns>How many have begun.</returns>
    public int Open(Script script, int streams, int perSecond)
    {
        var request = _target.Request(script, isStreamed: true);
        var (begun, limit) = (Stamps.Now, Stamps.Now + 120_000_000);
        while (_readers.Count < streams || _readers.Any(reader => !reader.HasBegun && !reader.IsClosed))
        {
            for (var due = Math.Min(streams, (Stamps.Now - begun) * perSecond / 1_000_000); _readers.Count < due;)
            {
                Connect().Ask(request);
            }

            Read(1, long.MaxValue, long.MaxValue);
            if (Stamps.Now > limit)
            {
                break;
            }
        }

        return _readers.Count(reader => reader.HasBegun);
    }

    /// <summary>Reads, and keeps what is said of tokens that were sent between these times.</summary>
    public void ReadUntil(long end, long from, long to)
    {
        while (Stamps.Now < end)
        {
            Read(1, from, to);
        }
    }

    /// <summary>Asks again and again on so many connections, each when its answer before has ended.</summary>
    /// <param name="from">What ends from here on is counted.</param>
    public void AskInTurn(Script script, bool isStreamed, int connections, long from, long to)
    {
        var request = _target.Request(script, isStreamed);
        var ends = new List<AnswerEnd>();
        for (var i = 0; i < connections; i++)
        {
            ends.Add(new());
            Connect().Ask(request);
        }

        while (Stamps.Now < to)
        {
            var ready = Native.Wait(_poll, _events, 1);
            for (var i = 0; i < ready; i++)
            {
                var index = (int)_events[i].Data;
                var reader = _readers[index];
                var read = Native.Receive(reader.Handle, _buffer);
                var now = Stamps.Now;
                if (read < 0 && Native.WouldBlock)
                {
                    continue;
                }

                if (read <= 0)
                {
                    throw new InvalidOperationException("A connection ended in the middle of a round.");
                }

                Note(reader, _buffer.AsSpan(0, read), now, from, to);
                if (ends[index].Take(_buffer.AsSpan(0, read)))
                {
                    if (now >= from)
                    {
                        Requests.Add(now - reader.Asked);
                    }

                    reader.Ask(request);
                }
            }
        }
    }

    /// <summary>Asks so often a second, whatever comes back: over the first of these connections that is free, each answer timed from when it was due.</summary>
    /// <param name="from">What ends from here on is counted.</param>
    public void AskAtRate(Script script, int connections, int perSecond, long from, long to)
    {
        var request = _target.Request(script, isStreamed: false);
        var (ends, free) = (new List<AnswerEnd>(), new Queue<int>());
        for (var i = 0; i < connections; i++)
        {
            ends.Add(new());
            Connect();
            free.Enqueue(i);
        }

        for (var due = Stamps.Now; Stamps.Now < to;)
        {
            for (; due <= Stamps.Now && free.TryDequeue(out var next); due += 1_000_000 / perSecond)
            {
                _readers[next].Ask(request);
                _readers[next].Asked = due;
            }

            var ready = Native.Wait(_poll, _events, 1);
            for (var i = 0; i < ready; i++)
            {
                var index = (int)_events[i].Data;
                var read = Native.Receive(_readers[index].Handle, _buffer);
                if (read < 0 && Native.WouldBlock)
                {
                    continue;
                }

                if (read <= 0)
                {
                    throw new InvalidOperationException("A connection ended in the middle of a round.");
                }

                if (ends[index].Take(_buffer.AsSpan(0, read)))
                {
                    free.Enqueue(index);
                    if (Stamps.Now is var now && now >= from)
                    {
                        Requests.Add(now - _readers[index].Asked);
                    }
                }
            }
        }
    }

    public void Dispose()
    {
        foreach (var reader in _readers)
        {
            reader.Close();
        }

        Native.Close(_poll);
    }

    private Reader Connect()
    {
        var reader = Reader.Connect(_target.Url);
        _readers.Add(reader);
        Native.Watch(_poll, reader.Handle, (ulong)(_readers.Count - 1));
        return reader;
    }

    private void Read(int wait, long from, long to)
    {
        var ready = Native.Wait(_poll, _events, wait);
        for (var i = 0; i < ready; i++)
        {
            var reader = _readers[(int)_events[i].Data];
            if (reader.IsClosed)
            {
                continue;
            }

            var read = Native.Receive(reader.Handle, _buffer);
            if (read == 0 || (read < 0 && !Native.WouldBlock))
            {
                Broken++;
                reader.Close();
                continue;
            }

            Note(reader, _buffer.AsSpan(0, Math.Max(0, read)), Stamps.Now, from, to);
        }
    }

    private void Note(Reader reader, ReadOnlySpan<byte> bytes, long now, long from, long to)
    {
        // One closure a packet would be this program's cost in a measurement of others.
        (_from, _to) = (from, to);
        reader.Take(bytes, now, _note);
    }
}
