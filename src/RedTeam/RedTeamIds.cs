namespace Parley.RedTeam;

/// <summary>The kinds of ids of this room.</summary>
public static class RedTeamIds
{
    public sealed class Run : IIdKind { public static string Prefix => "redrun"; }
}
