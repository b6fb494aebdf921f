using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Parley.Models;

/// <summary>
/// Parts the limits of deployments among the nodes that call them: looks after the shares of this one, from the first call on that needs
/// one.
/// </summary>
internal sealed class NodeShares(SystemDatabase system, Signals signals, TimeProvider time, ILogger<NodeShares> logger)
    : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookAtMostEvery = TimeSpan.FromMilliseconds(250);

    private readonly ShareTable _table = new(system, time, Lease);
    private readonly ConcurrentDictionary<(TenantId Tenant, string Deployment), WeakReference<LimitShare>> _shares = new();
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private Task _looking = Task.CompletedTask;
    private int _looks;

    /// <returns>Null where this is the only node: then all limits are its own. Who has it keeps it: it is looked after for as long.</returns>
    public LimitShare? Of(TenantId tenant, string deployment)
    {
        if (!system.IsShared)
        {
            return null;
        }

        lock (_gate)
        {
            if (_shares.TryGetValue((tenant, deployment), out var kept) && kept.TryGetTarget(out var share))
            {
                return share;
            }

            share = new(time, Wake);
            _shares[(tenant, deployment)] = new(share);
            return share;
        }
    }

    /// <summary>All calls have ended: gives everything back, so that the others and who comes next need not wait for the leases.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        Volatile.Write(ref _looks, 1);
        await _looking.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            foreach (var ((tenant, deployment), kept) in _shares)
            {
                // What is in use all the same lapses with its lease.
                if (!kept.TryGetTarget(out var share) || (share.IsWanted && share.Drop()))
                {
                    await _table.LeaveAsync(tenant, deployment, cancellationToken);
                }
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.SharesNotGivenBack(Lease.TotalSeconds, failure);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stop.Cancel();

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }

        if (Interlocked.Exchange(ref _looks, 1) == 0)
        {
            _looking = Task.Run(() => LookAfterAsync(_stop.Token));
        }
    }

    private async Task LookAfterAsync(CancellationToken cancellationToken)
    {
        using var news = signals.Subscribe(ShareTable.Topic, _ => Wake());
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                foreach (var (of, kept) in _shares)
                {
                    await LookAtAsync(of, kept, cancellationToken);
                }
            }
            catch (Exception failure) when (failure is not (OutOfMemoryException or OperationCanceledException))
            {
                // What is held lapses by itself, here as there.
                logger.SharesFailed(LookEvery.TotalSeconds, failure);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(LookAtMostEvery, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(_wake.WaitAsync(enough.Token), Task.Delay(LookEvery, time, enough.Token));
            await enough.CancelAsync();
        }
    }

    private async Task LookAtAsync((TenantId Tenant, string Deployment) of, WeakReference<LimitShare> kept, CancellationToken cancellationToken)
    {
        if (!kept.TryGetTarget(out var share))
        {
            await _table.LeaveAsync(of.Tenant, of.Deployment, cancellationToken);
            _shares.TryRemove(new(of, kept));
        }
        else if (share.IsWanted)
        {
            await _table.PartAsync(of.Tenant, of.Deployment, share, cancellationToken);
        }
    }
}
