using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Parley.Models;

/// <summary>
/// Parts the limits of deployments among the nodes that call them: looks after the shares of this one, from the first call on that needs
/// one.
/// </summary>
internal sealed class NodeShares(SystemDatabase system, Signals signals, TimeProvider time, ILogger<NodeShares> logger) : IDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookAtMostEvery = TimeSpan.FromMilliseconds(250);

    private readonly ShareTable _table = new(system, time, Lease);
    private readonly ConcurrentDictionary<(TenantId Tenant, string Deployment), LimitShare> _shares = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private int _looks;

    /// <returns>Null where this is the only node: then all limits are its own.</returns>
    public LimitShare? Of(TenantId tenant, string deployment) =>
        system.IsShared ? _shares.GetOrAdd((tenant, deployment), _ => new(time, Wake)) : null;

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
            _ = Task.Run(() => LookAfterAsync(_stop.Token));
        }
    }

    private async Task LookAfterAsync(CancellationToken cancellationToken)
    {
        using var news = signals.Subscribe(ShareTable.Topic, _ => Wake());
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                foreach (var ((tenant, deployment), share) in _shares)
                {
                    await (share.IsWanted ? _table.PartAsync(tenant, deployment, share, cancellationToken) : Task.CompletedTask);
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
}
