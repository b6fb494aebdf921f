using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>
/// Knows what the session of an access token is worth now: nothing once it or its user has ended, else what the user's role and groups
/// give. What was found is used again for a few seconds, and forgotten at once when something about the user changes.
/// </summary>
internal sealed class ProvenSessions : IDisposable
{
    /// <summary>Signal topic: role, groups, sessions or the account of the user with this id changed.</summary>
    public const string Topic = "accounts.people";

    private const int Capacity = 20_000;
    private const int LongestId = 80;

    private readonly SystemDatabase _system;
    private readonly TenantDatabase _database;
    private readonly TimeProvider _time;
    private readonly ShortCache<string, Known> _cache;
    private readonly IDisposable _subscription;

    public ProvenSessions(SystemDatabase system, TenantDatabase database, Signals signals, IOptions<AccountsOptions> options, TimeProvider time)
    {
        (_system, _database, _time) = (system, database, time);
        _cache = new(time, options.Value.ApiKeyCache, Capacity);
        _subscription = signals.Subscribe(Topic, id => _cache.Evict(known => id.Length == 0 || known.Caller.User!.Value.Value == id));
    }

    /// <returns>Null when there is no such session, or it or its user has ended.</returns>
    public async ValueTask<Caller?> ProveAsync(string session, CancellationToken cancellationToken)
    {
        if (session.Length > LongestId)
        {
            return null;
        }

        if (!_cache.TryGet(session, out var known))
        {
            var generation = _cache.Generation;
            if (await LoadAsync(session, cancellationToken) is not { } found)
            {
                return null;
            }

            known = found;
            _cache.Put(session, found, generation);
        }

        return known.ExpiresAt > _time.GetUtcNow() ? known.Caller : null;
    }

    public void Dispose() => _subscription.Dispose();

    private async Task<Known?> LoadAsync(string session, CancellationToken cancellationToken)
    {
        if (await FindAsync(session, cancellationToken) is not { } head)
        {
            return null;
        }

        var tenant = new TenantScope(new(head.TenantId));
        await using var connection = await _database.OpenAsync(tenant, cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            """
            select subject_id as SubjectId, role as Role, platform as Platform
            from users where tenant_id = @tenant and id = @id and disabled_at is null
            """,
            new { id = head.UserId });
        if (row is null)
        {
            return null;
        }

        var (user, role) = (new UserId(head.UserId), Standing.RoleOf(row.Role));
        return new(
            new()
            {
                Tenant = tenant,
                Subject = new(row.SubjectId),
                User = user,
                Session = session,
                Role = role,
                Scopes = Standing.ScopesOf(role, row.Platform),
                AclTags = Standing.AclTags(role, user, await GroupNames.AllOfAsync(connection, user)),
            },
            DateTimeOffset.FromUnixTimeMilliseconds(head.ExpiresAt));
    }

    private async Task<Head?> FindAsync(string session, CancellationToken cancellationToken)
    {
        await using var connection = await _system.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Head>(
            "select tenant_id as TenantId, user_id as UserId, expires_at as ExpiresAt from sys_sessions where id = @session and ended_at is null",
            new { session });
    }

    private sealed record Known(Caller Caller, DateTimeOffset ExpiresAt);

    private sealed record Head(string TenantId, string UserId, long ExpiresAt);

    private sealed record Row(string SubjectId, string Role, bool Platform);
}
