namespace Parley.Safety;

/// <summary>The kinds of ids of this room.</summary>
public static class SafetyIds
{
    public sealed class Policy : IIdKind { public static string Prefix => "policy"; }
}
