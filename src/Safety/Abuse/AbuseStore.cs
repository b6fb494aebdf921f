using Microsoft.Extensions.Options;
using Parley.Accounts;

namespace Parley.Safety;

/// <summary>What the audit trail tells of limits for those who send what is refused.</summary>
internal static class AbuseActions
{
    public const string Cooled = "abuse.cooled";
    public const string Banned = "abuse.banned";
    public const string Lifted = "abuse.lifted";
}

/// <summary>The scores of those whose messages were refused, and the bans.</summary>
internal sealed class AbuseStore(TenantDatabase database, Sealer sealer, AuditTrail audit, IOptions<AbuseOptions> options, TimeProvider time)
{
    /// <summary>Signal topic: somebody's limits have changed; the key is the tenant.</summary>
    public const string Topic = "safety.abuse";

    private const string Table = "abuse_scores";
    private const string Owner = "abuse";
    private const string Automatic = "Too many messages were refused by the policy.";
    private const double Thousandths = 1_000;

    // Nobody sends anything during a pause: without this, whoever goes on after each of them would never come to a ban.
    private const double OfPause = 2;

    // After so many half-lives nothing is left of any score that counts.
    private const int HalfLivesKept = 30;

    private const string Columns =
        "subject_id as SubjectId, score as Score, scored_at as ScoredAt, next_at as NextAt, cooled_until as CooledUntil, banned_until as BannedUntil, reason as Reason";

    /// <summary>Those for whom limits may hold now.</summary>
    public async Task<IReadOnlyList<AbuseStanding>> LimitedAsync(TenantScope tenant, CancellationToken cancellationToken) =>
        await ReadAsync(
            tenant, $"select {Columns} from abuse_scores where tenant_id = @tenant and (score >= @slow or cooled_until > @now or banned_until > @now)",
            new { slow = (long)(options.Value.SlowAt * Thousandths), now = Now }, cancellationToken);

    /// <summary>A page of all, by their ids from the last.</summary>
    /// <param name="before">The last id of the page before; null for the first.</param>
    public Task<IReadOnlyList<AbuseStanding>> ListAsync(TenantScope tenant, int most, string? before, CancellationToken cancellationToken) => ReadAsync(
        tenant,
        $"select {Columns} from abuse_scores where tenant_id = @tenant {(before is null ? "" : "and subject_id < @before")} order by subject_id desc limit @most",
        new { before, most }, cancellationToken);

    /// <returns>What counts a refused message, in the transaction of the caller.</returns>
    public async ValueTask<Func<TenantConnection, Task>> PrepareAsync(TenantScope tenant, SubjectId subject, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(tenant.Id, Owner, cancellationToken);
        return connection => CountAsync(connection, key, subject);
    }

    private async Task CountAsync(TenantConnection connection, DataKey key, SubjectId subject)
    {
        var (limits, now) = (options.Value, time.GetUtcNow());
        var before = await HoldAsync(connection, key, subject, now);
        var score = before.ScoreAt(now, limits) + 1;
        var isBanned = score >= limits.BanAt && before.BannedUntil <= now;
        var isCooled = !isBanned && score >= limits.CoolAt && before.CooledUntil <= now;
        await WriteAsync(connection, key, before with
        {
            Score = isCooled ? score + OfPause : score,
            ScoredAt = now,
            CooledUntil = isCooled ? now.AddMinutes(limits.CoolMinutes) : before.CooledUntil,
            BannedUntil = isBanned ? now.AddHours(limits.BanHours) : before.BannedUntil,
            Reason = isBanned ? Automatic : before.Reason,
        });
        if (isBanned || isCooled)
        {
            await audit.WriteAsync(connection, Actor.System, isBanned ? AbuseActions.Banned : AbuseActions.Cooled, subject.Value);
        }

        if (score >= limits.SlowAt)
        {
            connection.NotifyOnCommit(Topic, connection.Tenant.Value);
        }
    }

    /// <param name="until">Null for a ban without an end.</param>
    public async Task<AbuseStanding> BanAsync(TenantScope tenant, SubjectId subject, string reason, DateTimeOffset? until, Actor actor, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(tenant.Id, Owner, cancellationToken);
        return await database.WriteAsync(
            tenant,
            async connection =>
            {
                var banned = await HoldAsync(connection, key, subject, time.GetUtcNow()) with { BannedUntil = until ?? AbuseStanding.Never, Reason = reason };
                await WriteAsync(connection, key, banned);
                await audit.WriteAsync(connection, actor, AbuseActions.Banned, subject.Value, ("until", until?.ToString("O")));
                connection.NotifyOnCommit(Topic, tenant.Id.Value);
                return banned;
            },
            Durability.Full,
            cancellationToken);
    }

    /// <summary>Ends a ban and every other limit, and forgets the score.</summary>
    /// <exception cref="RefusedException">There is neither.</exception>
    public Task LiftAsync(TenantScope tenant, SubjectId subject, Actor actor, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            if (await connection.ExecuteAsync("delete from abuse_scores where tenant_id = @tenant and subject_id = @subject", new { subject = subject.Value }) == 0)
            {
                throw new RefusedException(Refusal.NotFound("ban"));
            }

            await audit.WriteAsync(connection, actor, AbuseActions.Lifted, subject.Value);
            connection.NotifyOnCommit(Topic, tenant.Id.Value);
        },
        Durability.Full,
        cancellationToken);

    /// <summary>Takes the next place of somebody whose messages are taken slowly, in the caller's own write unit.</summary>
    /// <returns>False while it is too early.</returns>
    public async Task<bool> TakePlaceAsync(TenantConnection connection, SubjectId subject) => await connection.ExecuteAsync(
        "update abuse_scores set next_at = @next where tenant_id = @tenant and subject_id = @subject and next_at <= @now",
        new { subject = subject.Value, now = Now, next = Now + (long)(options.Value.SlowSeconds * 1_000) }) == 1;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<AbuseStanding> HoldAsync(TenantConnection connection, DataKey key, SubjectId subject, DateTimeOffset now)
    {
        await connection.ExecuteAsync(
            "delete from abuse_scores where tenant_id = @tenant and scored_at < @old and cooled_until < @now and banned_until < @now",
            new { old = now.AddMinutes(-options.Value.HalfLifeMinutes * HalfLivesKept).ToUnixTimeMilliseconds(), now = now.ToUnixTimeMilliseconds() });
        await connection.ExecuteAsync(
            """
            insert into abuse_scores (tenant_id, subject_id, score, scored_at, next_at, cooled_until, banned_until) values (@tenant, @subject, 0, @now, 0, 0, 0)
            on conflict do nothing
            """,
            new { subject = subject.Value, now = now.ToUnixTimeMilliseconds() });
        return Open(key, (await connection.QuerySingleOrDefaultAsync<Row>(
            $"select {Columns} from abuse_scores where tenant_id = @tenant and subject_id = @subject {{for_update}}", new { subject = subject.Value }))!);
    }

    private static Task<int> WriteAsync(TenantConnection connection, DataKey key, AbuseStanding standing) => connection.ExecuteAsync(
        """
        update abuse_scores set score = @score, scored_at = @at, cooled_until = @cooled, banned_until = @banned, reason = @reason
        where tenant_id = @tenant and subject_id = @subject
        """,
        new
        {
            subject = standing.Subject.Value,
            score = (long)(standing.Score * Thousandths),
            at = standing.ScoredAt.ToUnixTimeMilliseconds(),
            cooled = standing.CooledUntil.ToUnixTimeMilliseconds(),
            banned = standing.BannedUntil.ToUnixTimeMilliseconds(),
            reason = standing.Reason is null ? null : key.Seal(Table, standing.Subject.Value, standing.Reason),
        });

    private async Task<IReadOnlyList<AbuseStanding>> ReadAsync(TenantScope tenant, string sql, object args, CancellationToken cancellationToken)
    {
        IReadOnlyList<Row> rows;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            rows = await connection.QueryAsync<Row>(sql, args);
        }

        if (rows.Count == 0)
        {
            return [];
        }

        var key = await sealer.KeyAsync(tenant.Id, Owner, cancellationToken);
        return [.. rows.Select(row => Open(key, row))];
    }

    private static AbuseStanding Open(DataKey key, Row row) => new(
        new(row.SubjectId), row.Score / Thousandths, At(row.ScoredAt), At(row.NextAt), At(row.CooledUntil), At(row.BannedUntil),
        row.Reason is null ? null : key.Open(Table, row.SubjectId, row.Reason));

    private static DateTimeOffset At(long moment) => DateTimeOffset.FromUnixTimeMilliseconds(moment);

    private sealed record Row(string SubjectId, long Score, long ScoredAt, long NextAt, long CooledUntil, long BannedUntil, byte[]? Reason);
}
