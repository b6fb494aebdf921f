using System.Collections.Frozen;

namespace Parley.Accounts;

/// <summary>Who asked for something that is done after the request: enough to find out what they may do by then.</summary>
/// <param name="User">The person; null for a service key, and for an end user.</param>
/// <param name="Key">The API key; null when a person was signed in.</param>
/// <param name="IsEndUser">Whether the key acted for an end user.</param>
public sealed record Asker(SubjectId Subject, UserId? User, ApiKeyId? Key, bool IsEndUser)
{
    public static Asker Of(Caller caller) => new(caller.Subject, caller.User, caller.Key, caller.Role is null);
}

/// <summary>What somebody may do today whose work goes on after their request: never more than then, and less once it was taken from them.</summary>
public sealed class PresentCaller
{
    private readonly TenantDatabase _database;
    private readonly ProvenKeys _keys;

    internal PresentCaller(TenantDatabase database, ProvenKeys keys) => (_database, _keys) = (database, keys);

    /// <returns>Null when the key lapsed or was revoked, or the person may sign in no more.</returns>
    public async Task<Caller?> OfAsync(TenantScope tenant, Asker asker, CancellationToken cancellationToken)
    {
        if (asker.Key is { } id)
        {
            return await _keys.FindAsync(tenant, id, cancellationToken) is not { } key ? null
                : asker.IsEndUser ? EndUser(key, asker.Subject)
                : key.Subject == asker.Subject ? ByKey(key)
                : null;
        }

        return asker.User is { } user ? await PersonAsync(tenant, user, cancellationToken) : null;
    }

    private static Caller ByKey(ProvenKey key) => new()
    {
        Tenant = key.Tenant,
        Subject = key.Subject,
        User = key.User,
        Key = key.Id,
        Role = key.Role,
        Scopes = key.Scopes,
        AclTags = key.AclTags,
    };

    private static Caller EndUser(ProvenKey key, SubjectId subject) => ByKey(key) with
    {
        Subject = subject,
        User = null,
        Role = null,
        Scopes = key.Scopes.Where(Standing.EndUserScopes.Contains).ToFrozenSet(StringComparer.Ordinal),
        AclTags = ["public"],
    };

    private async Task<Caller?> PersonAsync(TenantScope tenant, UserId user, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenAsync(tenant, cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            """
            select subject_id as SubjectId, role as Role, platform as Platform
            from users where tenant_id = @tenant and id = @id and disabled_at is null
            """,
            new { id = user.Value });
        if (row is null)
        {
            return null;
        }

        var role = Standing.RoleOf(row.Role);
        return new()
        {
            Tenant = tenant,
            Subject = new(row.SubjectId),
            User = user,
            Role = role,
            Scopes = Standing.ScopesOf(role, row.Platform),
            AclTags = Standing.AclTags(role, user, await GroupNames.AllOfAsync(connection, user)),
        };
    }

    private sealed record Row(string SubjectId, string Role, bool Platform);
}
