using System.Text.Json;
using Parley.Storage;

namespace Parley.Exchange;

internal sealed record ImportRow(
    string Id, string SubjectId, string? JobId, string State, long Bytes, long Total, long Imported, long Skipped, long Failed, long Messages, byte[]? Report,
    long CreatedAt, long? FinishedAt)
{
    public const string Columns =
        """
        id AS "Id", subject_id AS "SubjectId", job_id AS "JobId", state AS "State", bytes AS "Bytes", total AS "Total", imported AS "Imported",
        skipped AS "Skipped", failed AS "Failed", messages AS "Messages", report AS "Report", created_at AS "CreatedAt", finished_at AS "FinishedAt"
        """;
}

/// <summary>What became of an import, as far as it is.</summary>
internal sealed record ImportTally
{
    public long Total { get; set; }

    public long Imported { get; set; }

    public long Skipped { get; set; }

    public long Failed { get; set; }

    public long Messages { get; set; }

    /// <summary>The first of those that failed.</summary>
    public List<ImportFailure> Failures { get; } = [];
}

/// <summary>Why a conversation was not imported.</summary>
/// <param name="Place">Where it stands in the upload, counted from 1; 0 for the upload as a whole.</param>
internal sealed record ImportFailure(long Place, string? Title, string Reason);

/// <summary>Imports and their uploads. Every statement carries the tenant.</summary>
internal sealed class ImportStore(TenantDatabase database, Sealer sealer, JobQueue jobs, TimeProvider time)
{
    // A request that uploads ends before.
    private static readonly TimeSpan LongestUpload = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestImport = TimeSpan.FromDays(1);

    /// <summary>Keeps an upload, and has it imported.</summary>
    /// <exception cref="RefusedException">Another import of this subject is under way, or the upload is too large or empty.</exception>
    public async Task<(string Import, JobId Job)> TakeAsync(Caller caller, Stream upload, long most, CancellationToken cancellationToken)
    {
        var id = Id<ExchangeIds.Import>.New(time).Value;
        await BeginAsync(caller, id, cancellationToken);
        try
        {
            var (bytes, pieces) = await KeepAsync(caller, id, upload, most, cancellationToken);
            return (id, await EnqueueAsync(caller, id, bytes, pieces, cancellationToken));
        }
        catch
        {
            await DiscardAsync(caller.Tenant, id, CancellationToken.None);
            throw;
        }
    }

    public async Task<ImportRow?> FindAsync(TenantScope tenant, SubjectId subject, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<ImportRow>(
            $"SELECT {ImportRow.Columns} FROM imports WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id",
            new { subject = subject.Value, id });
    }

    /// <summary>The subject's imports, the newest first.</summary>
    public async Task<IReadOnlyList<ImportRow>> ListAsync(Caller caller, string? before, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(caller.Tenant, cancellationToken);
        return await connection.QueryAsync<ImportRow>(
            $"""
            SELECT {ImportRow.Columns} FROM imports
            WHERE tenant_id = @tenant AND subject_id = @subject AND state <> 'uploading' {(before is null ? "" : "AND id < @before")}
            ORDER BY id DESC LIMIT @limit
            """,
            new { subject = caller.Subject.Value, before, limit = (long)limit });
    }

    /// <summary>What could not be imported and why.</summary>
    public async Task<IReadOnlyList<ImportFailure>> FailuresAsync(TenantScope tenant, ImportRow row, CancellationToken cancellationToken) =>
        row.Report is null
            ? []
            : JsonSerializer.Deserialize<List<ImportFailure>>(
                (await sealer.KeyAsync(tenant.Id, row.SubjectId, cancellationToken)).OpenBytes("imports", row.Id, row.Report)) ?? [];

    /// <summary>Ends an import; its upload is gone with that.</summary>
    /// <param name="state"><c>done failed</c>.</param>
    public async Task EndAsync(JobRun job, SubjectId subject, string id, string state, ImportTally tally, CancellationToken cancellationToken)
    {
        var report = (await sealer.KeyAsync(job.Tenant.Id, subject.Value, cancellationToken))
            .Seal("imports", id, JsonSerializer.SerializeToUtf8Bytes(tally.Failures));
        await database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                await EndAsync(connection, id, state, tally, report);
            },
            Durability.Full,
            cancellationToken);
    }

    /// <summary>Throws away an upload that nobody will import any more.</summary>
    public Task DiscardAsync(TenantScope tenant, string id, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async connection =>
            {
                await connection.ExecuteAsync("DELETE FROM imports WHERE tenant_id = @tenant AND id = @id AND state = 'uploading'", new { id });
                await EndAsync(connection, id, "failed", null, null);
            },
            Durability.Process,
            cancellationToken);

    private async Task EndAsync(TenantConnection connection, string id, string state, ImportTally? tally, byte[]? report)
    {
        await connection.ExecuteAsync(
            """
            UPDATE imports SET state = @state, under_way = NULL, finished_at = @now, report = COALESCE(@report, report), total = COALESCE(@total, total),
                imported = COALESCE(@imported, imported), skipped = COALESCE(@skipped, skipped), failed = COALESCE(@failed, failed),
                messages = COALESCE(@messages, messages)
            WHERE tenant_id = @tenant AND id = @id AND state = 'running'
            """,
            new { id, state, report, now = Now, total = tally?.Total, imported = tally?.Imported, skipped = tally?.Skipped, failed = tally?.Failed, messages = tally?.Messages });
        await connection.ExecuteAsync("DELETE FROM import_pieces WHERE tenant_id = @tenant AND import_id = @id", new { id });
        await connection.ExecuteAsync("DELETE FROM sys_imports WHERE tenant_id = @tenant AND id = @id", new { id });
    }

    private Task BeginAsync(Caller caller, string id, CancellationToken cancellationToken) =>
        database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                // An upload whose server died is in nobody's way for longer than an upload may take.
                await connection.ExecuteAsync(
                    """
                    UPDATE imports SET under_way = NULL
                    WHERE tenant_id = @tenant AND subject_id = @subject AND under_way = 1 AND state = 'uploading' AND created_at <= @stale
                    """,
                    new { subject = caller.Subject.Value, stale = Now - (long)LongestUpload.TotalMilliseconds });
                var added = await connection.ExecuteAsync(
                    """
                    INSERT INTO imports (tenant_id, id, subject_id, state, under_way, created_at) VALUES (@tenant, @id, @subject, 'uploading', 1, @now)
                    ON CONFLICT DO NOTHING
                    """,
                    new { id, subject = caller.Subject.Value, now = Now });
                if (added == 0)
                {
                    throw new RefusedException(new(409, "import_in_progress", "An import of yours is under way, or is being uploaded. Wait for its end."));
                }

                await connection.ExecuteAsync(
                    "INSERT INTO sys_imports (id, tenant_id, due_at) VALUES (@id, @tenant, @due)", new { id, due = Now + (long)LongestUpload.TotalMilliseconds });
            },
            Durability.Process,
            cancellationToken);

    private async Task<(long Bytes, long Pieces)> KeepAsync(Caller caller, string id, Stream upload, long most, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        var buffer = new byte[SealedUpload.PieceBytes];
        var (bytes, pieces) = (0L, 0L);
        for (int read; (read = await upload.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)) > 0; pieces++)
        {
            bytes += read;
            if (bytes > most)
            {
                throw new RefusedException(new(413, "too_large", $"The file is larger than {most} bytes. Export fewer conversations at a time."));
            }

            var piece = new { id, number = pieces, content = SealedUpload.Seal(key, id, pieces, buffer.AsSpan(0, read)) };
            await database.WriteAsync(
                caller.Tenant,
                connection => connection.ExecuteAsync(
                    "INSERT INTO import_pieces (tenant_id, import_id, number, content) VALUES (@tenant, @id, @number, @content)", piece),
                Durability.Process,
                cancellationToken);
        }

        return bytes > 0 ? (bytes, pieces) : throw new RefusedException(Refusal.Invalid("file", "The file is empty."));
    }

    private async Task<JobId> EnqueueAsync(Caller caller, string id, long bytes, long pieces, CancellationToken cancellationToken)
    {
        var jobKey = await sealer.KeyAsync(caller.Tenant.Id, JobQueue.KeyOwner, cancellationToken);
        return await database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                var job = await jobs.EnqueueAsync(connection, jobKey, ImportConversations.JobKind, ImportConversations.Payload(caller.Subject, id));
                var found = await connection.ExecuteAsync(
                    """
                    UPDATE imports SET state = 'running', job_id = @job, bytes = @bytes, pieces = @pieces
                    WHERE tenant_id = @tenant AND id = @id AND state = 'uploading' AND under_way = 1
                    """,
                    new { id, job = job.Value, bytes, pieces });
                if (found == 0)
                {
                    throw new RefusedException(new(409, "upload_too_slow", "The upload took too long and was given up. Send the file again, or fewer conversations at a time."));
                }

                await connection.ExecuteAsync(
                    "UPDATE sys_imports SET due_at = @due WHERE tenant_id = @tenant AND id = @id", new { id, due = Now + (long)LongestImport.TotalMilliseconds });
                return job;
            },
            Durability.Full,
            cancellationToken);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
