using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Knowledge.Embeddings;

namespace Parley.Knowledge.Indexing;

/// <summary>Looks when the server starts for documents that have to be indexed anew, folds what a stop has left waiting, and has embedded what waits for a vector.</summary>
internal sealed class KnowledgeUpkeep(IInstalledTenants tenants, Reindexing reindexing, Folding folding, EmbeddingChange embedding, ILogger<KnowledgeUpkeep> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var tenant in await tenants.AllAsync(stoppingToken))
            {
                await LookAsync(tenant, stoppingToken);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.ReindexingNotAsked(exception);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    // What is wrong with one tenant's documents keeps no other's back.
    internal async Task LookAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        try
        {
            await reindexing.AskAsync(tenant, cancellationToken);
            await folding.FoldAllAsync(tenant, cancellationToken);
            await embedding.AskForAllAsync(tenant, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.ReindexingNotAsked(exception);
        }
    }
}
