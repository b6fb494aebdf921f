using System.Text.Json;

namespace Parley.Accounts;

/// <summary>A letter that waits to be written down in the transaction of what it tells of.</summary>
internal sealed record SealedLetter(string Id, string Kind, string Target, string Subject, byte[] Content, NewOneTimeLink Link, DataKey JobKey);

/// <summary>A letter as kept.</summary>
internal sealed record LetterRow(
    string Id, string Kind, string Target, string SubjectId, byte[]? Content, string LinkHash, long Attempts, string? Reason, long CreatedAt, long ExpiresAt,
    long? FailedAt)
{
    public const string Columns =
        """
        id as Id, kind as Kind, target as Target, subject_id as SubjectId, content as Content, link_hash as LinkHash, attempts as Attempts,
        reason as Reason, created_at as CreatedAt, expires_at as ExpiresAt, failed_at as FailedAt
        """;
}

/// <summary>
/// Letters on their way. One stands in the database exactly when what it tells of does, and goes out by a job: after a stop, from
/// another node, again when the mail server does not take it, and not at all once its link has lapsed or was replaced.
/// </summary>
internal sealed class Outbox(IEnumerable<IMailSender> senders, TenantDatabase database, Sealer sealer, JobQueue jobs, AuditTrail audit, TimeProvider time)
{
    /// <summary>The table, under whose name the content is sealed.</summary>
    public const string Table = "letters";

    /// <summary>How long those that were given up can be seen.</summary>
    public static readonly TimeSpan KeptAsFailed = TimeSpan.FromDays(30);

    private const int FewestAttempts = 20;
    private const int MostAttempts = 300;

    // Jobs are tried again after five minutes at the latest.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>Who sends; null where no mail server is set.</summary>
    public IMailSender? Sender { get; } = senders.FirstOrDefault(sender => sender.IsConfigured);

    /// <summary>Seals a letter, before the transaction.</summary>
    /// <param name="target">The user who is written to, or the invitation.</param>
    public async Task<SealedLetter> SealAsync(
        TenantScope tenant, string kind, string target, SubjectId subject, Letter letter, NewOneTimeLink link, CancellationToken cancellationToken)
    {
        var id = Id<PeopleIds.Letter>.New(time).Value;
        var key = await sealer.KeyAsync(tenant.Id, subject.Value, cancellationToken);
        return new(
            id, kind, target, subject.Value, key.Seal(Table, id, JsonSerializer.Serialize(letter with { Id = id })), link,
            await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken));
    }

    /// <summary>Writes a letter down in the caller's own write unit.</summary>
    public async Task PutAsync(TenantConnection connection, SealedLetter letter)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await connection.ExecuteAsync(
            """
            insert into letters (tenant_id, id, kind, target, subject_id, content, link_hash, attempts, created_at, expires_at)
            values (@tenant, @Id, @Kind, @Target, @Subject, @Content, @Hash, 0, @now, @ExpiresAt)
            """,
            new { letter.Id, letter.Kind, letter.Target, letter.Subject, letter.Content, letter.Link.Hash, now, letter.Link.ExpiresAt });
        var attempts = TimeSpan.FromMilliseconds(letter.Link.ExpiresAt - now) / LongestPause;
        await jobs.EnqueueAsync(
            connection, letter.JobKey, SendLetter.JobKind, letter.Id, new(MaxAttempts: (int)Math.Clamp(attempts, FewestAttempts, MostAttempts)));
    }

    /// <returns>Null when it was sent, or nobody needs it any more.</returns>
    public async Task<LetterRow?> FindAsync(TenantScope tenant, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<LetterRow>(
            $"select {LetterRow.Columns} from letters where tenant_id = @tenant and id = @id", new { id });
    }

    public async Task<IReadOnlyList<LetterRow>> ListAsync(TenantScope tenant, Paging paging, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QueryAsync<LetterRow>(
            $"select {LetterRow.Columns} from letters where tenant_id = @tenant {paging.AndBelow()} order by id desc limit @limit",
            new { paging.Before, limit = paging.Limit + 1 });
    }

    /// <summary>True while the link can still be opened: it has not lapsed, and was neither opened, revoked nor replaced.</summary>
    public async Task<bool> IsWantedAsync(TenantScope tenant, LetterRow letter, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.ScalarAsync<string>(
            "select token_hash from sys_links where token_hash = @LinkHash and used_at is null and expires_at > @now",
            new { letter.LinkHash, now = time.GetUtcNow().ToUnixTimeMilliseconds() }) is not null;
    }

    public Task RemoveAsync(JobRun job, LetterRow letter) =>
        database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                await connection.ExecuteAsync("delete from letters where tenant_id = @tenant and id = @Id", new { letter.Id });
            });

    /// <summary>Notes why an attempt failed.</summary>
    public Task NoteAsync(JobRun job, LetterRow letter, string reason) =>
        database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                await connection.ExecuteAsync(
                    "update letters set attempts = @attempts, reason = @reason where tenant_id = @tenant and id = @Id",
                    new { letter.Id, attempts = (long)job.Attempt, reason });
            });

    /// <summary>Gives a letter up: its content goes, its head stays for those who administer users.</summary>
    public async Task BuryAsync(JobRun job, LetterRow letter, string reason, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(job.Tenant.Id, JobQueue.KeyOwner, cancellationToken);
        await database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                await connection.ExecuteAsync(
                    """
                    update letters set content = null, attempts = @attempts, reason = @reason, failed_at = @now
                    where tenant_id = @tenant and id = @Id
                    """,
                    new { letter.Id, attempts = (long)job.Attempt, reason, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
                await audit.WriteAsync(
                    connection, Actor.System, AuditActions.LetterFailed, letter.Target, ("letter", letter.Id), ("kind", letter.Kind), ("reason", reason));

                // The same kind of job takes the head away when its time is over.
                await jobs.EnqueueAsync(connection, key, SendLetter.JobKind, letter.Id, new(KeptAsFailed));
            },
            Durability.Full,
            cancellationToken);
    }
}
