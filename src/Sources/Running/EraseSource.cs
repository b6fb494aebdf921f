using Parley.Knowledge;
using Parley.Sources.Store;
using Parley.Storage;

namespace Parley.Sources.Running;

/// <summary>The job that erases a source with all that it brought.</summary>
internal sealed class EraseSource(
    RunStore runs, ItemStore items, TenantDatabase database, Sealer sealer, JobQueue jobs, KnowledgeIntake intake) : IJobHandler
{
    public const string JobKind = "sources.erase";
    private const int AtOnce = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public string Kind => JobKind;

    public async Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        var id = new SourceId(job.Payload);

        // A run that is under way sees that it is not wanted any more; what it was just sending is to be found here afterwards.
        if (await runs.IsRunningAsync(job.Tenant, id, cancellationToken))
        {
            await AgainAsync(job, id, cancellationToken);
            return;
        }

        var @namespace = await NamespaceAsync(job.Tenant, id, cancellationToken);
        while (@namespace is not null && await items.NotSeenAsync(job.Tenant, id, long.MaxValue, AtOnce, cancellationToken) is { Count: > 0 } brought)
        {
            await intake.RemoveAsync(job.Tenant, @namespace, [.. brought.Select(item => item.DocumentId)], cancellationToken);
            await database.WriteAsync(
                job.Tenant,
                async connection =>
                {
                    await job.HoldAsync(connection);
                    await ItemStore.RemoveAsync(connection, id, [.. brought.Select(item => item.ExternalId)]);
                },
                Durability.Process,
                cancellationToken);
        }

        await database.WriteAsync(job.Tenant, connection => SourceStore.ForgetAsync(connection, id), Durability.Process, cancellationToken);
    }

    private async Task AgainAsync(JobRun job, SourceId id, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(job.Tenant.Id, JobQueue.KeyOwner, cancellationToken);
        await database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                await jobs.EnqueueAsync(connection, key, JobKind, id.Value, new JobOptions(Pause));
            },
            Durability.Process,
            cancellationToken);
    }

    private async Task<string?> NamespaceAsync(TenantScope tenant, SourceId id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.ScalarAsync<string>("SELECT namespace FROM sources WHERE tenant_id = @tenant AND id = @id", new { id = id.Value });
    }
}
