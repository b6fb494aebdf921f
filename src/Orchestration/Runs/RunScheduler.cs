using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>
/// Looks after the runs of this node: starts what was accepted here, takes over what lapsed anywhere, renews leases, passes cancels on,
/// and hands over when the node stops.
/// </summary>
internal sealed class RunScheduler(
    RunStore store, TurnStore turns, LogBatches batches, RunWorker worker, WaitingTurns waiting, SystemDatabase system, NodeIdentity node, Signals signals, FeedHub feeds,
    IOptions<RunOptions> options, TimeProvider time, ILogger<RunScheduler> logger) : BackgroundService, IHostedLifecycleService
{
    private const int MostClaimedAtOnce = 32;
    private static readonly TimeSpan LongestHandOver = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<TurnId, ActiveRun> _active = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private Task _drained = Task.CompletedTask;
    private bool _stopping;

    /// <summary>Who holds a run that is accepted now: this node, or nobody when it has no room or stops.</summary>
    public string? Owner => !Volatile.Read(ref _stopping) && _active.Count < options.Value.MostAtOnce ? node.Id : null;

    /// <summary>The runs that this node holds.</summary>
    public int Count => _active.Count;

    public TimeSpan Lease => TimeSpan.FromSeconds(options.Value.LeaseSeconds);

    public TimeSpan TimeLimit => TimeSpan.FromSeconds(options.Value.TimeLimitSeconds);

    /// <summary>Starts a run that this node holds; no queue lies in between.</summary>
    public void Start(HeldRun held)
    {
        var active = new ActiveRun(held, time);
        _active.AddOrUpdate(held.Turn, active, (_, older) =>
        {
            // The claim has fenced it out already; this only tells it sooner.
            older.Stop(StopReason.LeaseLost);
            return active;
        });

        // Before its sender looks for it.
        var feed = worker.Announce(held);

        // Where nothing is shown before the end, whoever sent it has nothing to do meanwhile: its own thread goes as far as the first wait.
        _ = held.IsUnwatched ? RunAsync() : Task.Run(RunAsync);

        async Task RunAsync()
        {
            try
            {
                await worker.RunAsync(active, feed);
            }
            finally
            {
                _active.TryRemove(new(held.Turn, active));
                active.Dispose();
                active.End();
            }
        }
    }

    /// <summary>A turn was accepted here that nobody holds: whoever follows it is told where it stands, until a node has room.</summary>
    public void Await(TurnId turn, TenantScope tenant, SubjectId subject)
    {
        waiting.Add(turn, tenant, subject);
        Wake();
    }

    /// <summary>Tells the scheduler that a run without a holder is there.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!system.IsShared)
        {
            await batches.RecoverAsync(cancellationToken);
            await store.LapseAllAsync(cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var cancels = signals.Subscribe(RunStore.CancelTopic, Cancel);
        using var news = signals.Subscribe(RunStore.RunsTopic, _ => Wake());
        var renewed = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (time.GetElapsedTime(renewed) >= Lease / 3)
                {
                    renewed = time.GetTimestamp();
                    await RenewAsync(stoppingToken);
                }

                await PassCancelsOnAsync(stoppingToken);
                await ClaimAsync(stoppingToken);
                await waiting.TellAsync(stoppingToken);
                await PackLeftoversAsync(stoppingToken);
                await batches.SweepAsync(stoppingToken);
                await WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                logger.SchedulerFailed(Tick.TotalSeconds, failure);
                StopUnconfirmed();
                await WaitAsync(stoppingToken);
            }
        }
    }

    /// <summary>
    /// The server of requests stops first and waits for its readers, who wait for runs: so draining starts before all stopping, and after
    /// the host has gone on serving for as long as balancers were promised.
    /// </summary>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _drained = DrainAsync();
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!Volatile.Read(ref _stopping))
        {
            _drained = DrainAsync();
        }

        // A drain that a database which is away holds up must not hold up the stop: leases lapse by themselves.
        await _drained.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    /// <summary>Lets runs finish for a while, hands the others over, and then sends the readers away.</summary>
    private async Task DrainAsync()
    {
        Volatile.Write(ref _stopping, true);
        try
        {
            await Task.WhenAll(_active.Values.Select(run => run.Done)).WaitAsync(TimeSpan.FromSeconds(options.Value.DrainSeconds), time);
        }
        catch (TimeoutException)
        {
            logger.HandingOver(_active.Count);
        }

        foreach (var (_, run) in _active)
        {
            run.Stop(StopReason.HandedOver);
        }

        try
        {
            await Task.WhenAll(_active.Values.Select(run => run.Done)).WaitAsync(LongestHandOver, time);
        }
        catch (TimeoutException)
        {
            logger.NotHandedOver(_active.Count, LongestHandOver.TotalSeconds);
        }
        finally
        {
            feeds.Close();
        }
    }

    private async Task ClaimAsync(CancellationToken cancellationToken)
    {
        var room = options.Value.MostAtOnce - _active.Count;
        if (Volatile.Read(ref _stopping) || room <= 0)
        {
            return;
        }

        foreach (var held in await store.ClaimAsync(Lease, TimeLimit, Math.Min(room, MostClaimedAtOnce), cancellationToken))
        {
            logger.TakingOver(held.Turn.Value, held.Attempt);
            Start(held);
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var mine = _active.Values.ToList();
        if (mine.Count == 0)
        {
            return;
        }

        var asked = time.GetTimestamp();
        var held = (await store.RenewAsync(mine.Select(run => run.Held.Turn), Lease, cancellationToken)).ToDictionary(run => run.Turn);
        foreach (var run in mine)
        {
            if (held.TryGetValue(run.Held.Turn, out var renewed) && renewed.Fence == run.Held.Fence)
            {
                run.ConfirmedAt = asked;
            }
            else if (_active.TryGetValue(run.Held.Turn, out var still) && still == run)
            {
                // A run that just ended is no longer in the table either; stopping it then changes nothing.
                run.Stop(StopReason.LeaseLost);
            }
        }
    }

    /// <summary>While the database does not answer, a run may go on only for as long as its lease surely holds.</summary>
    private void StopUnconfirmed()
    {
        foreach (var (_, run) in _active)
        {
            if (time.GetElapsedTime(run.ConfirmedAt) >= Lease)
            {
                run.Stop(StopReason.LeaseLost);
            }
        }
    }

    private async Task PassCancelsOnAsync(CancellationToken cancellationToken)
    {
        if (_active.IsEmpty)
        {
            return;
        }

        foreach (var turn in await store.CancelRequestedAsync(cancellationToken))
        {
            Cancel(turn.Value);
        }
    }

    private async Task PackLeftoversAsync(CancellationToken cancellationToken)
    {
        foreach (var (turn, tenant) in await store.UnpackedAsync(MostClaimedAtOnce, cancellationToken))
        {
            try
            {
                await turns.PackAsync(new(tenant), turn, cancellationToken);
            }
            catch (Exception failure) when (failure is not (OutOfMemoryException or OperationCanceledException or StorageUnavailableException))
            {
                // One log that cannot be packed must not keep the others from it; it stays readable as it is.
                logger.PackingFailed(turn.Value, failure);
            }
        }
    }

    private void Cancel(string key)
    {
        if (key.Length > 0 && _active.TryGetValue(new(key), out var run))
        {
            run.Stop(StopReason.Cancelled);
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var tick = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pause = Task.Delay(Tick, time, tick.Token);
        var woken = _wake.WaitAsync(tick.Token);
        await Task.WhenAny(pause, woken);
        await tick.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
