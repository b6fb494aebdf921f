using System.Diagnostics;
using System.Runtime.CompilerServices;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>Reads the log of a turn: what is committed, then what comes, until the terminal event.</summary>
public sealed class LogReader
{
    /// <summary>After this long without an event a reader is handed an empty batch, so that it can show that it lives.</summary>
    public static TimeSpan Silence { get; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether this node stops, so that logs end here without their terminal event.</summary>
    public bool IsStopping => _feeds.IsClosed;

    private readonly TenantDatabase _database;
    private readonly Sealer _sealer;
    private readonly FeedHub _feeds;
    private readonly LogBatches _batches;
    private readonly TimeProvider _time;

    internal LogReader(TenantDatabase database, Sealer sealer, FeedHub feeds, LogBatches batches, TimeProvider time) =>
        (_database, _sealer, _feeds, _batches, _time) = (database, sealer, feeds, batches, time);

    /// <summary>Follows a turn that the caller was already found to own.</summary>
    /// <param name="after">The number of the last event that the reader has; 0 for none.</param>
    /// <returns>
    /// Batches in order; an empty one after a silence, and when the turn begins to wait. Ends after the terminal event, when the turn was
    /// erased, or when this node stops: whoever has no terminal event then comes again.
    /// </returns>
    public IAsyncEnumerable<IReadOnlyList<LogEntry>> FollowAsync(
        TenantScope tenant, SubjectId subject, TurnId turn, long after, CancellationToken cancellationToken) =>
        FollowAsync(tenant, subject, turn, after, takesEndAtOnce: false, cancellationToken);

    private async IAsyncEnumerable<IReadOnlyList<LogEntry>> FollowAsync(
        TenantScope tenant, SubjectId subject, TurnId turn, long after, bool takesEndAtOnce, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var key = await _sealer.KeyAsync(tenant.Id, subject.Value, cancellationToken);
        var feed = _feeds.Join(turn);
        try
        {
            using var follower = new TurnFollower(feed, Silence, _time, cancellationToken) { TakesEndAtOnce = takesEndAtOnce };
            var batch = new List<LogEntry>();
            var isPulsed = false;
            while (true)
            {
                follower.Look();
                batch.Clear();
                var state = TurnLife.Running;
                if (!feed.TryRead(after, batch, follower))
                {
                    state = await ReadRowsAsync(tenant, key, turn, feed.IsLive, after, batch, cancellationToken);
                }

                if (batch.Count > 0)
                {
                    isPulsed = false;
                    after = batch[^1].Number;
                    var isLast = batch[^1].IsTerminal;
                    if (isLast)
                    {
                        // Before it is shown: readers stop at the end and do not come back.
                        TurnTags.Put(Activity.Current, turn, batch[^1]);
                    }

                    yield return batch;
                    if (isLast)
                    {
                        yield break;
                    }

                    continue;
                }

                if (state == TurnLife.Over || _feeds.IsClosed)
                {
                    yield break;
                }

                if (isPulsed && state == TurnLife.Waiting)
                {
                    yield return batch;
                }

                isPulsed = await follower.ComesAsync();
                if (!isPulsed)
                {
                    yield return batch;
                }
            }
        }
        finally
        {
            _feeds.Leave(turn, feed);
        }
    }

    /// <summary>Waits until a turn ends, or waits for an approval. Where the turn ends on this node its caller may go on on the run's thread: it must not block.</summary>
    /// <returns>The terminal event, or the last <c>approval.required</c>; null when the turn was erased.</returns>
    /// <exception cref="RefusedException">503: this node stops; the turn goes on elsewhere or after its next start.</exception>
    public Task<LogEntry?> WaitForEndAsync(TenantScope tenant, SubjectId subject, TurnId turn, CancellationToken cancellationToken) =>
        WaitForEndAsync(tenant, subject, turn, hear: null, cancellationToken);

    /// <inheritdoc cref="WaitForEndAsync(TenantScope, SubjectId, TurnId, CancellationToken)"/>
    /// <param name="hear">Is told every event on the way, in order.</param>
    public async Task<LogEntry?> WaitForEndAsync(
        TenantScope tenant, SubjectId subject, TurnId turn, Action<LogEntry>? hear, CancellationToken cancellationToken)
    {
        LogEntry? approval = null;
        await foreach (var batch in FollowAsync(tenant, subject, turn, 0, takesEndAtOnce: true, cancellationToken))
        {
            foreach (var entry in batch)
            {
                hear?.Invoke(entry);
                approval = entry.Name == "approval.required" ? entry : approval;
                if (entry.IsTerminal)
                {
                    return entry;
                }
            }

            if (approval is not null && await WaitsAsync(tenant, turn, cancellationToken))
            {
                return approval;
            }
        }

        return !_feeds.IsClosed ? null : throw new RefusedException(new(
            503, "stopping", "The server stops. The turn is kept and goes on; send the same request again to join it.")
        {
            RetryAfter = TimeSpan.FromSeconds(2),
        });
    }

    private async Task<bool> WaitsAsync(TenantScope tenant, TurnId turn, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenAsync(tenant, cancellationToken);
        return await connection.ScalarAsync<string>(
            "SELECT state FROM turns WHERE tenant_id = @tenant AND id = @turn", new { turn = turn.Value }) == "waiting";
    }

    /// <summary>All that is committed right now after a number.</summary>
    internal async Task<IReadOnlyList<LogEntry>> ReadAsync(
        TenantScope tenant, DataKey key, TurnId turn, long after, CancellationToken cancellationToken)
    {
        var entries = new List<LogEntry>();
        while (true)
        {
            var live = _feeds.Live(turn);
            var life = await ReadRowsAsync(tenant, key, turn, live is not null, after, entries, cancellationToken);
            after = entries is [.., var newest] ? newest.Number : after;
            if (live is null || life == TurnLife.Over || live.TryRead(after, entries))
            {
                return entries;
            }
        }
    }

    /// <param name="isLive">Whether the newest events are in memory here, and are read from there.</param>
    private async Task<TurnLife> ReadRowsAsync(
        TenantScope tenant, DataKey key, TurnId turn, bool isLive, long after, List<LogEntry> entries, CancellationToken cancellationToken)
    {
        if (!isLive)
        {
            await _batches.SettleAsync(turn, cancellationToken);
        }

        await using var connection = await _database.OpenAsync(tenant, cancellationToken);
        var before = entries.Count;
        var life = await ReadRowsAsync(connection, key, turn, after, entries);

        // A log that was packed between two of the queries stood in neither place. Now it does.
        return entries.Count == before || (life == TurnLife.Over && !entries[^1].IsTerminal)
            ? await ReadRowsAsync(connection, key, turn, entries is [.., var newest] ? newest.Number : after, entries)
            : life;
    }

    private static async Task<TurnLife> ReadRowsAsync(TenantConnection connection, DataKey key, TurnId turn, long after, List<LogEntry> entries)
    {
        var state = await connection.ScalarAsync<string>(
            "SELECT state FROM turns WHERE tenant_id = @tenant AND id = @turn", new { turn = turn.Value });
        if (state is null)
        {
            return TurnLife.Over;
        }

        var life = state switch { "running" => TurnLife.Running, "waiting" => TurnLife.Waiting, _ => TurnLife.Over };
        var packed = life == TurnLife.Over
            ? await connection.ScalarAsync<byte[]>(
                "SELECT payload FROM turn_logs WHERE tenant_id = @tenant AND turn_id = @turn", new { turn = turn.Value })
            : null;
        if (packed is not null)
        {
            LogCodec.Unpack(TurnSeal.OpenLog(key, turn, packed), after, entries);
            return life;
        }

        var rows = await connection.QueryAsync<EventRow>(
            """
            SELECT seq AS "Seq", payload AS "Payload" FROM turn_events
            WHERE tenant_id = @tenant AND turn_id = @turn AND seq > @after ORDER BY seq
            """,
            new { turn = turn.Value, after });
        using var events = TurnSeal.Events(key, turn);
        foreach (var row in rows)
        {
            // A row may begin with what the rows before have too; one that begins later than the next event waits for a row that has it.
            if (LogCodec.UnpackRow(TurnSeal.OpenRow(events, row.Seq, row.Payload), row.Seq, after, entries))
            {
                after = row.Seq;
            }
        }

        return life;
    }

    private enum TurnLife
    {
        Running,
        Waiting,

        /// <summary>It has ended or is gone: nothing more will come.</summary>
        Over,
    }

    private sealed record EventRow(long Seq, byte[] Payload);
}
