namespace Parley.Accounts;

/// <summary>What the ids of people, groups and keys are called now. The trail itself keeps ids alone, so that a name can be forgotten.</summary>
public sealed class AuditNames
{
    private readonly TenantDatabase _database;
    private readonly UserStore _users;

    internal AuditNames(TenantDatabase database, UserStore users) => (_database, _users) = (database, users);

    /// <returns>Names by id; whoever is gone, and every id of another kind, is not among them.</returns>
    public async Task<IReadOnlyDictionary<string, string>> FindAsync(TenantScope tenant, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var asked = ids.Where(IsNamed).Distinct(StringComparer.Ordinal).ToArray();
        if (asked.Length == 0)
        {
            return new Dictionary<string, string>();
        }

        IReadOnlyList<UserRow> people;
        IReadOnlyList<GroupName> others;
        await using (var connection = await _database.OpenAsync(tenant, cancellationToken))
        {
            people = await connection.QueryAsync<UserRow>($"select {UserStore.Columns} from users where tenant_id = @tenant and id in @asked", new { asked });
            others = await connection.QueryAsync<GroupName>(
                """
                select id as Id, name as Name from groups where tenant_id = @tenant and id in @asked
                union all select id as Id, name as Name from api_keys where tenant_id = @tenant and id in @asked
                """,
                new { asked });
        }

        var names = others.ToDictionary(other => other.Id, other => other.Name, StringComparer.Ordinal);
        foreach (var person in people)
        {
            var (email, name) = await _users.OpenAsync(tenant, person, cancellationToken);
            if ((name ?? email) is { } called)
            {
                names[person.Id] = called;
            }
        }

        return names;
    }

    private static bool IsNamed(string id) =>
        Has(id, Ids.User.Prefix) || Has(id, Ids.ApiKey.Prefix) || Has(id, PeopleIds.Group.Prefix);

    private static bool Has(string id, string prefix) => id.Length > prefix.Length && id[prefix.Length] == '_' && id.StartsWith(prefix, StringComparison.Ordinal);
}
