using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>A session and the refresh token that continues it.</summary>
internal sealed record SessionToken(string Session, TenantScope Tenant, UserId User, string RefreshToken);

/// <summary>
/// Sessions and their refresh tokens. Each token is used once and gives its successor; for a short grace it gives the same one again
/// (racing tabs), later it ends the session, because then somebody has a copy.
/// </summary>
internal sealed class Sessions(
    SystemDatabase database, TenantDatabase tenants, InstallationSecret secret, AuditTrail audit, IOptions<AccountsOptions> options, TimeProvider time,
    ILogger<Sessions> logger)
{
    private const string Prefix = "prt_";
    private const int LongestToken = 200;

    public TimeSpan Lifetime => options.Value.RefreshTokenLifetime;

    /// <param name="actor">Whoever signs in; the trail tells of the user.</param>
    /// <param name="method">How the user was proven: <c>password</c>, <c>link</c> …</param>
    public async Task<SessionToken> StartAsync(TenantScope tenant, UserId user, Actor actor, string method, string? client, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var started = new SessionToken($"session_{Guid.CreateVersion7(now):N}", tenant, user, TokenText.New(Prefix));
        await tenants.WriteAsync(
            tenant,
            async connection =>
            {
                await connection.ExecuteAsync(
                    """
                    insert into sys_sessions (id, tenant_id, user_id, created_at, last_used_at, expires_at, method, client)
                    values (@id, @tenant, @user, @now, @now, @expires, @method, @client)
                    """,
                    new { id = started.Session, user = user.Value, now = Milliseconds(now), expires = Milliseconds(now + Lifetime), method, client });
                await KeepAsync(connection, started.Session, TokenText.Hash(started.RefreshToken), now);
                await connection.ExecuteAsync(
                    "update users set last_sign_in_at = @now where tenant_id = @tenant and id = @user", new { user = user.Value, now = Milliseconds(now) });
                await audit.WriteAsync(
                    connection, actor.As(user), AuditActions.SignedIn, user.Value, ("method", method), ("session", started.Session));
            },
            Durability.Full,
            cancellationToken);
        return started;
    }

    /// <returns>The session with the token's successor, or null when the token continues nothing.</returns>
    public async Task<SessionToken?> ContinueAsync(string token, Actor actor, CancellationToken cancellationToken)
    {
        if (token.Length > LongestToken)
        {
            return null;
        }

        // The successor follows from the token by a keyed hash, so that racing uses agree on it and no token is kept in the clear.
        var successor = Prefix + Convert.ToHexStringLower(
            HMACSHA256.HashData(await secret.KeyAsync("refresh", cancellationToken), Encoding.UTF8.GetBytes(token)));
        var (row, reused) = await database.WriteAsync(
            connection => UseAsync(connection, TokenText.Hash(token), TokenText.Hash(successor)), Durability.Full, cancellationToken);
        if (row is null)
        {
            return null;
        }

        if (reused)
        {
            logger.RefreshTokenReused(row.SessionId);
            await audit.RecordAsync(
                new(new(row.TenantId)), actor, AuditActions.SessionReused, row.UserId, [("session", row.SessionId)], CancellationToken.None);
            return null;
        }

        return new(row.SessionId, new(new(row.TenantId)), new(row.UserId), successor);
    }

    /// <summary>Ends the session that a refresh token belongs to, if it belongs to one.</summary>
    public async Task EndAsync(string token, Actor actor, CancellationToken cancellationToken)
    {
        var ended = await database.WriteAsync(
            async connection =>
            {
                var row = await connection.QuerySingleOrDefaultAsync<Row>(
                    """
                    update sys_sessions set ended_at = @now
                    where ended_at is null and id in (select session_id from sys_refresh_tokens where token_hash = @hash)
                    returning id as SessionId, tenant_id as TenantId, user_id as UserId, cast(null as bigint) as UsedAt
                    """,
                    new { hash = TokenText.Hash(token), now = Milliseconds(time.GetUtcNow()) });
                if (row is not null)
                {
                    connection.NotifyOnCommit(ProvenSessions.Topic, row.UserId);
                }

                return row;
            },
            Durability.Full,
            cancellationToken);
        if (ended is not null)
        {
            var user = new UserId(ended.UserId);
            await audit.RecordAsync(
                new(new(ended.TenantId)), actor.As(user), AuditActions.SignedOut, user.Value, [("session", ended.SessionId)], CancellationToken.None);
        }
    }

    private async Task<(Row? Row, bool Reused)> UseAsync(SystemConnection connection, string hash, string successorHash)
    {
        var now = time.GetUtcNow();
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            """
            select s.id as SessionId, s.tenant_id as TenantId, s.user_id as UserId, t.used_at as UsedAt
            from sys_refresh_tokens t join sys_sessions s on s.id = t.session_id
            where t.token_hash = @hash and t.expires_at > @now and s.ended_at is null {for_update}
            """,
            new { hash, now = Milliseconds(now) });
        if (row is null)
        {
            return (null, false);
        }

        if (row.UsedAt is not { } usedAt)
        {
            await connection.ExecuteAsync(
                "update sys_refresh_tokens set used_at = @now where token_hash = @hash", new { hash, now = Milliseconds(now) });
            await connection.ExecuteAsync(
                "update sys_sessions set expires_at = @expires, last_used_at = @now where id = @SessionId",
                new { row.SessionId, now = Milliseconds(now), expires = Milliseconds(now + Lifetime) });
            await KeepAsync(connection, row.SessionId, successorHash, now);
            return (row, false);
        }

        if (Milliseconds(now) - usedAt <= options.Value.RefreshGrace.TotalMilliseconds)
        {
            return (row, false);
        }

        await connection.ExecuteAsync(
            "update sys_sessions set ended_at = @now where id = @SessionId", new { row.SessionId, now = Milliseconds(now) });
        connection.NotifyOnCommit(ProvenSessions.Topic, row.UserId);
        return (row, true);
    }

    private Task<int> KeepAsync(DatabaseConnection connection, string session, string hash, DateTimeOffset now) =>
        connection.ExecuteAsync(
            "insert into sys_refresh_tokens (token_hash, session_id, expires_at) values (@hash, @session, @expires)",
            new { hash, session, expires = Milliseconds(now + Lifetime) });

    private static long Milliseconds(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds();

    private sealed record Row(string SessionId, string TenantId, string UserId, long? UsedAt);
}
