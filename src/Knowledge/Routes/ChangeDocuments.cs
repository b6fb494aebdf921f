using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Parley.Knowledge.Routes;

/// <summary>DELETE /v1/knowledge/{namespace}/documents/{id}.</summary>
internal static class DeleteDocument
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/{namespace}/documents/{id}", HandleAsync).Allow(Scopes.KnowledgeWrite, Role.Admin).WithSummary("Delete a document");

    internal static async Task<NoContent> HandleAsync(
        string @namespace, DocumentId id, [FromServices] Caller caller, [FromServices] DocumentStore documents, CancellationToken cancellationToken) =>
        await documents.DeleteAsync(caller.Tenant, Namespaces.CheckName(@namespace), id, cancellationToken)
            ? TypedResults.NoContent()
            : throw new RefusedException(Refusal.NotFound("document"));
}

/// <summary>POST /v1/knowledge/{namespace}/documents/{id}/retry — reads a document again that failed or is ready.</summary>
internal static class RetryDocument
{
    public sealed record Response(KnowledgeDocument Document);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/{namespace}/documents/{id}/retry", HandleAsync).Allow(Scopes.KnowledgeWrite, Role.Admin).WithSummary("Read a document again");

    internal static async Task<Accepted<Response>> HandleAsync(
        string @namespace, DocumentId id, [FromServices] Caller caller, [FromServices] DocumentStore documents, CancellationToken cancellationToken)
    {
        var retried = await documents.RetryAsync(caller.Tenant, Namespaces.CheckName(@namespace), id, cancellationToken);
        var document = await documents.FindAsync(caller.Tenant, @namespace, id, null, cancellationToken)
            ?? throw new RefusedException(Refusal.NotFound("document"));
        return retried
            ? TypedResults.Accepted($"/v1/knowledge/{@namespace}/documents/{id}", new Response(document))
            : throw new RefusedException(new Refusal(409, "in_progress", $"The document is {document.State}; it can be read again when that is over."));
    }
}
