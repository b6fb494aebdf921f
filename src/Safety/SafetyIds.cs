namespace Parley.Safety;

/// <summary>The kinds of ids of this room.</summary>
public static class SafetyIds
{
    public sealed class Policy : IIdKind { public static string Prefix => "policy"; }

    public sealed class Review : IIdKind { public static string Prefix => "review"; }

    public sealed class Finding : IIdKind { public static string Prefix => "finding"; }

    public sealed class Example : IIdKind { public static string Prefix => "example"; }
}
