namespace Parley.Models;

/// <summary>Who may use a route or a deployment: whoever has one of the roles, is in one of the groups or is one of the users. With none of them, everybody.</summary>
/// <param name="Roles"><c>viewer member agent admin owner</c>, each for itself, and <c>end_user</c> for those whom a key acts for.</param>
/// <param name="Groups">Ids of groups.</param>
/// <param name="Users">Ids of users.</param>
public sealed record ModelAccess(IReadOnlyList<string>? Roles = null, IReadOnlyList<string>? Groups = null, IReadOnlyList<string>? Users = null)
{
    internal const string EndUser = "end_user";

    // Whoever belongs to the tenant holds it.
    private const string Members = "members";

    internal static ModelAccess Everybody { get; } = new();

    internal bool IsOpen => Grants.Count == 0;

    /// <summary>What it is granted to, as access tags name it.</summary>
    internal IReadOnlyList<string> Grants { get; } =
    [
        .. (Roles ?? []).Select(role => $"role:{role}"),
        .. (Groups ?? []).Select(group => $"group:{group}"),
        .. (Users ?? []).Select(user => $"user:{user}"),
    ];

    /// <param name="tags">The access tags of who asks, as <see cref="Caller.AclTags"/> has them.</param>
    internal bool Lets(IReadOnlyList<string> tags) => IsOpen || Because(tags) is not null;

    /// <returns>The grant that lets somebody in, such as <c>role:member</c>; null when none does.</returns>
    internal string? Because(IReadOnlyList<string> tags) => Grants.FirstOrDefault(
        grant => tags.Contains(grant) || (grant == $"role:{EndUser}" && !tags.Contains(Members)));
}
