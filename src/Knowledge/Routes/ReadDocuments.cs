using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Parley.Knowledge.Routes;

/// <summary>GET /v1/knowledge/{namespace}/documents — the documents of a namespace that the caller may see, the oldest first.</summary>
internal static class ListDocuments
{
    private const int Usual = 50;
    private const int Most = 200;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{namespace}/documents", HandleAsync).Allow(Scopes.KnowledgeRead).WithSummary("List documents");

    internal static async Task<Ok<KnowledgePage<KnowledgeDocument>>> HandleAsync(
        string @namespace, [FromServices] Caller caller, [FromServices] DocumentStore documents, CancellationToken cancellationToken,
        int? limit = null, string? cursor = null)
    {
        Namespaces.CheckName(@namespace);
        if (limit is < 1 or > Most)
        {
            throw new RefusedException(Refusal.Invalid("limit", $"The limit is {limit}; it must be from 1 to {Most}."));
        }

        if (!string.IsNullOrEmpty(cursor) && !(cursor.StartsWith(Ids.Document.Prefix + "_", StringComparison.Ordinal) && DocumentId.TryParse(cursor, null, out _)))
        {
            throw new RefusedException(Refusal.Invalid("cursor", "The cursor is not one that this list gave out. Leave it away to start at the first page."));
        }

        return TypedResults.Ok(
            await documents.ListAsync(caller.Tenant, @namespace, Sight.Of(caller), cursor, limit ?? Usual, cancellationToken));
    }
}

/// <summary>GET /v1/knowledge/{namespace}/documents/{id}.</summary>
internal static class GetDocument
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{namespace}/documents/{id}", HandleAsync).Allow(Scopes.KnowledgeRead).WithSummary("Get a document");

    internal static async Task<Ok<KnowledgeDocument>> HandleAsync(
        string @namespace, DocumentId id, [FromServices] Caller caller, [FromServices] DocumentStore documents, CancellationToken cancellationToken) =>
        TypedResults.Ok(await documents.FindAsync(
            caller.Tenant, @namespace, id, Namespaces.CheckReadable(@namespace, caller) ?? Sight.Of(caller), cancellationToken)
            ?? throw new RefusedException(Refusal.NotFound("document")));
}

/// <summary>What a caller sees of documents.</summary>
internal static class Sight
{
    /// <summary>
    /// The tags that entries must match. Those who may change who sees a document see every entry (null); its text they read and search
    /// by their own tags, like everybody.
    /// </summary>
    public static IReadOnlyList<string>? Of(Caller caller) => caller.Role >= Role.Admin ? null : caller.AclTags;
}
