using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Parley.Knowledge.Indexing;

/// <summary>Looks when the server starts for documents that have to be indexed anew, and folds what a stop has left waiting.</summary>
internal sealed class KnowledgeUpkeep(IInstalledTenants tenants, Reindexing reindexing, Folding folding, ILogger<KnowledgeUpkeep> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var tenant in await tenants.AllAsync(stoppingToken))
            {
                await reindexing.AskAsync(tenant, stoppingToken);
                await folding.FoldAllAsync(tenant, stoppingToken);
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
