using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Parley.Accounts;

/// <summary>Gives back what this node holds of idle buckets, once a second, and of all when it stops.</summary>
internal sealed class TokenReturns(TokenBuckets buckets, TimeProvider time, ILogger<TokenReturns> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(TimeSpan.Zero, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryAsync(TokenBuckets.Kept, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task TryAsync(TimeSpan unusedFor, CancellationToken cancellationToken)
    {
        try
        {
            await buckets.GiveBackAsync(unusedFor, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // What is not given back comes again by itself: the bucket fills.
            logger.UpkeepFailed(Pause, exception);
        }
    }
}
