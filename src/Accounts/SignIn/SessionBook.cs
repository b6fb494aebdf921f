namespace Parley.Accounts;

internal sealed record SessionRow(string Id, string? Method, string? Client, long CreatedAt, long? LastUsedAt, long ExpiresAt);

/// <summary>The sessions of a tenant's users, for looking at and ending them.</summary>
internal sealed class SessionBook(TenantDatabase database, AuditTrail audit, TimeProvider time)
{
    private const string Open = "tenant_id = @tenant and user_id = @user and ended_at is null and expires_at > @now";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<IReadOnlyList<SessionRow>> ListAsync(TenantScope tenant, UserId user, Paging paging, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QueryAsync<SessionRow>(
            $"""
            select id as Id, method as Method, client as Client, created_at as CreatedAt, last_used_at as LastUsedAt, expires_at as ExpiresAt
            from sys_sessions where {Open} {paging.AndBelow()} order by id desc limit @limit
            """,
            new { user = user.Value, now = Now, paging.Before, limit = paging.Limit + 1 });
    }

    /// <returns>Null when the tenant has no such session.</returns>
    public async Task<UserId?> OwnerAsync(TenantScope tenant, string session, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.ScalarAsync<string>("select user_id from sys_sessions where tenant_id = @tenant and id = @session", new { session }) is { } user
            ? new(user)
            : null;
    }

    /// <returns>When somebody signed in to it; null when the tenant has no such session.</returns>
    public async Task<DateTimeOffset?> StartedAtAsync(TenantScope tenant, string session, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.ScalarAsync<long?>("select created_at from sys_sessions where tenant_id = @tenant and id = @session", new { session }) is { } at
            ? DateTimeOffset.FromUnixTimeMilliseconds(at)
            : null;
    }

    /// <returns>False when it has ended already.</returns>
    public Task<bool> EndOneAsync(TenantScope tenant, UserId user, string session, Actor actor, CancellationToken cancellationToken) =>
        EndAsync(tenant, user, "id = @session", session, actor, cancellationToken);

    /// <param name="keep">The session that goes on.</param>
    public Task EndAsync(TenantConnection connection, UserId user, string keep, Actor actor) =>
        EndAsync(connection, user, "id <> @session", keep, actor);

    /// <param name="keep">The session that goes on; null for none.</param>
    public Task EndAsync(TenantScope tenant, UserId user, string? keep, Actor actor, CancellationToken cancellationToken) =>
        EndAsync(tenant, user, "id <> @session", keep ?? "", actor, cancellationToken);

    private Task<bool> EndAsync(
        TenantScope tenant, UserId user, string which, string session, Actor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(tenant, connection => EndAsync(connection, user, which, session, actor), Durability.Full, cancellationToken);

    private async Task<bool> EndAsync(TenantConnection connection, UserId user, string which, string session, Actor actor)
    {
        var ended = await connection.QueryAsync<string>(
            $"update sys_sessions set ended_at = @now where {Open} and {which} returning id", new { user = user.Value, now = Now, session });
        foreach (var id in ended)
        {
            await audit.WriteAsync(connection, actor, AuditActions.SessionEnded, user.Value, ("session", id));
        }

        connection.NotifyOnCommit(ProvenSessions.Topic, user.Value);
        return ended.Count > 0;
    }
}
