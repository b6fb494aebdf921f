using Parley.Accounts;

namespace Parley.Models;

/// <summary>Reads to whom a model is given: the roles must be some, and groups and users the tenant's own.</summary>
internal sealed class AccessCheck(PeopleTags people)
{
    private const int Most = 200;

    private static readonly string[] Roles = [.. Enum.GetNames<Role>().Select(name => name.ToLowerInvariant()), ModelAccess.EndUser];

    /// <returns>With groups by their ids, however they were named.</returns>
    /// <exception cref="RefusedException">There is no such role, group or user.</exception>
    public async Task<ModelAccess> ReadAsync(TenantScope tenant, ModelAccess? access, CancellationToken cancellationToken)
    {
        var (roles, groups, users) = (access?.Roles ?? [], access?.Groups ?? [], access?.Users ?? []);
        if (roles.Count + groups.Count + users.Count > Most)
        {
            throw DeploymentRules.Invalid("access", $"Grant it to at most {Most} roles, groups and users; make a group of those who belong together.");
        }

        if (roles.FirstOrDefault(role => !Roles.Contains(role), "viewer") is var odd && !Roles.Contains(odd))
        {
            throw DeploymentRules.Invalid("access.roles", $"A role is one of {string.Join(", ", Roles)}.");
        }

        if (groups.Any(IsNone) || users.Any(IsNone))
        {
            throw DeploymentRules.Invalid("access", "Groups and users go by their ids; groups also by their names.");
        }

        var found = await people.GroupsAsync(tenant, groups, cancellationToken);
        return found.Contains(null) ? throw DeploymentRules.Invalid("access.groups", "One of these groups is not there; GET /v1/groups lists them.")
            : await people.UnknownUsersAsync(tenant, users, cancellationToken) is [_, ..]
                ? throw DeploymentRules.Invalid("access.users", "One of these users is not there; GET /v1/users lists them by their ids.")
            : new(Kept(roles), Kept([.. found.Select(group => group!)]), Kept(users));
    }

    private static IReadOnlyList<string>? Kept(IReadOnlyList<string> names) => names.Count == 0 ? null : [.. names.Distinct(StringComparer.Ordinal)];

    private static bool IsNone(string? id) => id is not { Length: > 0 and <= 80 } || id.Any(letter => letter is <= ' ' or > '~');
}
