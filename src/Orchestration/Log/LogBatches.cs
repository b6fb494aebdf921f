using System.Collections.Concurrent;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>
/// Where the newest events of runs are kept until they are worth a row of their own: a few rows for what a commit has of all streams. Only where
/// this process alone serves the database, as it alone knows which of them still count.
/// </summary>
internal sealed class LogBatches(TenantDatabase database, SystemDatabase system, TimeProvider time)
{
    private const int BatchesAtOnce = 64;

    // Few rows, and yet none that is a large object to the collector.
    private const int PiecesInARow = 128;

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
        var now = time.GetTimestamp();
        foreach (var (run, _) in pieces)
        {
            _open.TryAdd(run.Turn, new(run, id, now));
        }

        // After the turns are known: who cuts looks the other way round.
        var rows = pieces.Select(item => item.Piece).Chunk(PiecesInARow).ToList();
        Volatile.Write(ref _last, id + rows.Count - 1);
        foreach (var (place, row) in rows.Index())
        {
            await connection.ExecuteAsync(Insert, new { id = id + place, payload = LogPiece.Join(row) });
        }
    }

    /// <summary>All that is here of a turn is in a row of its own now, or counts no longer.</summary>
    public void Settled(TurnId turn) => _open.TryRemove(turn, out _);

    /// <summary>Gives a turn that changes hands its rows; whoever wrote them can add nothing any more.</summary>
    public async Task SettleAsync(TurnId turn, CancellationToken cancellationToken)
    {
        if (_open.TryGetValue(turn, out var open))
        {
            await KeepAsync(open.First, piece => piece.Turn == turn, cancellationToken);
            _open.TryRemove(new(turn, open));
        }
    }

    /// <summary>Gives every turn its rows that a process has left here: before the first run.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        if (Gathers)
        {
            var last = await KeepAsync(0, _ => true, cancellationToken);
            await CutAsync(last + 1, cancellationToken);
        }
    }

    /// <summary>Has what waited long put into rows, and removes what nobody needs any more.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var low = Volatile.Read(ref _last) + 1;
        foreach (var (turn, open) in _open)
        {
            low = Math.Min(low, open.First);
            if (time.GetElapsedTime(open.Since) < LongestWait)
            {
                continue;
            }

            if (!open.Run.TryPutDown())
            {
                await SettleAsync(turn, cancellationToken);
            }
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
        foreach (var id in await connection.QueryAsync<long>("SELECT id FROM sys_log_batches WHERE tenant_id = @tenant ORDER BY id"))
        {
            var payload = (await connection.ScalarAsync<byte[]>("SELECT payload FROM sys_log_batches WHERE tenant_id = @tenant AND id = @id", new { id }))!;
            var erased = LogPiece.Split(payload).Where(item => turns.Contains(item.Piece.Turn.Value)).ToList();
            if (erased.Count > 0)
            {
                erased.ForEach(item => payload.AsSpan(item.At, item.Piece.Payload.Length).Clear());
                await connection.ExecuteAsync("UPDATE sys_log_batches SET payload = @payload WHERE tenant_id = @tenant AND id = @id", new { id, payload });
            }
        }
    }

    /// <returns>The number of the newest batch; 0 when there is none.</returns>
    private async Task<long> KeepAsync(long from, Predicate<LogPiece> counts, CancellationToken cancellationToken)
    {
        for (var next = from; ;)
        {
            IReadOnlyList<BatchRow> batches;
            await using (var connection = await system.OpenAsync(cancellationToken))
            {
                batches = await connection.QueryAsync<BatchRow>(
                    """
                    SELECT id AS "Id", tenant_id AS "TenantId", payload AS "Payload" FROM sys_log_batches WHERE id >= @next ORDER BY id LIMIT @most
                    """,
                    new { next, most = (long)BatchesAtOnce });
            }

            foreach (var ofTenant in batches.GroupBy(batch => batch.TenantId))
            {
                object?[][] rows =
                [
                    .. from batch in ofTenant
                       from item in LogPiece.Split(batch.Payload)
                       where counts(item.Piece)
                       select new object?[] { item.Piece.Turn.Value, item.Piece.Last, item.Piece.Payload },
                ];
                await database.WriteAsync(
                    new(new(ofTenant.Key)), connection => connection.QueryManyAsync(InsertKept, KeptColumns, rows), Durability.Process, cancellationToken);
            }

            if (batches.Count < BatchesAtOnce)
            {
                return batches.Count > 0 ? batches[^1].Id : Math.Max(0, next - 1);
            }

            next = batches[^1].Id + 1;
        }
    }

    private Task<int> CutAsync(long low, CancellationToken cancellationToken) =>
        system.WriteAsync(
            connection => connection.ExecuteAsync("DELETE FROM sys_log_batches WHERE id < @low", new { low }), Durability.Process, cancellationToken);

    /// <param name="First">The first batch with something of it.</param>
    private sealed record Open(RunLog Run, long First, long Since);

    private sealed record BatchRow(long Id, string TenantId, byte[] Payload);
}
