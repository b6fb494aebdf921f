using System.Diagnostics.CodeAnalysis;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>
/// The pen of one run: events wait here until the node's next commit takes them. Text that waits is one event, however many tokens it
/// came in.
/// </summary>
internal sealed class RunLog(TurnId turn, TenantId tenant, long fence, DataKey key, long newest, LogWriter writer, TurnFeed feed) : IDisposable
{
    private const int MostWaitingText = 64 * 1024;

    // How long what nobody watches waits for more.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(500);

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
    private int _tailSize;
    private bool _putsDown;
    private bool _ends;
    private ITimer? _gathering;

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

    /// <summary>Nobody watches this run: what it writes is committed twice a second, and what is left at its end with that.</summary>
    public void Gather(TimeProvider time) => _gathering = time.CreateTimer(_ => Queue(isDue: true), null, Gathering, Gathering);

    /// <summary>Where nobody watches: takes what waits for the end's own transaction, as long as no part of the log has a row.</summary>
    /// <param name="asked">The step whose outcome is asked for after the end; null for none. The others are for a run that goes on.</param>
    public bool TryGatherAll(string? asked, [NotNullWhen(true)] out LogStand? stand)
    {
        lock (_gate)
        {
            stand = null;
            if (_gathering is null || _closed || _queued || _putsDown || _inFlight is not null || _tail.Count != _newest)
            {
                return false;
            }

            // The end is the last to write; whether the turn is still this run's, it finds out itself.
            (_closed, _ends) = (true, true);
            var entries = Number();
            stand = new(Fence, _newest + entries.Length, [.. _tail, .. entries]) { Steps = [.. _steps.Where(item => item.Step == asked).Select(Seal)], Unshown = entries.Length };
            return true;
        }
    }

    /// <summary>How far the log is once all was flushed, for the end: from here on nothing is put down any more.</summary>
    /// <inheritdoc cref="FlushAsync"/>
    public async Task<LogStand> StandAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await FlushAsync(cancellationToken);
            lock (_gate)
            {
                if (!HasWaiting && _inFlight is null)
                {
                    _ends = true;
                    return new(Fence, _newest, [.. _tail]);
                }
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

            Queue(isDue: true);
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

        Queue(isDue: true);
        return FlushAsync(cancellationToken);
    }

    /// <summary>Has what waits for a row of its own get one with the next commit.</summary>
    /// <returns>False when this run writes nothing any more, and not its end either.</returns>
    public bool TryPutDown()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return _ends;
            }

            _putsDown |= _tail.Count > 0 && !_ends;
        }

        Queue(isDue: true);
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

            var entries = Number();
            var isRow = !_gathers || _putsDown || _tail.Count + entries.Length > MostInTail || _tailSize + SizeOf(entries) > LogPiece.Largest;
            _inFlight = new(this, entries, PieceOf(isRow && _tail.Count > 0 ? [.. _tail, .. entries] : entries), isRow, _steps.Count > 0 ? _steps.ConvertAll(Seal) : []);
            _waiting.Clear();
            _steps.Clear();
            return _inFlight;
        }
    }

    /// <summary>Called by the writer once the commit holds: only now may readers see it.</summary>
    public void Committed()
    {
        LogEntry[] entries;
        lock (_gate)
        {
            if (_inFlight is null)
            {
                return;
            }

            entries = _inFlight.Entries;
            _newest += entries.Length;
            if (_inFlight.IsRow)
            {
                _tail.Clear();
                _tailSize = 0;
            }
            else
            {
                _tail.AddRange(entries);
                _tailSize += SizeOf(entries);
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
            feed.GoCold(Fence);
        }

        Settle(more: false);
    }

    /// <summary>Shows the last event, which the end's own transaction has committed.</summary>
    public void ShowEnd(LogStand stand, LogEntry end) => feed.Publish([.. stand.Tail.TakeLast(stand.Unshown), end], isOver: true);

    /// <summary>Shows the log as it is now, where events have lost what a guard withdrew.</summary>
    public void ShowAgain(IReadOnlyList<LogEntry> entries) => feed.Replace(entries, Fence);

    /// <summary>After the run: the writer has nothing of it any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            (_closed, _ends, _inFlight) = (true, false, null);
        }

        _gathering?.Dispose();
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

    /// <summary>What waits, numbered.</summary>
    private LogEntry[] Number()
    {
        _text.Close(_waiting);
        var entries = new LogEntry[_waiting.Count];
        for (var index = 0; index < entries.Length; index++)
        {
            entries[index] = new(_newest + 1 + index, _waiting[index].Name, _waiting[index].Json);
        }

        return entries;
    }

    /// <param name="isDue">Whether it goes into the next commit even where nobody watches.</param>
    private void Queue(bool isDue = false)
    {
        if (_gathering is not null && !isDue)
        {
            return;
        }

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

    private static int SizeOf(LogEntry[] entries)
    {
        var size = 0;
        foreach (var entry in entries)
        {
            size += entry.Json.Length;
        }

        return size;
    }

    private LogPiece? PieceOf(LogEntry[] entries) =>
        entries.Length == 0 ? null : new(Turn, entries[^1].Number, TurnSeal.Row(Events, entries));

    private (string Step, byte[] Outcome) Seal((string Step, byte[] Outcome) item) =>
        (item.Step, TurnSeal.Step(key, Turn, item.Step, item.Outcome));

    private static TaskCompletionSource NewSettled() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>One run's part of a commit.</summary>
/// <param name="Entries">What is new.</param>
/// <param name="Piece">That, sealed; for a row also what was committed before and has none. Null when there is neither.</param>
/// <param name="IsRow">Whether it goes into a row of its own, and not to those of other runs.</param>
internal sealed record DrainedRun(
    RunLog Run, LogEntry[] Entries, LogPiece? Piece, bool IsRow, IReadOnlyList<(string Step, byte[] Outcome)> Steps)
{
    public int Rows => (Piece is null ? 0 : 1) + Steps.Count;
}

/// <summary>How far a run has brought the log of its turn.</summary>
/// <param name="Newest">The number of the newest committed event.</param>
/// <param name="Tail">Those that are in no row of their own; whoever ends the turn writes them down with the end.</param>
internal sealed record LogStand(long Fence, long Newest, IReadOnlyList<LogEntry> Tail)
{
    /// <summary>The sealed outcomes of steps that the end writes down, too.</summary>
    public IReadOnlyList<(string Step, byte[] Outcome)> Steps { get; init; } = [];

    /// <summary>How many at the end of the tail no reader has seen.</summary>
    public int Unshown { get; init; }

    /// <summary>Whether no event has a row.</summary>
    public bool IsWhole => Tail.Count == Newest;
}

/// <summary>The run's lease was lost to another run, which goes on with the turn.</summary>
internal sealed class LeaseLostException(TurnId turn) : Exception($"Another run holds {turn}.");
