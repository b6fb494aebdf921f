using System.Collections.Frozen;

namespace Parley.Accounts;

/// <summary>What a role in a tenant brings with it.</summary>
internal static class Standing
{
    /// <summary>What an end user may do at most, whatever the key can.</summary>
    public static FrozenSet<string> EndUserScopes { get; } = new[] { Scopes.Chat, Scopes.KnowledgeRead }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The most that a person of this role can do, or hand on to a key.</summary>
    /// <param name="platform">True for the first owner of the installation.</param>
    public static FrozenSet<string> ScopesOf(Role role, bool platform)
    {
        IEnumerable<string> scopes = role switch
        {
            Role.Viewer => [Scopes.KnowledgeRead],
            Role.Member or Role.Agent => [Scopes.Chat, Scopes.KnowledgeRead],
            _ => Scopes.All.Where(scope => scope != Scopes.Platform),
        };
        return (platform ? scopes.Append(Scopes.Platform) : scopes).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <param name="groups">By every name that they have or had.</param>
    public static IReadOnlyList<string> AclTags(Role role, UserId user, IReadOnlyList<GroupName> groups) =>
    [
        "public",
        "members",
        $"role:{NameOf(role)}",
        $"user:{user.Value}",
        .. groups.SelectMany(group => (string[])[$"group:{group.Id}", $"group:{group.Name}"]).Distinct(),
    ];

    /// <summary>What a service key holds.</summary>
    public static IReadOnlyList<string> AclTags(Role role) => ["public", "members", $"role:{NameOf(role)}"];

    public static string NameOf(Role role) => role.ToString().ToLowerInvariant();

    /// <exception cref="RefusedException">There is no such role.</exception>
    public static Role ReadRole(string name, string field) =>
        Enum.GetValues<Role>().FirstOrDefault(role => NameOf(role) == name, (Role)(-1)) is var role && role >= 0
            ? role
            : throw new RefusedException(Refusal.Invalid(field, "The role is one of viewer, member, agent, admin and owner."));

    public static Role RoleOf(string name) => Enum.Parse<Role>(name, ignoreCase: true);
}
