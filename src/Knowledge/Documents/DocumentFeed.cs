using Parley.Storage;

namespace Parley.Knowledge;

/// <summary>Notes changes of documents in the feed that the members of a tenant share.</summary>
public static class DocumentFeed
{
    /// <summary>Kind of an entry: the document named <c>namespace/id</c> was changed, added or deleted.</summary>
    public const string Document = "document";

    /// <returns>The namespace and the id of the document that an entry names.</returns>
    public static (string Namespace, DocumentId Id) Read(string thing)
    {
        var slash = thing.LastIndexOf('/');
        return (thing[..slash], new(thing[(slash + 1)..]));
    }

    internal static Task ChangedAsync(TenantConnection connection, string @namespace, IEnumerable<string> documents, DateTimeOffset now) => IsPrivate(@namespace)
        ? Task.CompletedTask
        : Feed.NoteAsync(connection, Feed.OfTenant(connection.Tenant), Document, [.. documents.Select(id => $"{@namespace}/{id}")], now);

    /// <param name="acl">Who could see it, and may know that it is gone.</param>
    internal static Task DeletedAsync(TenantConnection connection, string @namespace, DocumentId document, string acl, DateTimeOffset now) => IsPrivate(@namespace)
        ? Task.CompletedTask
        : Feed.NoteAsync(connection, Feed.OfTenant(connection.Tenant), Document, [$"{@namespace}/{document}"], now, acl);

    /// <summary>What came with a conversation is its owner's alone, and nobody else is told of it.</summary>
    private static bool IsPrivate(string @namespace) => AttachedNamespace.Parse(@namespace) is not null;
}
