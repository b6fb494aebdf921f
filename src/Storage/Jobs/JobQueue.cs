namespace Parley.Storage;

/// <summary>The queue of jobs: the heads without content in <c>sys_jobs</c>, payload, progress and error with the tenant in <c>jobs</c>.</summary>
public abstract class JobQueue
{
    /// <summary>Puts a job into the queue in the caller's transaction: it exists if and only if that commits.</summary>
    /// <param name="key">The tenant's job key, from <see cref="Sealer.KeyAsync"/> with the owner <see cref="KeyOwner"/>.</param>
    public abstract Task<JobId> EnqueueAsync(TenantConnection connection, DataKey key, string kind, string payload, JobOptions? options = null);

    /// <summary>The owner name under which payloads are sealed.</summary>
    public const string KeyOwner = "jobs";

    public abstract Task<JobStatus?> FindAsync(TenantScope tenant, JobId id, CancellationToken cancellationToken = default);

    /// <summary>Gives a dead job its attempts back.</summary>
    /// <returns>False when there is no such failed job.</returns>
    public abstract Task<bool> RetryAsync(TenantScope tenant, JobId id, CancellationToken cancellationToken = default);
}
