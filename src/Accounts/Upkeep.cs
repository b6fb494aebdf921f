using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Parley.Accounts;

/// <summary>Lost reservations are charged at once and then, as key use and refused tokens are written down, once a minute; lapsed tokens are thrown away once an hour.</summary>
internal sealed class Upkeep(
    LedgerSweep sweep, KeyUse use, RefusedTokens refused, LapsedTokens lapsed, DatabaseLimits limits, TimeProvider time, ILogger<Upkeep> logger) : BackgroundService
{
    private const int RoundsPerHour = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(use.WriteDownAsync, cancellationToken);
        await TryAsync(refused.WriteDownAsync, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            // Who starts may be there because another died, and left calls that nobody ends.
            await TryAsync(sweep.SweepAsync, stoppingToken);
            for (var round = 0; await timer.WaitForNextTickAsync(stoppingToken); round = (round + 1) % RoundsPerHour)
            {
                await TryAsync(sweep.SweepAsync, stoppingToken);
                await TryAsync(use.WriteDownAsync, stoppingToken);
                await TryAsync(refused.WriteDownAsync, stoppingToken);
                if (round == 0)
                {
                    await TryAsync(lapsed.ThrowAwayAsync, stoppingToken);
                    await TryAsync(limits.ThrowAwayFullAsync, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.UpkeepFailed(Pause, exception);
        }
    }
}

/// <summary>Throws away what has lapsed and can prove nothing any more.</summary>
internal sealed class LapsedTokens(SystemDatabase database, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    public Task ThrowAwayAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(
            async connection =>
            {
                var args = new { before = (time.GetUtcNow() - Kept).ToUnixTimeMilliseconds() };
                await connection.ExecuteAsync("delete from sys_refresh_tokens where expires_at < @before", args);
                await connection.ExecuteAsync("delete from sys_sessions where expires_at < @before", args);
                await connection.ExecuteAsync("delete from sys_links where expires_at < @before", args);
                await connection.ExecuteAsync("delete from sys_signing_keys where verifies_until < @before", args);
                await connection.ExecuteAsync("delete from sys_api_keys where expires_at < @before", args);
                await connection.ExecuteAsync("delete from sys_sign_in_attempts where last_at < @before", args);
                return true;
            },
            Durability.Process,
            cancellationToken);
}
