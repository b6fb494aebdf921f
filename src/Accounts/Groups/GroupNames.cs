namespace Parley.Accounts;

/// <summary>The names that groups have, and those that they had before and by which documents go on naming them.</summary>
internal static class GroupNames
{
    /// <summary>The groups that a user is in, each by every name that it has or had.</summary>
    public static Task<IReadOnlyList<GroupName>> AllOfAsync(TenantConnection connection, UserId user) =>
        connection.QueryAsync<GroupName>(
            """
            select g.id as Id, g.name as Name from group_members m join groups g on g.tenant_id = m.tenant_id and g.id = m.group_id
            where m.tenant_id = @tenant and m.user_id = @user
            union all
            select f.group_id as Id, f.name as Name from group_members m join former_group_names f on f.tenant_id = m.tenant_id and f.group_id = m.group_id
            where m.tenant_id = @tenant and m.user_id = @user
            order by 2
            """,
            new { user = user.Value });

    /// <summary>A name is looked for in two tables, so a tenant gives names one at a time.</summary>
    public static Task<string?> LockAsync(TenantConnection connection) =>
        connection.ScalarAsync<string>("select tenant_id from tenants where tenant_id = @tenant {for_update}");

    /// <exception cref="RefusedException">Another group had the name before.</exception>
    public static async Task CheckNeverHadAsync(TenantConnection connection, string name, string id)
    {
        if (await connection.ScalarAsync<string>("select group_id from former_group_names where tenant_id = @tenant and name = @name", new { name }) is { } owner
            && owner != id)
        {
            throw new RefusedException(new(
                409, "group_exists", "Another group had this name before, and documents may name it so still; take another name."));
        }
    }

    public static RefusedException Exists() => new(new(409, "group_exists", "There is a group of this name already; take another name."));
}
