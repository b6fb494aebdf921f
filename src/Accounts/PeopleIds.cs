namespace Parley.Accounts;

/// <summary>The kinds of ids of what surrounds users.</summary>
public static class PeopleIds
{
    public sealed class Group : IIdKind { public static string Prefix => "group"; }

    public sealed class Invitation : IIdKind { public static string Prefix => "invitation"; }

    public sealed class Letter : IIdKind { public static string Prefix => "letter"; }

    public sealed class Session : IIdKind { public static string Prefix => "session"; }

    public sealed class AuditEvent : IIdKind { public static string Prefix => "audit"; }
}
