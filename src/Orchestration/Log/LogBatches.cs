using System.Collections.Concurrent;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>
/// Where the newest events of runs are kept until they are worth a row of their own: a few rows for what a commit has of all streams. Only where
/// this process alone serves the database, as it alone knows which of them still count.
/// </summary>
internal sealed class LogBatches(TenantDatabase database, SystemDatabase system, TimeProvider time) : IDisposable
{
    private const int BatchesAtOnce = 512;

    // As much as one page of the database holds: of a longer row, what is deleted would stay behind on pages that are free.
    private const int LargestRow = 3_800;

    // A stream of ten tokens a second has its row before.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private const string Insert = "INSERT INTO sys_log_batches (id, tenant_id, payload) VALUES (@id, @tenant, @payload)";

    // What a row has already, and what belongs to a turn that has ended or is gone, stays behind.
    private const string InsertKept =
        """
        INSERT INTO turn_events (tenant_id, turn_id, seq, payload) SELECT @tenant, given.turn, given.seq, given.payload FROM {rows}
        WHERE EXISTS (SELECT 1 FROM sys_runs WHERE turn_id = given.turn AND tenant_id = @tenant AND state IN ('running', 'waiting'))
            AND NOT EXISTS (SELECT 1 FROM turn_events AS kept WHERE kept.tenant_id = @tenant AND kept.turn_id = given.turn AND kept.seq >= given.seq)
        ON CONFLICT DO NOTHING RETURNING turn_id
        """;

    private static readonly string[] KeptColumns = ["turn", "seq", "payload"];

    private readonly ConcurrentDictionary<TurnId, Open> _open = new();
    private readonly SemaphoreSlim _settling = new(1);
    private long _last = -1;
    private long _cut;

    /// <summary>Whether logs gather here; false where others serve the database too, and read each other's rows.</summary>
    public bool Gathers => !system.IsShared;

    /// <summary>Adds what a commit has of a tenant's runs, within that commit.</summary>
    public async Task WriteAsync(TenantConnection connection, IReadOnlyCollection<(RunLog Run, LogPiece Piece)> pieces)
    {
        if (pieces.Count == 0)
        {
            return;
        }

        // Commits come one after the other.
        var last = Volatile.Read(ref _last);
        var id = 1 + (last >= 0 ? last : await connection.ScalarAsync<long>("SELECT coalesce(max(id), 0) FROM sys_log_batches"));
        var rows = Rows(pieces.Select(item => item.Piece));
        var (newest, now) = (id + rows.Count - 1, time.GetTimestamp());
        foreach (var (run, _) in pieces)
        {
            _open[run.Turn] = _open.TryGetValue(run.Turn, out var open) ? open with { Run = run, Last = newest } : new(run, id, newest, now);
        }

        // After the turns are known: who cuts looks the other way round.
        Volatile.Write(ref _last, newest);
        foreach (var row in rows)
        {
            await connection.ExecuteAsync(Insert, new { id = id++, payload = LogPiece.Join(row) });
        }
    }

    /// <summary>All that is here of a turn is in a row of its own now, or counts no longer.</summary>
    public void Settled(TurnId turn) => _open.TryRemove(turn, out _);

    /// <summary>Gives a turn that changes hands its rows; whoever wrote them can add nothing any more.</summary>
    public async Task SettleAsync(TurnId turn, CancellationToken cancellationToken)
    {
        if (_open.ContainsKey(turn))
        {
            await _settling.WaitAsync(cancellationToken);
            try
            {
                if (_open.TryGetValue(turn, out var open))
                {
                    await SettleAsync([new(turn, open)], open.Run.Tenant.Value, cancellationToken);
                }
            }
            finally
            {
                _settling.Release();
            }
        }
    }

    private async Task SettleAsync(List<KeyValuePair<TurnId, Open>> turns, string? tenant, CancellationToken cancellationToken)
    {
        var of = turns.Select(turn => turn.Key).ToHashSet();
        var read = await KeepAsync(turns.Min(turn => turn.Value.First), tenant, piece => of.Contains(piece.Turn), cancellationToken);

        // What came meanwhile is another entry, and what was not yet committed was not read.
        foreach (var turn in turns.Where(turn => turn.Value.Last <= read))
        {
            _open.TryRemove(turn);
        }
    }

    /// <summary>Gives every turn its rows that a process has left here: before the first run.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        if (Gathers)
        {
            var last = await KeepAsync(0, null, _ => true, cancellationToken);
            await CutAsync(last + 1, cancellationToken);
        }
    }

    /// <summary>Has what waited long put into rows, and removes what nobody needs any more.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var (low, left) = (Volatile.Read(ref _last) + 1, new List<KeyValuePair<TurnId, Open>>());
        foreach (var turn in _open)
        {
            low = Math.Min(low, turn.Value.First);
            if (time.GetElapsedTime(turn.Value.Since) >= LongestWait && !turn.Value.Run.TryPutDown())
            {
                left.Add(turn);
            }
        }

        if (left.Count > 0)
        {
            await SettleAsync(left, null, cancellationToken);
        }

        if (low > _cut)
        {
            await CutAsync(low, cancellationToken);
            _cut = low;
        }
    }

    /// <summary>Within an erasure: blanks what is here of these turns.</summary>
    public static async Task EraseAsync(TenantConnection connection, IReadOnlyCollection<string> turns)
    {
        var erased = turns.ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        for (var after = -1L; ;)
        {
            var batches = await connection.QueryAsync<ErasedRow>(
                """
                SELECT id AS "Id", payload AS "Payload" FROM sys_log_batches WHERE tenant_id = @tenant AND id > @after ORDER BY id LIMIT @most
                """,
                new { after, most = (long)BatchesAtOnce });
            foreach (var batch in batches.Where(batch => LogPiece.Blank(batch.Payload, erased)))
            {
                await connection.ExecuteAsync(
                    "UPDATE sys_log_batches SET payload = @Payload WHERE tenant_id = @tenant AND id = @Id", new { batch.Payload, batch.Id });
            }

            if (batches.Count < BatchesAtOnce)
            {
                return;
            }

            after = batches[^1].Id;
        }
    }

    /// <param name="tenant">Null for the batches of all.</param>
    /// <returns>The number of the newest batch; when there is none, of the one before.</returns>
    private async Task<long> KeepAsync(long from, string? tenant, Predicate<LogPiece> counts, CancellationToken cancellationToken)
    {
        for (var next = from; ;)
        {
            IReadOnlyList<BatchRow> batches;
            await using (var connection = await system.OpenAsync(cancellationToken))
            {
                batches = await connection.QueryAsync<BatchRow>(
                    """
                    SELECT id AS "Id", tenant_id AS "TenantId", payload AS "Payload" FROM sys_log_batches
                    WHERE id >= @next AND tenant_id = coalesce(@of, tenant_id) ORDER BY id LIMIT @most
                    """,
                    new { next, of = tenant, most = (long)BatchesAtOnce });
            }

            foreach (var ofTenant in batches.GroupBy(batch => batch.TenantId))
            {
                object?[][] rows =
                [
                    .. from batch in ofTenant
                       from piece in LogPiece.Split(batch.Payload)
                       where counts(piece)
                       select new object?[] { piece.Turn.Value, piece.Last, piece.Payload },
                ];
                if (rows.Length > 0)
                {
                    await database.WriteAsync(
                        new(new(ofTenant.Key)), connection => connection.QueryManyAsync(InsertKept, KeptColumns, rows), Durability.Process, cancellationToken);
                }
            }

            if (batches.Count < BatchesAtOnce)
            {
                return batches.Count > 0 ? batches[^1].Id : Math.Max(0, next - 1);
            }

            next = batches[^1].Id + 1;
        }
    }

    public void Dispose() => _settling.Dispose();

    private static List<List<LogPiece>> Rows(IEnumerable<LogPiece> pieces)
    {
        var (rows, size) = (new List<List<LogPiece>>(), LargestRow);
        foreach (var piece in pieces)
        {
            if ((size += piece.Size) > LargestRow)
            {
                rows.Add([]);
                size = piece.Size;
            }

            rows[^1].Add(piece);
        }

        return rows;
    }

    private Task<int> CutAsync(long low, CancellationToken cancellationToken) =>
        system.WriteAsync(
            connection => connection.ExecuteAsync("DELETE FROM sys_log_batches WHERE id < @low", new { low }), Durability.Process, cancellationToken);

    /// <param name="First">The first batch with something of it.</param>
    /// <param name="Last">The last one, which may not be committed yet.</param>
    private sealed record Open(RunLog Run, long First, long Last, long Since);

    private sealed record ErasedRow(long Id, byte[] Payload);

    private sealed record BatchRow(long Id, string TenantId, byte[] Payload);
}
