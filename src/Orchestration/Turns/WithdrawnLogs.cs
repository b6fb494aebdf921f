using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>Takes what a guard has withdrawn out of the log of its turn, before the turn ends: from then on no reader finds it, wherever the log is read.</summary>
internal sealed class WithdrawnLogs(TenantDatabase database, LogReader log)
{
    /// <param name="stand">Of a log that nobody writes any more but the end.</param>
    /// <param name="show">Is told the log as it is now, for those who read it from memory.</param>
    /// <returns>How the log stands now.</returns>
    /// <exception cref="LeaseLostException">Another run holds the turn.</exception>
    public async Task<LogStand> BlankAsync(
        Turn turn, DataKey key, LogStand stand, Action<IReadOnlyList<LogEntry>> show, CancellationToken cancellationToken)
    {
        var entries = WithdrawnText.Blank(await log.ReadAsync(turn.Tenant, key, turn.Id, 0, cancellationToken));
        using var events = TurnSeal.Events(key, turn.Id);
        await database.WriteAsync(
            turn.Tenant,
            async connection =>
            {
                var held = await connection.ExecuteAsync(
                    "UPDATE sys_runs SET fence = @fence WHERE turn_id = @turn AND fence = @fence AND state = 'running'",
                    new { turn = turn.Id.Value, fence = stand.Fence });
                if (held == 0)
                {
                    throw new LeaseLostException(turn.Id);
                }

                connection.OverwriteDeleted();
                await connection.ExecuteAsync("DELETE FROM turn_events WHERE tenant_id = @tenant AND turn_id = @turn", new { turn = turn.Id.Value });
                await connection.ExecuteAsync(
                    "INSERT INTO turn_events (tenant_id, turn_id, seq, payload) VALUES (@tenant, @turn, @seq, @payload)",
                    new { turn = turn.Id.Value, seq = stand.Newest, payload = TurnSeal.Row(events, [.. entries]) });
                await LogBatches.EraseAsync(connection, [turn.Id.Value]);
            },
            Durability.Full,
            cancellationToken);
        show(entries);
        return stand with { Tail = [] };
    }
}
