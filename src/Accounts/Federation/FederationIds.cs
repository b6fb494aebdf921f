namespace Parley.Accounts;

/// <summary>The kinds of ids of what signs in by an identity provider.</summary>
public static class FederationIds
{
    public sealed class Provider : IIdKind { public static string Prefix => "provider"; }

    /// <summary>A domain that a tenant claims.</summary>
    public sealed class Domain : IIdKind { public static string Prefix => "domain"; }

    /// <summary>A sign-in that was tried to see what would come of it.</summary>
    public sealed class Test : IIdKind { public static string Prefix => "test"; }
}
