using Parley.Storage;

namespace Parley.Conversations;

/// <summary>Messages that were written before there was an index of them. They are indexed in small steps, oldest first, and from where it stopped.</summary>
internal sealed class OldMessages(TenantDatabase database, SystemDatabase system, Sealer sealer, JobQueue jobs)
{
    private const int Step = 50;

    /// <summary>Has a job index what a tenant has of them, once.</summary>
    public async Task AskAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        var before = await BeforeAsync(cancellationToken);
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            if (await connection.ScalarAsync<string>("SELECT through FROM message_indexing WHERE tenant_id = @tenant") is not null
                || await connection.ScalarAsync<string>("SELECT min(id) FROM messages WHERE tenant_id = @tenant AND id < @before", new { before }) is null)
            {
                return;
            }
        }

        var key = await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await connection.ExecuteAsync(
                    "INSERT INTO message_indexing (tenant_id, through) VALUES (@tenant, '') ON CONFLICT (tenant_id) DO NOTHING") == 1)
                {
                    await jobs.EnqueueAsync(connection, key, IndexOldMessages.JobKind, "{}");
                }
            },
            Durability.Full,
            cancellationToken);
    }

    /// <summary>Indexes the next messages of a tenant.</summary>
    /// <param name="hold">Called first in the transaction.</param>
    /// <returns>Whose messages they were; empty when none is left.</returns>
    public async Task<IReadOnlyList<SubjectId>> IndexSomeAsync(TenantScope tenant, Func<TenantConnection, Task> hold, CancellationToken cancellationToken)
    {
        var before = await BeforeAsync(cancellationToken);
        IReadOnlyList<OldRow> rows;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            rows = await connection.QueryAsync<OldRow>(
                """
                SELECT id AS "Id", subject_id AS "SubjectId", role AS "Role", content AS "Content" FROM messages
                WHERE tenant_id = @tenant AND id > (SELECT through FROM message_indexing WHERE tenant_id = @tenant) AND id < @before
                  AND state <> 'running' ORDER BY id LIMIT @step
                """,
                new { before, step = (long)Step });
        }

        if (rows.Count == 0)
        {
            return [];
        }

        var found = new List<(string, byte[])>();
        foreach (var row in rows)
        {
            if (await TermsAsync(tenant, row, cancellationToken) is { Length: > 0 } terms)
            {
                found.Add((row.Id, terms));
            }
        }

        await database.WriteAsync(
            tenant,
            async connection =>
            {
                await hold(connection);
                await MessageIndex.AddAsync(connection, found);
                await connection.ExecuteAsync("UPDATE message_indexing SET through = @through WHERE tenant_id = @tenant", new { through = rows[^1].Id });
            },
            Durability.Process,
            cancellationToken);
        return [.. rows.Select(row => new SubjectId(row.SubjectId)).Distinct()];
    }

    private async Task<byte[]> TermsAsync(TenantScope tenant, OldRow row, CancellationToken cancellationToken)
    {
        try
        {
            var key = await sealer.KeyAsync(tenant.Id, row.SubjectId, cancellationToken);
            return MessageStore.TermsOf(key, row.Role, key.Open("messages", row.Id, row.Content));
        }
        catch (KeyShreddedException)
        {
            // Nobody can read it any more, so nobody is to find it.
            return [];
        }
    }

    /// <summary>Ids begin with the time: what was made before the index came into being has a smaller one.</summary>
    private async Task<string> BeforeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await system.OpenAsync(cancellationToken);
        return $"msg_{await connection.ScalarAsync<long>("SELECT since FROM sys_message_index WHERE id = 1"):x12}";
    }

    private sealed record OldRow(string Id, string SubjectId, string Role, byte[] Content);
}

/// <summary>The job that indexes the messages of a tenant that are older than the index.</summary>
internal sealed class IndexOldMessages(OldMessages messages, IndexFolding folding) : IJobHandler
{
    public const string JobKind = "conversations.index";

    public string Kind => JobKind;

    public async Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        while (await messages.IndexSomeAsync(job.Tenant, job.HoldAsync, cancellationToken) is { Count: > 0 } subjects)
        {
            foreach (var subject in subjects)
            {
                await folding.FoldAsync(job.Tenant, subject, cancellationToken);
            }
        }
    }
}
