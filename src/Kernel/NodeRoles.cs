namespace Parley.Kernel;

/// <summary>What this process does, by <c>PARLEY_ROLES</c>; everything when nothing is said.</summary>
/// <param name="Api">It answers requests.</param>
/// <param name="Worker">It runs turns and jobs.</param>
public sealed record NodeRoles(bool Api, bool Worker)
{
    /// <summary>The roles of a process that does everything.</summary>
    public static NodeRoles All { get; } = new(true, true);
}
