using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Storage;

namespace Parley.Sources.Store;

/// <summary>
/// Starts the runs that are due. Nodes share the work: whoever takes a source puts it off a little first, and the transaction that
/// enqueues its run puts it off to its next time. A node that dies in between loses nothing, and two nodes start one run.
/// </summary>
internal sealed class DueSources(
    SystemDatabase system, Starting starting, NodeRoles roles, IOptions<SourcesOptions> options, TimeProvider time, ILogger<DueSources> logger)
    : BackgroundService
{
    private const int AtOnce = 50;
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(2);

    /// <returns>How many runs were started.</returns>
    public async Task<int> StartDueAsync(CancellationToken cancellationToken)
    {
        var started = 0;
        while (await TakeAsync(cancellationToken) is { Count: > 0 } due)
        {
            foreach (var head in due)
            {
                try
                {
                    started += await starting.StartAsync(
                        new TenantScope(new(head.TenantId)), new SourceId(head.SourceId), null, asked: false, full: false, cancellationToken) is null ? 0 : 1;
                }
                catch (Exception exception) when (exception is not (OperationCanceledException or StorageUnavailableException))
                {
                    // One that cannot be started is not to keep the others from it; it was put off a little, and is tried again then.
                    logger.NotStarted(head.SourceId, exception);
                }
            }
        }

        return started;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!roles.Worker)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.Value.LookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await StartDueAsync(stoppingToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    logger.LookFailed(options.Value.LookEvery, exception);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private Task<IReadOnlyList<Head>> TakeAsync(CancellationToken cancellationToken) => system.WriteAsync(
        connection => connection.QueryAsync<Head>(
            """
            UPDATE sys_sources SET due_at = @again
            WHERE source_id IN (SELECT source_id FROM sys_sources WHERE due_at <= @now ORDER BY due_at LIMIT @limit {for_update} {skip_locked})
            RETURNING source_id AS SourceId, tenant_id AS TenantId
            """,
            new
            {
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                again = (time.GetUtcNow() + Again).ToUnixTimeMilliseconds(),
                limit = (long)AtOnce,
            }),
        Durability.Process,
        cancellationToken);

    private sealed record Head(string SourceId, string TenantId);
}
