using System.Text.Json;
using Parley.Storage;

namespace Parley.Knowledge.Ingestion;

/// <param name="Before">Documents that were changed since are left alone, in Unix milliseconds.</param>
internal sealed record RereadPayload(string Namespace, long Before, long Documents);

/// <summary>Has all documents of a namespace read again, as after a change of how they are cut.</summary>
internal sealed class Rereading(TenantDatabase database, Sealer sealer, JobQueue jobs, TimeProvider time)
{
    /// <returns>The job, and how many documents there are; null when there is no such namespace.</returns>
    public async Task<(JobId Job, long Documents)?> OrderAsync(TenantScope tenant, string @namespace, CancellationToken cancellationToken)
    {
        var jobKey = await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return await database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await connection.ScalarAsync<long?>(
                    """
                    SELECT (SELECT count(*) FROM knowledge_documents d WHERE d.tenant_id = @tenant AND d.namespace = n.name)
                    FROM knowledge_namespaces n WHERE n.tenant_id = @tenant AND n.name = @namespace
                    """,
                    new { @namespace }) is not { } documents)
                {
                    return default((JobId, long)?);
                }

                return (await jobs.EnqueueAsync(connection, jobKey, RereadDocuments.JobKind, JsonSerializer.Serialize(new RereadPayload(@namespace, now, documents))), documents);
            },
            Durability.Full,
            cancellationToken);
    }
}

/// <summary>The job that orders the reading of each document. After a crash it goes on with those that it has not ordered.</summary>
internal sealed class RereadDocuments(DocumentStore documents, TenantDatabase database) : IJobHandler
{
    public const string JobKind = "knowledge.reread";
    private const long AtOnce = 100;

    public string Kind => JobKind;

    public async Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        var payload = JsonSerializer.Deserialize<RereadPayload>(job.Payload)!;
        var (done, left, after) = (0L, 0L, "");
        while (await NextAsync(job.Tenant, payload, after, cancellationToken) is { Count: > 0 } ids)
        {
            foreach (var id in ids)
            {
                // One that is being read, or whose file is not kept, stays as it is.
                left += await documents.RetryAsync(job.Tenant, payload.Namespace, new(id), cancellationToken) ? 0 : 1;
                after = id;
                done++;
            }

            await job.ReportAsync(done, Math.Max(done, payload.Documents), left, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<string>> NextAsync(TenantScope tenant, RereadPayload payload, string after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QueryAsync<string>(
            """
            SELECT id FROM knowledge_documents
            WHERE tenant_id = @tenant AND namespace = @Namespace AND id > @after AND updated_at <= @Before AND state IN ('ready', 'failed')
            ORDER BY id LIMIT @most
            """,
            new { payload.Namespace, payload.Before, after, most = AtOnce });
    }
}
