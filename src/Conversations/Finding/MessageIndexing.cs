using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Parley.Conversations;

/// <summary>Keeps the index in shape behind the scenes: has older messages indexed when the server starts, and folds what was written.</summary>
internal sealed class MessageIndexing(IInstalledTenants tenants, OldMessages old, IndexFolding folding, ILogger<MessageIndexing> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await TryAsync(AskForOldAsync, stoppingToken);
            await foreach (var (tenant, subject) in folding.Asked.ReadAllAsync(stoppingToken))
            {
                await TryAsync(cancellationToken => folding.FoldAsync(new(tenant), subject, cancellationToken), stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task AskForOldAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in await tenants.AllAsync(cancellationToken))
        {
            await old.AskAsync(tenant, cancellationToken);
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
            logger.IndexingFailed(exception);
        }
    }
}
