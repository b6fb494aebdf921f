namespace Parley.Kernel;

/// <summary>The kinds of things that have ids. Projects see them under aliases: <c>TenantId</c> is <c>Id&lt;Ids.Tenant&gt;</c>.</summary>
public static class Ids
{
    public sealed class Tenant : IIdKind { public static string Prefix => "tenant"; }

    /// <summary>Whom conversations belong to: a user, an API key's end user, a channel's contact.</summary>
    public sealed class Subject : IIdKind { public static string Prefix => "sub"; }

    public sealed class User : IIdKind { public static string Prefix => "user"; }

    public sealed class ApiKey : IIdKind { public static string Prefix => "key"; }

    public sealed class Conversation : IIdKind { public static string Prefix => "conv"; }

    public sealed class Folder : IIdKind { public static string Prefix => "fold"; }

    public sealed class File : IIdKind { public static string Prefix => "file"; }

    public sealed class Message : IIdKind { public static string Prefix => "msg"; }

    public sealed class Turn : IIdKind { public static string Prefix => "turn"; }

    public sealed class Document : IIdKind { public static string Prefix => "doc"; }

    public sealed class Chunk : IIdKind { public static string Prefix => "chunk"; }

    public sealed class Job : IIdKind { public static string Prefix => "job"; }
}
