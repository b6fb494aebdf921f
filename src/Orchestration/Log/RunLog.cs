using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>
/// The pen of one run: events wait here until the node's next commit takes them. Text that waits is one event, however many tokens it
/// came in.
/// </summary>
internal sealed class RunLog(TurnId turn, TenantId tenant, long fence, DataKey key, long newest, LogWriter writer, TurnFeed feed) : IDisposable
{
    private const int MostWaitingText = 64 * 1024;

    // Less than what readers find in memory.
    private const int MostInTail = TurnFeed.Held * 3 / 4;

    private readonly Lock _gate = new();
    private readonly WaitingText _text = new();
    private readonly CancellationTokenSource _lost = new();
    private List<(string Name, byte[] Json)> _waiting = [];
    private List<(string Step, byte[] Outcome)> _steps = [];
    private readonly bool _gathers = writer.Gathers && fence != RunStore.NobodysFence;

    // What was committed and is in no row of its own yet.
    private List<LogEntry> _tail = [];
    private bool _putsDown;

    // Only while somebody waits.
    private TaskCompletionSource? _settled;
    private DrainedRun? _inFlight;
    private long _newest = newest;
    private bool _queued;
    private bool _closed;

    public TurnId Turn { get; } = turn;

    public TenantId Tenant { get; } = tenant;

    public long Fence { get; } = fence;

    /// <summary>Under which key followers of the subject are woken when the run begins; null when nobody is.</summary>
    public string? Followers { get; init; }

    /// <summary>The key of this turn's events.</summary>
    public ObjectKey Events { get; } = TurnSeal.Events(key, turn);

    /// <summary>Cancelled when another run holds the turn: nothing written from here on is kept, nothing may be shown.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>True once nothing of this run will be written any more.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_gate)
            {
                return _closed;
            }
        }
    }

    /// <summary>The number of the newest committed event.</summary>
    public long Newest => Volatile.Read(ref _newest);

    /// <summary>How far the log is once all was flushed.</summary>
    public LogStand Stand
    {
        get
        {
            lock (_gate)
            {
                return new(Fence, _newest, [.. _tail]);
            }
        }
    }

    /// <summary>Hands an event to the log. Waits only when the log is far behind.</summary>
    public ValueTask AppendAsync(TurnEvent turnEvent, CancellationToken cancellationToken)
    {
        bool behind;
        lock (_gate)
        {
            if (!_text.TryAdd(turnEvent, _waiting))
            {
                _text.Close(_waiting);
                _waiting.Add((turnEvent.Name, TurnJson.Write(turnEvent)));
            }

            behind = _text.Length > MostWaitingText;
        }

        Queue();
        return behind ? new(FlushAsync(cancellationToken)) : ValueTask.CompletedTask;
    }

    /// <summary>Keeps what a step found out, in order with the events.</summary>
    public void Keep(string step, byte[] outcome)
    {
        lock (_gate)
        {
            _steps.Add((step, outcome));
        }

        Queue();
    }

    /// <summary>Waits until everything handed over so far is committed.</summary>
    /// <exception cref="LeaseLostException">Another run holds the turn.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task settled;
            lock (_gate)
            {
                if (_closed)
                {
                    throw new LeaseLostException(Turn);
                }

                if (!HasWaiting && _inFlight is null)
                {
                    return;
                }

                settled = (_settled ??= NewSettled()).Task;
            }

            await settled.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Has everything of this run written into rows of its own, and waits until it is: before somebody else goes on with the turn.</summary>
    /// <inheritdoc cref="FlushAsync"/>
    public Task PutDownAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _putsDown |= _gathers && (_tail.Count > 0 || HasWaiting || _inFlight is not null);
        }

        Queue();
        return FlushAsync(cancellationToken);
    }

    /// <summary>Has what waits for a row of its own get one with the next commit.</summary>
    /// <returns>False when this run writes nothing any more.</returns>
    public bool TryPutDown()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            _putsDown |= _tail.Count > 0;
        }

        Queue();
        return true;
    }

    /// <summary>Called by the writer: what the next commit takes. The same again while a commit's fate is unknown.</summary>
    public DrainedRun? Drain()
    {
        lock (_gate)
        {
            _queued = false;
            if (_closed || _inFlight is not null)
            {
                return _closed ? null : _inFlight;
            }

            if (!HasWaiting)
            {
                return null;
            }

            _text.Close(_waiting);
            var entries = new LogEntry[_waiting.Count];
            for (var i = 0; i < entries.Length; i++)
            {
                entries[i] = new(_newest + 1 + i, _waiting[i].Name, _waiting[i].Json);
            }

            var isRow = !_gathers || _putsDown || _tail.Count + entries.Length > MostInTail;
            _inFlight = new(this, entries, PieceOf(isRow && _tail.Count > 0 ? [.. _tail, .. entries] : entries), isRow, _steps.Count > 0 ? _steps.ConvertAll(Seal) : []);
            _waiting.Clear();
            _steps.Clear();
            return _inFlight;
        }
    }

    /// <summary>Called by the writer once the commit holds: only now may readers see it.</summary>
    public void Committed()
    {
        IReadOnlyList<LogEntry> entries;
        lock (_gate)
        {
            if (_inFlight is null)
            {
                return;
            }

            entries = _inFlight.Entries;
            _newest += entries.Count;
            if (_inFlight.IsRow)
            {
                _tail.Clear();
            }
            else
            {
                _tail.AddRange(entries);
            }

            _putsDown &= _tail.Count > 0 || HasNew;
            _inFlight = null;
        }

        feed.Publish(entries);
        Settle(more: true);
    }

    /// <summary>The turn belongs to another run now.</summary>
    public void Lose()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            (_closed, _inFlight) = (true, null);
        }

        _lost.Cancel();

        // Who only told where the turn stands in the queue has nothing to say about the run that has begun.
        if (Fence != RunStore.NobodysFence)
        {
            feed.GoCold();
        }

        Settle(more: false);
    }

    /// <summary>Shows the last event, which the end's own transaction has committed.</summary>
    public void ShowEnd(LogEntry end) => feed.Publish([end]);

    /// <summary>After the run: the writer has nothing of it any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            (_closed, _inFlight) = (true, null);
        }

        Events.Dispose();
        _lost.Dispose();
    }

    private void Settle(bool more)
    {
        TaskCompletionSource? settled;
        lock (_gate)
        {
            (settled, _settled) = (_settled, null);
        }

        settled?.TrySetResult();
        if (more)
        {
            Queue();
        }
    }

    private bool HasNew => _waiting.Count > 0 || _steps.Count > 0 || !_text.IsEmpty;

    private bool HasWaiting => HasNew || _putsDown;

    private void Queue()
    {
        lock (_gate)
        {
            if (_queued || _closed || _inFlight is not null || !HasWaiting)
            {
                return;
            }

            _queued = true;
        }

        writer.Wake(this);
    }

    private LogPiece? PieceOf(IReadOnlyList<LogEntry> entries) =>
        entries.Count == 0 ? null : new(Turn, entries[^1].Number, TurnSeal.Row(Events, entries));

    private (string Step, byte[] Outcome) Seal((string Step, byte[] Outcome) item) =>
        (item.Step, TurnSeal.Step(key, Turn, item.Step, item.Outcome));

    private static TaskCompletionSource NewSettled() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>One run's part of a commit.</summary>
/// <param name="Entries">What is new.</param>
/// <param name="Piece">That, sealed; for a row also what was committed before and has none. Null when there is neither.</param>
/// <param name="IsRow">Whether it goes into a row of its own, and not to those of other runs.</param>
internal sealed record DrainedRun(
    RunLog Run, IReadOnlyList<LogEntry> Entries, LogPiece? Piece, bool IsRow, IReadOnlyList<(string Step, byte[] Outcome)> Steps)
{
    public int Rows => (Piece is null ? 0 : 1) + Steps.Count;
}

/// <summary>How far a run has brought the log of its turn.</summary>
/// <param name="Newest">The number of the newest committed event.</param>
/// <param name="Tail">Those that are in no row of their own; whoever ends the turn writes them down with the end.</param>
internal sealed record LogStand(long Fence, long Newest, IReadOnlyList<LogEntry> Tail)
{
    /// <summary>Whether no event has a row.</summary>
    public bool IsWhole => Tail.Count == Newest;
}

/// <summary>The run's lease was lost to another run, which goes on with the turn.</summary>
internal sealed class LeaseLostException(TurnId turn) : Exception($"Another run holds {turn}.");
