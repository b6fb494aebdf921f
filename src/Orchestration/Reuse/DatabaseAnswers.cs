using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>
/// Answers in the database, for all nodes. Each is sealed with the key of whoever was answered, and is found only while that turn is there.
/// </summary>
internal sealed class DatabaseAnswers(TenantDatabase database, Sealer sealer, AuditTrail audit, IOptions<AnswerCacheOptions> options, Random random) : IAnswerStore
{
    private const int MostInScope = 300;
    private const int WritesBetweenTrims = 64;
    private const int MostAtOnce = 2_000;

    public async Task<KeptAnswer?> FindAsync(TenantScope tenant, string key, CancellationToken cancellationToken) =>
        await ReadAsync(tenant, "k.key = @key", new { key }, 1, cancellationToken) is [var found] ? found : null;

    /// <returns>What is kept in a scope, the newest first; as many as are worth looking at.</returns>
    public async Task<IReadOnlyList<AnswerMark>> MarksAsync(TenantScope tenant, string scope, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<MarkRow>(
            $"""
            SELECT key AS "Key", created_at AS "At" FROM kept_answers WHERE tenant_id = @tenant AND scope = @scope ORDER BY created_at DESC LIMIT {MostInScope}
            """,
            new { scope });
        return [.. rows.Select(row => new AnswerMark(row.Key, DateTimeOffset.FromUnixTimeMilliseconds(row.At)))];
    }

    public Task<IReadOnlyList<KeptAnswer>> ReadAsync(TenantScope tenant, IReadOnlyList<AnswerMark> marks, CancellationToken cancellationToken)
    {
        string[] keys = [.. marks.Select(mark => mark.Key)];
        return ReadAsync(tenant, "k.key IN @keys", new { keys }, keys.Length, cancellationToken);
    }

    public async Task KeepAsync(KeptAnswer answer, CancellationToken cancellationToken)
    {
        if (await SealedAsync(answer, cancellationToken) is not { } payload)
        {
            return;
        }

        await database.WriteAsync(
            new TenantScope(answer.Tenant),
            async connection =>
            {
                // Under the turn that it comes from, so that none is left of one that is erased in this moment.
                await connection.ExecuteAsync(
                    """
                    INSERT INTO kept_answers (tenant_id, key, scope, of_turn_id, subject_id, payload, created_at)
                    SELECT @tenant, @key, @scope, id, subject_id, @payload, @at FROM turns WHERE tenant_id = @tenant AND id = @turn AND request IS NOT NULL
                    ON CONFLICT (tenant_id, key) DO UPDATE SET scope = excluded.scope, of_turn_id = excluded.of_turn_id, subject_id = excluded.subject_id,
                        payload = excluded.payload, created_at = excluded.created_at
                    """,
                    new { key = answer.Key, scope = answer.Scope, payload, at = answer.At.ToUnixTimeMilliseconds(), turn = answer.Turn.Value });
                if (random.Next(WritesBetweenTrims) == 0)
                {
                    await TrimAsync(connection, answer.At - options.Value.Kept);
                }
            },
            Durability.Process,
            cancellationToken);
    }

    /// <summary>Forgets what is older than a moment, and beyond the most that are kept, the oldest.</summary>
    public async Task TrimAsync(TenantConnection connection, DateTimeOffset oldest)
    {
        await connection.ExecuteAsync(
            "DELETE FROM kept_answers WHERE tenant_id = @tenant AND created_at < @oldest", new { oldest = oldest.ToUnixTimeMilliseconds() });
        await connection.ExecuteAsync(
            """
            DELETE FROM kept_answers WHERE tenant_id = @tenant AND key IN (
                SELECT key FROM kept_answers WHERE tenant_id = @tenant ORDER BY created_at DESC, key LIMIT 1000000 OFFSET @most)
            """,
            new { most = options.Value.MostEntries });
    }

    public async Task<ShownCache.Kept> CountAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var counts = (await connection.QuerySingleOrDefaultAsync<Counts>(
            """
            SELECT count(*) AS "Entries", count(scope) AS "Similar", min(created_at) AS "Oldest", max(created_at) AS "Newest"
            FROM kept_answers WHERE tenant_id = @tenant
            """,
            new { }))!;
        return new(counts.Entries, counts.Similar, Moment(counts.Oldest), Moment(counts.Newest));
    }

    /// <summary>Forgets all answers of a tenant, here and in the memory of every node.</summary>
    /// <returns>How many there were here.</returns>
    public async Task<long> EmptyAsync(TenantScope tenant, Actor actor, CancellationToken cancellationToken)
    {
        var (all, deleted) = (0L, 0);
        do
        {
            deleted = await database.WriteAsync(tenant, EmptySomeAsync, Durability.Process, cancellationToken);
            all += deleted;
        }
        while (deleted == MostAtOnce);
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                await audit.WriteAsync(connection, actor, "answer_cache.emptied", null, ("entries", all.ToString(CultureInfo.InvariantCulture)));
                connection.NotifyOnCommit(MemoryAnswers.EmptyTopic, tenant.Id.Value);
            },
            Durability.Full,
            cancellationToken);
        return all;
    }

    private static Task<int> EmptySomeAsync(TenantConnection connection) => connection.ExecuteAsync(
        """
        DELETE FROM kept_answers WHERE tenant_id = @tenant AND key IN (SELECT key FROM kept_answers WHERE tenant_id = @tenant ORDER BY key LIMIT @most)
        """,
        new { most = MostAtOnce });

    private static DateTimeOffset? Moment(long? at) => at is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    private async Task<IReadOnlyList<KeptAnswer>> ReadAsync(TenantScope tenant, string where, object args, int most, CancellationToken cancellationToken)
    {
        IReadOnlyList<Row> rows;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            rows = await connection.QueryAsync<Row>(
                $"""
                SELECT k.key AS "Key", k.scope AS "Scope", k.of_turn_id AS "Turn", k.subject_id AS "Subject", k.created_at AS "At", k.payload AS "Payload"
                FROM kept_answers k JOIN turns t ON t.tenant_id = k.tenant_id AND t.id = k.of_turn_id AND t.request IS NOT NULL
                WHERE k.tenant_id = @tenant AND {where} ORDER BY k.created_at DESC LIMIT {most}
                """,
                args);
        }

        await sealer.LearnAsync(tenant.Id, rows.Select(row => row.Subject), cancellationToken);
        var answers = new List<KeptAnswer>();
        foreach (var row in rows)
        {
            if (await TextAsync(tenant, row, cancellationToken) is { } text)
            {
                answers.Add(new(tenant.Id, row.Key, row.Scope, new(row.Turn), new(row.Subject), DateTimeOffset.FromUnixTimeMilliseconds(row.At), text));
            }
        }

        return answers;
    }

    /// <returns>Null when whoever was answered is gone.</returns>
    private async Task<byte[]?> SealedAsync(KeptAnswer answer, CancellationToken cancellationToken)
    {
        try
        {
            var seal = await sealer.KeyAsync(answer.Tenant, answer.Subject.Value, cancellationToken);
            return seal.Seal("kept_answers", answer.Key, JsonSerializer.SerializeToUtf8Bytes(answer.Text, TurnJson.Default.KeptText));
        }
        catch (Exception exception) when (exception is KeyShreddedException or CryptographicException)
        {
            return null;
        }
    }

    private async Task<KeptText?> TextAsync(TenantScope tenant, Row row, CancellationToken cancellationToken)
    {
        try
        {
            var seal = await sealer.KeyAsync(tenant.Id, row.Subject, cancellationToken);
            return JsonSerializer.Deserialize(seal.OpenBytes("kept_answers", row.Key, row.Payload), TurnJson.Default.KeptText);
        }
        catch (Exception exception) when (exception is KeyShreddedException or CryptographicException or JsonException)
        {
            // Nobody can read it any more: whoever asks asks the model.
            return null;
        }
    }

    private sealed record MarkRow(string Key, long At);

    private sealed record Counts(long Entries, long Similar, long? Oldest, long? Newest);

    private sealed record Row(string Key, string? Scope, string Turn, string Subject, long At, byte[] Payload);
}
