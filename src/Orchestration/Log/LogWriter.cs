using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>
/// The node's one writer of logs. Events of all runs go in group commits: at once when none is under way, together with the others
/// when one is. An event is shown only after its commit. Under load commits keep a distance, in which events gather: each costs the same
/// however many it takes.
/// </summary>
internal sealed class LogWriter(
    TenantDatabase database, SystemDatabase system, LogBatches batches, TimeProvider time, IOptions<RunOptions> options, ILogger<LogWriter> logger) : BackgroundService
{
    private const int MostRunsInACommit = 2048;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    // A run is in the channel at most once, so it holds no more than there are runs.
    private readonly Channel<RunLog> _dirty = Channel.CreateUnbounded<RunLog>(new() { SingleReader = true });

    /// <inheritdoc cref="LogBatches.Gathers"/>
    public bool Gathers => batches.Gathers;

    /// <summary>Tells the writer that a run has something to commit.</summary>
    public void Wake(RunLog run) => _dirty.Writer.TryWrite(run);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await WriteAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops; its runs were handed over before.
        }
    }

    private async Task WriteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<DrainedRun>();
        var unresolved = new List<DrainedRun>();
        var pause = FirstPause;
        var pace = new CommitPace(options.Value.CommitDistance, time);
        while (unresolved.Count > 0 || await _dirty.Reader.WaitToReadAsync(stoppingToken))
        {
            await pace.WaitAsync(stoppingToken);
            batch.Clear();
            batch.AddRange(unresolved);
            while (batch.Count < MostRunsInACommit && _dirty.Reader.TryRead(out var run))
            {
                if (run.Drain() is { } drained && !unresolved.Contains(drained))
                {
                    batch.Add(drained);
                }
            }

            unresolved.Clear();
            if (batch.Count == 0)
            {
                continue;
            }

            await CommitAsync(batch, unresolved);
            pace.Committed(batch.Sum(drained => drained.Rows));
            if (unresolved.Count > 0)
            {
                await Task.Delay(pause, time, stoppingToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            else
            {
                pause = FirstPause;
            }
        }
    }

    private async Task CommitAsync(List<DrainedRun> batch, List<DrainedRun> unresolved)
    {
        var started = time.GetTimestamp();
        var tenants = batch.GroupBy(drained => drained.Run.Tenant).Select(group => new LogBlock(group.Key, [.. group], batches, system.IsShared)).ToList();
        IReadOnlyList<Exception?> failures;
        try
        {
            // Not the host's token: a commit under way is always seen through, so that its fate is known.
            failures = await database.WriteGroupAsync(
                [.. tenants.Select(block => new TenantWrite(block.Tenant, block.WriteAsync))], Durability.Process, CancellationToken.None);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            failures = [.. tenants.Select(_ => failure)];
        }

        LogMetrics.Committed(tenants.Sum(block => block.Rows), time.GetElapsedTime(started));
        for (var i = 0; i < tenants.Count; i++)
        {
            if (failures[i] is { } failure)
            {
                logger.LogCommitFailed(tenants[i].Runs.Count, failure);
                unresolved.AddRange(tenants[i].Runs.Where(drained => !drained.Run.IsClosed));
            }
            else
            {
                await ResolveAsync(tenants[i], unresolved);
            }
        }
    }

    private async Task ResolveAsync(LogBlock block, List<DrainedRun> unresolved)
    {
        foreach (var drained in block.Runs)
        {
            if (drained.Run.IsClosed)
            {
                // It was stopped meanwhile; who takes it over reads what the log holds.
                continue;
            }

            if (!block.Refused.Contains(drained.Run))
            {
                Committed(drained);
                continue;
            }

            // No row went in: either the turn has a new holder, or an earlier commit whose answer was lost had put it there.
            try
            {
                if (await HoldsAsync(drained.Run) && await StandsAsync(drained))
                {
                    Committed(drained);
                }
                else
                {
                    logger.LeaseLost(drained.Run.Turn.Value);
                    drained.Run.Lose();
                }
            }
            catch (StorageUnavailableException)
            {
                unresolved.Add(drained);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // This writer serves every run of the node. One that cannot be told is given up; its next run reads what the log holds.
                logger.LogFateUnknown(drained.Run.Turn.Value, failure);
                drained.Run.Lose();
            }
        }
    }

    private void Committed(DrainedRun drained)
    {
        if (drained.IsRow)
        {
            batches.Settled(drained.Run.Turn);
        }

        drained.Run.Committed();
    }

    private async Task<bool> HoldsAsync(RunLog run)
    {
        await using var connection = await system.OpenAsync();
        return await connection.ScalarAsync<long>(
            "SELECT count(*) FROM sys_runs WHERE turn_id = @turn AND fence = @fence AND state = 'running'",
            new { turn = run.Turn.Value, fence = run.Fence }) == 1;
    }

    /// <summary>Whether the log holds these very events; what it does not hold must not be shown.</summary>
    private async Task<bool> StandsAsync(DrainedRun drained)
    {
        if (drained is not { Piece: { } piece, IsRow: true })
        {
            return true;
        }

        await using var connection = await database.OpenAsync(new(drained.Run.Tenant));
        var stored = await connection.ScalarAsync<byte[]>(
            "SELECT payload FROM turn_events WHERE tenant_id = @tenant AND turn_id = @turn AND seq = @seq",
            new { turn = piece.Turn.Value, seq = piece.Last });
        var events = drained.Run.Events;
        return stored is not null
            && TurnSeal.OpenRow(events, piece.Last, stored).AsSpan().SequenceEqual(TurnSeal.OpenRow(events, piece.Last, piece.Payload));
    }
}
