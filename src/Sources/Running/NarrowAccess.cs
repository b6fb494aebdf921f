using System.Text.Json;
using Parley.Knowledge;
using Parley.Sources.Store;
using Parley.Storage;

namespace Parley.Sources.Running;

/// <summary>
/// Has what a source brought follow its access list as soon as that lets in fewer. Whom it lets in anew, the next run lets in: only that
/// knows which entries have lists of their own.
/// </summary>
/// <param name="Before">The list of before.</param>
internal sealed record Narrowing(string Source, string Before);

/// <inheritdoc cref="Narrowing"/>
internal sealed class NarrowAccess(ItemStore items, TenantDatabase database, Sealer sealer, KnowledgeIntake intake)
{
    public const string JobKind = "sources.narrow";
    private const int AtOnce = 100;
    private const int MostWhileWaiting = 2_000;

    /// <summary>Does so while somebody waits for it, as far as that goes; the job that was enqueued with the change does the rest.</summary>
    public Task BeginAsync(TenantScope tenant, Narrowing narrowing, CancellationToken cancellationToken) =>
        RunAsync(tenant, narrowing, MostWhileWaiting, static _ => Task.CompletedTask, cancellationToken);

    public Task RunAsync(JobRun job, CancellationToken cancellationToken) =>
        RunAsync(job.Tenant, JsonSerializer.Deserialize<Narrowing>(job.Payload)!, int.MaxValue, job.HoldAsync, cancellationToken);

    private async Task RunAsync(
        TenantScope tenant, Narrowing narrowing, int most, Func<TenantConnection, Task> hold, CancellationToken cancellationToken)
    {
        var (id, done, after) = (new SourceId(narrowing.Source), 0, "");
        while (done < most && await AccessAsync(tenant, id, cancellationToken) is { } access
            && await items.AccessAsync(tenant, id, after, AtOnce, cancellationToken) is { Count: > 0 } brought)
        {
            foreach (var group in brought.Select(item => (Item: item, Acl: Narrowed(item.Acl, access, narrowing.Before))).Where(one => one.Acl != one.Item.Acl).GroupBy(one => one.Acl))
            {
                await intake.AllowAsync(tenant, access.Namespace, [.. group.Select(one => one.Item.DocumentId)], Names.Split(group.Key), cancellationToken);
                await database.WriteAsync(
                    tenant,
                    async connection =>
                    {
                        await hold(connection);
                        await ItemStore.AllowAsync(connection, id, [.. group.Select(one => one.Item)], group.Key);
                    },
                    Durability.Process,
                    cancellationToken);
            }

            (done, after) = (done + brought.Count, brought[^1].Hash);
        }
    }

    private async Task<Access?> AccessAsync(TenantScope tenant, SourceId id, CancellationToken cancellationToken)
    {
        var key = await sealer.SourcesKeyAsync(tenant, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<SourceRow>($"{SourceRow.Select} AND s.id = @id", new { id = id.Value }) is { } row
            ? new Access(row.Namespace, row.Kind, row.Acl, row.Kind == SourceKinds.Push || Seals.Card(key, row.Id, row.Card).Settings.AclMayWiden == true)
            : null;
    }

    // An entry with the very list of the source is taken for one that has none of its own.
    private static string Narrowed(string acl, Access access, string before)
    {
        var both = Names.Both(acl, access.Acl);
        return access.IsOwnCounting && acl != before ? acl
            : access.Kind == SourceKinds.Push && acl == before && both != acl ? access.Acl
            : both;
    }

    /// <param name="IsOwnCounting">Whether the lists of single entries count alone.</param>
    private sealed record Access(string Namespace, string Kind, string Acl, bool IsOwnCounting);
}

/// <summary>The job that goes on with it when nobody waits any more.</summary>
internal sealed class NarrowLater(NarrowAccess narrowing) : IJobHandler
{
    public string Kind => NarrowAccess.JobKind;

    public Task RunAsync(JobRun job, CancellationToken cancellationToken) => narrowing.RunAsync(job, cancellationToken);
}
