namespace Parley.Accounts;

/// <summary>Nobody gives more than they have, and nobody lays hands on somebody who can do more: else they would be that somebody a moment later.</summary>
internal static class Grants
{
    /// <exception cref="RefusedException">The role can do more than the caller.</exception>
    public static void CheckGive(Caller caller, Role role)
    {
        if (!Covers(caller, role, platform: false))
        {
            throw new RefusedException(Refusal.Forbidden($"You cannot give the role {Standing.NameOf(role)}, because it can do more than you can."));
        }
    }

    /// <exception cref="RefusedException">The user can do more than the caller.</exception>
    public static void CheckOver(Caller caller, Role role, bool platform)
    {
        if (!Covers(caller, role, platform))
        {
            throw new RefusedException(Refusal.Forbidden("This user can do more than you can; ask somebody who can do as much."));
        }
    }

    /// <summary>What administers others asks for no password: a stolen session would do to its own user what that user's own routes refuse it.</summary>
    /// <exception cref="RefusedException">The user is the caller.</exception>
    public static void CheckOther(Caller caller, UserId user)
    {
        if (caller.User == user)
        {
            throw new RefusedException(new(
                409, "own_account", "This is your own account: change its password and second factor under /v1/auth, or ask somebody else."));
        }
    }

    public static bool Administers(Caller caller) => caller.Role >= Role.Admin && caller.Scopes.Contains(Scopes.UsersAdmin);

    private static bool Covers(Caller caller, Role role, bool platform) =>
        caller.Role >= role && Standing.ScopesOf(role, platform).IsSubsetOf(caller.Scopes);
}
