using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Parley.Models;

/// <summary>
/// Clears away at the start and once an hour what nodes left that were killed. Who calls a deployment does so for it; nobody would for one
/// that was deleted meanwhile.
/// </summary>
internal sealed class ShareSweep(SystemDatabase system, TimeProvider time, ILogger<ShareSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Who is alone shares with nobody.
        if (!system.IsShared)
        {
            return;
        }

        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            do
            {
                await TryAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ShareTable.ClearAsync(system, cancellationToken);
        }
        catch (Exception failure) when (failure is not (OutOfMemoryException or OperationCanceledException))
        {
            logger.SharesNotCleared(Pause.TotalHours, failure);
        }
    }
}
