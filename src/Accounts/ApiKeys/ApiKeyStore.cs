using System.Globalization;

namespace Parley.Accounts;

/// <summary>The API keys of tenants. A key's id stays while its secret is rotated.</summary>
internal sealed class ApiKeyStore(TenantDatabase database, ProvenKeys proven, AuditTrail audit, TimeProvider time)
{
    public const string MadeByUser = "user";
    public const string FromEnvironment = "environment";
    public const string OfService = "service";

    // Each has limits of its own, so keys without end would be no limits.
    private const int MostOfUser = 100;

    public NewApiKey New(string name, UserId user, IReadOnlyList<string> scopes, int days) =>
        new(ApiKeyId.New(time), TokenText.New("pk_"), MadeByUser, name, user.Value, null, scopes, days, time.GetUtcNow());

    public NewApiKey NewService(string name, Role role, UserId maker, IReadOnlyList<string> scopes, int days) =>
        new(ApiKeyId.New(time), TokenText.New("pk_"), OfService, name, "", new(role, SubjectId.New(time), maker), scopes, days, time.GetUtcNow());

    /// <exception cref="RefusedException">Its user has too many, or the caller's own way in was ended meanwhile.</exception>
    public Task AddAsync(Caller caller, NewApiKey key, Actor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                // Whoever is being shut out must not leave a key behind, and of two at once the second counts the first one's.
                await Tenants.LockAsync(connection);
                await StillProven.CheckAsync(connection, caller);
                if (key.Kind == MadeByUser && await CountOfAsync(connection, key.Row.UserId) >= MostOfUser)
                {
                    throw new RefusedException(new(409, "too_many", $"Somebody has at most {MostOfUser} keys; revoke one that is not needed first."));
                }

                await InsertAsync(connection, key);
                await audit.WriteAsync(
                    connection, actor, AuditActions.KeyMade, key.Id.Value, ("kind", key.Kind), ("user", key.Row.View.User?.Value), ("scopes", string.Join(' ', key.Scopes)));
            },
            Durability.Full,
            cancellationToken);

    private Task<long> CountOfAsync(TenantConnection connection, string user) =>
        connection.ScalarAsync<long>(
            """
            select count(*) from api_keys
            where tenant_id = @tenant and user_id = @user and kind = @MadeByUser and revoked_at is null and (expires_at is null or expires_at > @now)
            """,
            new { user, MadeByUser, now = time.GetUtcNow().ToUnixTimeMilliseconds() });

    public static async Task InsertAsync(TenantConnection connection, NewApiKey key)
    {
        var row = key.Row;
        if (key.Service is { } service)
        {
            await connection.ExecuteAsync(
                "insert into subjects (tenant_id, id, kind, created_at) values (@tenant, @subject, 'service', @CreatedAt)",
                new { subject = service.Subject.Value, row.CreatedAt });
        }

        await connection.ExecuteAsync(
            """
            insert into api_keys (tenant_id, id, user_id, kind, name, ending, scopes, lifetime_days, created_at, expires_at, role, subject_id, made_by)
            values (@tenant, @Id, @UserId, @Kind, @Name, @Ending, @Scopes, @LifetimeDays, @CreatedAt, @ExpiresAt, @Role, @SubjectId, @MadeBy)
            """,
            new
            {
                row.Id,
                row.UserId,
                row.Kind,
                row.Name,
                row.Ending,
                row.Scopes,
                row.LifetimeDays,
                row.CreatedAt,
                row.ExpiresAt,
                row.Role,
                row.SubjectId,
                row.MadeBy,
            });
        await AddHashAsync(connection, key.Id, key.Key, key.ExpiresAt);
    }

    public static Task<int> AddHashAsync(TenantConnection connection, ApiKeyId id, string key, DateTimeOffset? expiresAt) =>
        connection.ExecuteAsync(
            "insert into sys_api_keys (key_hash, tenant_id, key_id, expires_at, revoked) values (@hash, @tenant, @id, @expires, 0)",
            new { hash = TokenText.Hash(key), id = id.Value, expires = expiresAt?.ToUnixTimeMilliseconds() });

    /// <param name="user">Whose keys; null for all of the tenant.</param>
    public async Task<IReadOnlyList<ApiKeyRow>> ListAsync(TenantScope tenant, UserId? user, Paging paging, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QueryAsync<ApiKeyRow>(
            $"""
            select {ApiKeyRow.Columns} from api_keys
            where tenant_id = @tenant and revoked_at is null and (@everyone = 1 or user_id = @user) {paging.AndBelow()}
            order by id desc limit @limit
            """,
            new { everyone = user is null, user = user?.Value ?? "", paging.Before, limit = paging.Limit + 1 });
    }

    public async Task<ApiKeyRow?> FindAsync(TenantScope tenant, ApiKeyId id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<ApiKeyRow>(
            $"select {ApiKeyRow.Columns} from api_keys where tenant_id = @tenant and id = @id and revoked_at is null", new { id = id.Value });
    }

    public async Task RevokeAsync(TenantScope tenant, ApiKeyId id, Actor actor, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                await RevokeAsync(connection, id, time.GetUtcNow());
                await audit.WriteAsync(connection, actor, AuditActions.KeyRevoked, id.Value);
            },
            Durability.Full,
            cancellationToken);
        proven.Forget(id.Value);
    }

    public static async Task RevokeAsync(TenantConnection connection, ApiKeyId id, DateTimeOffset now)
    {
        await connection.ExecuteAsync(
            "update api_keys set revoked_at = @now where tenant_id = @tenant and id = @id and revoked_at is null",
            new { id = id.Value, now = now.ToUnixTimeMilliseconds() });
        await connection.ExecuteAsync("update sys_api_keys set revoked = 1 where tenant_id = @tenant and key_id = @id", new { id = id.Value });
        connection.NotifyOnCommit(ProvenKeys.Topic, id.Value);
    }

    /// <summary>Ends a user's keys. The caller tells other nodes of the user's end, by which their keys are forgotten.</summary>
    public static async Task RevokeOfAsync(TenantConnection connection, UserId user, DateTimeOffset now)
    {
        var args = new { user = user.Value, now = now.ToUnixTimeMilliseconds() };
        await connection.ExecuteAsync(
            "update sys_api_keys set revoked = 1 where tenant_id = @tenant and key_id in (select id from api_keys where tenant_id = @tenant and user_id = @user)", args);
        await connection.ExecuteAsync("update api_keys set revoked_at = @now where tenant_id = @tenant and user_id = @user and revoked_at is null", args);
    }

    /// <summary>Gives a key a new secret for as long again; the old one works on for the overlap.</summary>
    /// <exception cref="RefusedException">It was revoked meanwhile.</exception>
    public async Task<ApiKeyView> RotateAsync(TenantScope tenant, ApiKeyRow row, TimeSpan overlap, Actor actor, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var key = new NewApiKey(
            new(row.Id), TokenText.New("pk_"), row.Kind, row.Name, row.UserId, null, row.ScopeList, (int?)row.LifetimeDays, now);
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                // Locked, because the second of two that are blind to each other would leave the first one's secret alive.
                if (await connection.ScalarAsync<string>(
                    "select id from api_keys where tenant_id = @tenant and id = @Id and revoked_at is null {for_update}", new { row.Id }) is null)
                {
                    throw new RefusedException(Refusal.NotFound("API key"));
                }

                var end = (now + overlap).ToUnixTimeMilliseconds();
                await connection.ExecuteAsync(
                    """
                    update sys_api_keys set expires_at = @end
                    where tenant_id = @tenant and key_id = @Id and (expires_at is null or expires_at > @end)
                    """,
                    new { row.Id, end });
                await connection.ExecuteAsync(
                    "update api_keys set ending = @Ending, expires_at = @expires where tenant_id = @tenant and id = @Id",
                    new { row.Id, key.Ending, expires = key.ExpiresAt?.ToUnixTimeMilliseconds() });
                await AddHashAsync(connection, key.Id, key.Key, key.ExpiresAt);
                await audit.WriteAsync(
                    connection, actor, AuditActions.KeyRotated, row.Id, ("overlap_hours", overlap.TotalHours.ToString(CultureInfo.InvariantCulture)));
                connection.NotifyOnCommit(ProvenKeys.Topic, row.Id);
            },
            Durability.Full,
            cancellationToken);
        proven.Forget(row.Id);
        return key.View with { CreatedAt = row.View.CreatedAt, Role = row.Role, MadeBy = row.View.MadeBy };
    }
}
