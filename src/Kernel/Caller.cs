using System.Collections.Frozen;

namespace Parley.Kernel;

/// <summary>The tenant that everything in one unit of work belongs to.</summary>
public sealed record TenantScope(TenantId Id);

/// <summary>What a user may do in general; <see cref="Viewer"/> reads, <see cref="Member"/> also chats, and so on upwards.</summary>
public enum Role
{
    Viewer,
    Member,
    Agent,
    Admin,
    Owner,
}

/// <summary>Who makes this request, proven by a token or a key.</summary>
public sealed record Caller
{
    public required TenantScope Tenant { get; init; }

    /// <summary>Whose conversations this caller sees: the user, or the end user for whom a key acts.</summary>
    public required SubjectId Subject { get; init; }

    /// <summary>The person, or null when a key acts for an end user.</summary>
    public UserId? User { get; init; }

    /// <summary>The API key used, or null when a person is signed in.</summary>
    public ApiKeyId? Key { get; init; }

    /// <summary>The session whose access token was used, or null for a key.</summary>
    public string? Session { get; init; }

    /// <summary>The role in the tenant; null for an end user.</summary>
    public Role? Role { get; init; }

    /// <summary>What the token or key may be used for, of <see cref="Kernel.Scopes"/>.</summary>
    public required FrozenSet<string> Scopes { get; init; }

    /// <summary>
    /// The access tags that this caller holds, matched against a document's <c>acl</c>: always <c>public</c>; for members of the
    /// tenant also <c>members</c>, <c>role:…</c>, <c>user:…</c> and, by id and by name, <c>group:…</c>.
    /// </summary>
    public required IReadOnlyList<string> AclTags { get; init; }
}

/// <summary>The scopes a key can carry.</summary>
public static class Scopes
{
    public const string Chat = "chat";
    public const string KnowledgeRead = "knowledge:read";
    public const string KnowledgeWrite = "knowledge:write";
    public const string ModelsAdmin = "models:admin";
    public const string UsersAdmin = "users:admin";
    public const string SafetyAdmin = "safety:admin";
    public const string UsageRead = "usage:read";

    /// <summary>Makes tenants. Only the first owner has it, and keys given it.</summary>
    public const string Platform = "platform";

    /// <summary>Every scope there is.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Chat, KnowledgeRead, KnowledgeWrite, ModelsAdmin, UsersAdmin, SafetyAdmin, UsageRead, Platform];
}
