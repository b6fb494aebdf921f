using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Parley.Knowledge.Indexing;

/// <summary>Looks when the server starts for documents that have to be indexed anew.</summary>
internal sealed class KnowledgeUpkeep(IInstalledTenants tenants, Reindexing reindexing, ILogger<KnowledgeUpkeep> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var tenant in await tenants.AllAsync(stoppingToken))
            {
                await reindexing.AskAsync(tenant, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
        catch (Exception exception)
        {
            logger.ReindexingNotAsked(exception);
        }
    }
}
