using Parley.Knowledge;
using Parley.Sources.Store;
using Parley.Storage;

namespace Parley.Sources.Running;

/// <summary>Deletes what a whole listing lacks.</summary>
internal sealed class Removal(
    JobRun job, BegunRun begun, ItemStore items, TenantDatabase database, KnowledgeIntake intake, TimeSpan shrunkFor, DateTimeOffset now)
{
    private const int AtOnce = 100;

    /// <returns>
    /// True when so much is missing that nothing was deleted this time: a disk that is not mounted lists nothing, and lists it well.
    /// </returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var run = begun.Run;
        var (seen, notSeen) = await items.CountAsync(run.Tenant, run.Source, run.Number, cancellationToken);
        var before = notSeen + Math.Max(0, seen - begun.Tally.Added);
        if (notSeen * 2 > before && !(begun.ShrunkSince is { } since && now - since >= shrunkFor))
        {
            return true;
        }

        while (await items.NotSeenAsync(run.Tenant, run.Source, run.Number, AtOnce, cancellationToken) is { Count: > 0 } gone)
        {
            await RemoveAsync(gone, cancellationToken);
        }

        return false;
    }

    private async Task RemoveAsync(IReadOnlyList<BroughtItem> gone, CancellationToken cancellationToken)
    {
        var documents = gone.Where(item => item.HasDocument != 0).Select(item => item.DocumentId).ToList();
        if (documents.Count > 0)
        {
            await intake.RemoveAsync(begun.Run.Tenant, begun.Namespace, documents, cancellationToken);
        }

        begun.Tally.Removed += documents.Count;
        await database.WriteAsync(
            begun.Run.Tenant,
            async connection =>
            {
                await RunGuard.KeepAsync(connection, job, begun);
                await ItemStore.RemoveAsync(connection, begun.Run.Source, [.. gone.Select(item => item.ExternalId)]);
            },
            Durability.Process,
            cancellationToken);
    }
}
