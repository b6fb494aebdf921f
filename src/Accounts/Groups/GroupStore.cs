using System.Text.RegularExpressions;

namespace Parley.Accounts;

/// <summary>A group as access tags name it.</summary>
public sealed record GroupName(string Id, string Name);

internal sealed record GroupRow(string Id, string Name, long CreatedAt, long Members);

/// <summary>
/// The groups of tenants. Documents name a group by its id or its name, so a name that a group once had stays the group's as long as it lives: it
/// would otherwise carry its documents' access to another group.
/// </summary>
internal sealed partial class GroupStore(TenantDatabase database, AuditTrail audit, TimeProvider time)
{
    private const string Columns =
        """
        g.id as Id, g.name as Name, g.created_at as CreatedAt,
        (select count(*) from group_members m where m.tenant_id = @tenant and m.group_id = g.id) as Members
        """;

    /// <exception cref="RefusedException">It cannot be a group's name.</exception>
    public static string ReadName(string name) =>
        Form().IsMatch(name) && !name.StartsWith(PeopleIds.Group.Prefix + "_", StringComparison.OrdinalIgnoreCase)
            ? name
            : throw new RefusedException(Refusal.Invalid(
                "name", "A group is named by 1 to 60 letters, digits, hyphens and underscores, and not like a group's id."));

    /// <summary>The groups that a user is in, by name.</summary>
    public static Task<IReadOnlyList<GroupName>> OfAsync(TenantConnection connection, UserId user) =>
        connection.QueryAsync<GroupName>(
            """
            select g.id as Id, g.name as Name from group_members m join groups g on g.tenant_id = m.tenant_id and g.id = m.group_id
            where m.tenant_id = @tenant and m.user_id = @user order by g.name
            """,
            new { user = user.Value });

    public async Task<IReadOnlyList<GroupRow>> ListAsync(TenantScope tenant, Paging paging, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QueryAsync<GroupRow>(
            $"select {Columns} from groups g where g.tenant_id = @tenant {paging.AndBelow("g.id")} order by g.id desc limit @limit",
            new { paging.Before, limit = paging.Limit + 1 });
    }

    public async Task<GroupRow?> FindAsync(TenantScope tenant, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<GroupRow>(
            $"select {Columns} from groups g where g.tenant_id = @tenant and g.id = @id", new { id });
    }

    /// <returns>The ids of a page of members, the last id first.</returns>
    public async Task<IReadOnlyList<string>> MembersAsync(TenantScope tenant, string id, Paging paging, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QueryAsync<string>(
            $"""
            select user_id from group_members where tenant_id = @tenant and group_id = @id {paging.AndBelow("user_id")}
            order by user_id desc limit @limit
            """,
            new { id, paging.Before, limit = paging.Limit + 1 });
    }

    /// <exception cref="RefusedException">A group has or had this name.</exception>
    public Task<GroupRow> MakeAsync(TenantScope tenant, string name, Actor actor, CancellationToken cancellationToken)
    {
        var group = new GroupRow(Id<PeopleIds.Group>.New(time).Value, name, time.GetUtcNow().ToUnixTimeMilliseconds(), 0);
        return database.WriteAsync(
            tenant,
            async connection =>
            {
                await GroupNames.LockAsync(connection);
                await GroupNames.CheckNeverHadAsync(connection, name, group.Id);
                var made = await connection.ExecuteAsync(
                    "insert into groups (tenant_id, id, name, created_at) values (@tenant, @Id, @Name, @CreatedAt) on conflict do nothing",
                    new { group.Id, group.Name, group.CreatedAt });
                if (made == 0)
                {
                    throw GroupNames.Exists();
                }

                await audit.WriteAsync(connection, actor, AuditActions.GroupMade, group.Id, ("name", name));
                return group;
            },
            Durability.Full,
            cancellationToken);
    }

    /// <summary>Gives a group another name; the one before goes on meaning it.</summary>
    /// <returns>False when there is no such group.</returns>
    /// <exception cref="RefusedException">Another group has or had this name.</exception>
    public Task<bool> RenameAsync(TenantScope tenant, string id, string name, Actor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async connection =>
            {
                await GroupNames.LockAsync(connection);
                var before = await connection.ScalarAsync<string>("select name from groups where tenant_id = @tenant and id = @id {for_update}", new { id });
                if (before is null || before == name)
                {
                    return before is not null;
                }

                await GroupNames.CheckNeverHadAsync(connection, name, id);
                if (await connection.ScalarAsync<string>("select id from groups where tenant_id = @tenant and name = @name", new { name }) is not null)
                {
                    throw GroupNames.Exists();
                }

                var args = new { id, name, before };
                await connection.ExecuteAsync("delete from former_group_names where tenant_id = @tenant and name = @name", args);
                await connection.ExecuteAsync("insert into former_group_names (tenant_id, name, group_id) values (@tenant, @before, @id)", args);
                await connection.ExecuteAsync("update groups set name = @name where tenant_id = @tenant and id = @id", args);
                await audit.WriteAsync(connection, actor, AuditActions.GroupRenamed, id, ("from", before), ("to", name));
                connection.NotifyOnCommit(ProvenSessions.Topic, "");
                return true;
            },
            Durability.Full,
            cancellationToken);

    /// <returns>False when there is no such group.</returns>
    public Task<bool> DeleteAsync(TenantScope tenant, string id, Actor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await connection.ExecuteAsync("delete from groups where tenant_id = @tenant and id = @id", new { id }) == 0)
                {
                    return false;
                }

                await connection.ExecuteAsync("delete from group_members where tenant_id = @tenant and group_id = @id", new { id });
                await connection.ExecuteAsync("delete from former_group_names where tenant_id = @tenant and group_id = @id", new { id });
                await audit.WriteAsync(connection, actor, AuditActions.GroupDeleted, id);

                // All are looked at anew: a group may have any number of members.
                connection.NotifyOnCommit(ProvenSessions.Topic, "");
                return true;
            },
            Durability.Full,
            cancellationToken);

    /// <returns>False when there is no such group or user.</returns>
    public Task<bool> AddMemberAsync(TenantScope tenant, string group, UserId user, Actor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(tenant, connection => AddMemberAsync(connection, group, user, actor), Durability.Full, cancellationToken);

    /// <inheritdoc cref="AddMemberAsync(TenantScope, string, UserId, Actor, CancellationToken)"/>
    public async Task<bool> AddMemberAsync(TenantConnection connection, string group, UserId user, Actor actor)
    {
        // Locked, so that nobody becomes a member of what is deleted at the same moment.
        var both = await connection.ScalarAsync<string>("select id from groups where tenant_id = @tenant and id = @group {for_update}", new { group }) is not null
            && await connection.ScalarAsync<string>("select id from users where tenant_id = @tenant and id = @user {for_update}", new { user = user.Value }) is not null;
        if (both && await connection.ExecuteAsync(
            "insert into group_members (tenant_id, group_id, user_id, added_at) values (@tenant, @group, @user, @now) on conflict do nothing",
            new { group, user = user.Value, now = time.GetUtcNow().ToUnixTimeMilliseconds() }) == 1)
        {
            await audit.WriteAsync(connection, actor, AuditActions.GroupJoined, user.Value, ("group", group));
            connection.NotifyOnCommit(ProvenSessions.Topic, user.Value);
        }

        return both;
    }

    /// <returns>False when the user was no member.</returns>
    public Task<bool> RemoveMemberAsync(TenantScope tenant, string group, UserId user, Actor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(tenant, connection => RemoveMemberAsync(connection, group, user, actor), Durability.Full, cancellationToken);

    /// <inheritdoc cref="RemoveMemberAsync(TenantScope, string, UserId, Actor, CancellationToken)"/>
    public async Task<bool> RemoveMemberAsync(TenantConnection connection, string group, UserId user, Actor actor)
    {
        if (await connection.ExecuteAsync(
            "delete from group_members where tenant_id = @tenant and group_id = @group and user_id = @user", new { group, user = user.Value }) == 0)
        {
            return false;
        }

        await audit.WriteAsync(connection, actor, AuditActions.GroupLeft, user.Value, ("group", group));
        connection.NotifyOnCommit(ProvenSessions.Topic, user.Value);
        return true;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_\-]{1,60}\z")]
    private static partial Regex Form();
}
