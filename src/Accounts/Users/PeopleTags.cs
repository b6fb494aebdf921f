namespace Parley.Accounts;

/// <summary>A user as rooms that grant access see them.</summary>
/// <param name="SignsIn">False while disabled.</param>
/// <param name="AclTags">As <see cref="Caller.AclTags"/> has them.</param>
public sealed record TaggedUser(UserId Id, Role Role, bool SignsIn, IReadOnlyList<string> AclTags);

/// <summary>Knows whom access can be granted to: the users and the groups of a tenant.</summary>
public sealed class PeopleTags
{
    private readonly TenantDatabase _database;
    private readonly UserStore _users;

    internal PeopleTags(TenantDatabase database, UserStore users) => (_database, _users) = (database, users);

    /// <summary>Whether somebody may look at what others have access to.</summary>
    public static bool MayLookAtOthers(Caller caller) => Grants.Administers(caller);

    /// <returns>Null when the tenant has no such user.</returns>
    public async Task<TaggedUser?> FindAsync(TenantScope tenant, UserId id, CancellationToken cancellationToken)
    {
        if (await _users.FindAsync(tenant, id, cancellationToken) is not { } user)
        {
            return null;
        }

        await using var connection = await _database.OpenAsync(tenant, cancellationToken);
        return new(id, user.Standing, user.DisabledAt is null, Standing.AclTags(user.Standing, id, await GroupNames.AllOfAsync(connection, id)));
    }

    /// <summary>The ids of groups that are given by id or by name.</summary>
    /// <returns>Null for each that the tenant does not have, in their order.</returns>
    public async Task<IReadOnlyList<string?>> GroupsAsync(TenantScope tenant, IReadOnlyList<string> given, CancellationToken cancellationToken)
    {
        if (given.Count == 0)
        {
            return [];
        }

        await using var connection = await _database.OpenAsync(tenant, cancellationToken);
        var found = await connection.QueryAsync<GroupName>(
            "select id as Id, name as Name from groups where tenant_id = @tenant and (id in @given or name in @given)", new { given = given.ToArray() });
        return [.. given.Select(one => found.FirstOrDefault(group => group.Id == one || group.Name == one)?.Id)];
    }

    /// <summary>Those of some users whom the tenant does not have.</summary>
    public async Task<IReadOnlyList<string>> UnknownUsersAsync(TenantScope tenant, IReadOnlyList<string> given, CancellationToken cancellationToken)
    {
        if (given.Count == 0)
        {
            return [];
        }

        await using var connection = await _database.OpenAsync(tenant, cancellationToken);
        var found = await connection.QueryAsync<string>(
            "select id from users where tenant_id = @tenant and id in @given", new { given = given.ToArray() });
        return [.. given.Except(found, StringComparer.Ordinal)];
    }
}
