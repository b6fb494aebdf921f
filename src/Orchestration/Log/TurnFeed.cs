using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>
/// What the readers of one turn on this node watch. When the turn runs here, it also holds the newest committed entries, so that
/// readers who keep up never ask the database.
/// </summary>
internal sealed class TurnFeed
{
    /// <summary>So many of the newest entries are held, at least.</summary>
    public const int Held = 64;

    private readonly Lock _gate = new();

    // Each under the rest of its number.
    private readonly LogEntry?[] _recent = new LogEntry?[Held];
    private TurnFollower[] _followers = [];
    private bool _live;
    private bool _ended;
    private long _fence;
    private long _oldest;
    private long _newest;

    /// <summary>Readers that hold this feed; only touched under the hub's lock.</summary>
    public int Readers { get; set; }

    /// <summary>Whether the turn runs here, so that what is not in its rows yet is in memory.</summary>
    public bool IsLive
    {
        get
        {
            lock (_gate)
            {
                return _live;
            }
        }
    }

    /// <summary>From now on committed entries come here, beginning after a number.</summary>
    /// <param name="fence">Of the run that writes them.</param>
    public void GoLive(long newest, long fence)
    {
        lock (_gate)
        {
            if (fence < _fence)
            {
                return;
            }

            (_live, _ended, _fence) = (true, false, fence);
            (_oldest, _newest) = (newest + 1, newest);
            Array.Clear(_recent);
        }

        if (newest > 0)
        {
            // From here on the word of a commit wakes nobody: who waits for one that is still on its way finds it in the database now.
            Pulse();
        }
    }

    /// <summary>
    /// The turn no longer runs here: readers go to the database, but for those who were here when it ended and have yet to take its end. Nothing changes
    /// when a later run has gone live meanwhile.
    /// </summary>
    /// <param name="fence">Of the run that ends.</param>
    public void GoCold(long fence)
    {
        lock (_gate)
        {
            if (_fence > fence)
            {
                return;
            }

            _live = false;
            if (!_ended)
            {
                Array.Clear(_recent);
            }
        }

        Pulse();
    }

    /// <param name="isOver">Whether the end is among them, and the caller has nothing to do that its readers need.</param>
    public void Publish(IReadOnlyList<LogEntry> entries, bool isOver = false)
    {
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                _oldest = entry.Number == _newest + 1 ? _oldest : entry.Number;
                _newest = entry.Number;
                _recent[_newest % Held] = entry;
                _ended |= entry.IsTerminal;
            }

            _oldest = Math.Max(_oldest, _newest - Held + 1);
        }

        Pulse(isOver);
    }

    /// <summary>Puts other entries in the place of those that are held under their numbers.</summary>
    /// <param name="fence">Of the run that does; nothing changes when a later one has gone live meanwhile.</param>
    public void Replace(IReadOnlyList<LogEntry> entries, long fence)
    {
        lock (_gate)
        {
            foreach (var entry in _live && _fence == fence ? entries : [])
            {
                if (entry.Number >= _oldest && entry.Number <= _newest)
                {
                    _recent[entry.Number % Held] = entry;
                }
            }
        }
    }

    /// <summary>Wakes the readers; the one that goes on with the end on this thread as the last, so that nobody waits for it.</summary>
    public void Pulse(bool isOver = false)
    {
        TurnFollower? last = null;
        foreach (var follower in Volatile.Read(ref _followers))
        {
            if (isOver && last is null && follower.TakesEndAtOnce)
            {
                last = follower;
            }
            else
            {
                follower.Pulse();
            }
        }

        last?.Pulse(isOver);
    }

    public void Add(TurnFollower follower)
    {
        lock (_gate)
        {
            follower.CameLive = _live;
            _followers = [.. _followers, follower];
        }
    }

    public void Remove(TurnFollower follower)
    {
        lock (_gate)
        {
            _followers = [.. _followers.Where(one => one != follower)];
        }
    }

    /// <summary>Takes the entries after a number from memory.</summary>
    /// <param name="follower">Who reads, where it stays at the feed.</param>
    /// <returns>False when memory does not reach back that far, or the turn does not run here: read the database.</returns>
    public bool TryRead(long after, List<LogEntry> entries, TurnFollower? follower = null)
    {
        lock (_gate)
        {
            // Who has the end already, or more than there is, is told by the database that nothing more comes.
            var hasEnd = _ended && after < _newest && follower is { CameLive: true };
            if (!(_live || hasEnd) || after + 1 < _oldest)
            {
                return false;
            }

            for (var number = after + 1; number <= _newest; number++)
            {
                entries.Add(_recent[number % Held]!);
            }

            return true;
        }
    }
}

/// <summary>The feeds of the turns that run or are read on this node.</summary>
internal sealed class FeedHub : IDisposable
{
    /// <summary>The topic of <see cref="Signals"/> on which commits of the log are told; the key is a turn's id.</summary>
    public const string Topic = "log";

    private readonly Dictionary<TurnId, TurnFeed> _feeds = [];
    private readonly Lock _gate = new();
    private readonly IDisposable _subscription;
    private readonly CancellationTokenSource _closing = new();
    private volatile bool _isClosed;

    public FeedHub(Signals signals) => _subscription = signals.Subscribe(Topic, Wake);

    /// <summary>True once this node sends its readers away, to go on elsewhere or after its next start.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Cancelled when it does.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>Ends all reading: each reader gets what is there, and its stream ends.</summary>
    public void Close()
    {
        _isClosed = true;
        _closing.Cancel();
        Wake("");
    }

    /// <summary>Gets the feed of a turn and keeps it until <see cref="Leave"/>.</summary>
    public TurnFeed Join(TurnId turn)
    {
        lock (_gate)
        {
            if (!_feeds.TryGetValue(turn, out var feed))
            {
                _feeds[turn] = feed = new();
            }

            feed.Readers++;
            return feed;
        }
    }

    /// <returns>The feed of a turn that runs here; null when it does not.</returns>
    public TurnFeed? Live(TurnId turn)
    {
        lock (_gate)
        {
            return _feeds.TryGetValue(turn, out var feed) && feed.IsLive ? feed : null;
        }
    }

    public void Leave(TurnId turn, TurnFeed feed)
    {
        lock (_gate)
        {
            if (--feed.Readers == 0)
            {
                _feeds.Remove(turn);
            }
        }
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _closing.Dispose();
    }

    private void Wake(string key)
    {
        TurnFeed[] feeds;
        lock (_gate)
        {
            // A run here tells its readers itself, a moment later: woken now they would find nothing.
            feeds = key.Length == 0 ? [.. _feeds.Values]
                : _feeds.TryGetValue(new(key), out var feed) && !feed.IsLive ? [feed]
                : [];
        }

        foreach (var feed in feeds)
        {
            feed.Pulse();
        }
    }
}
