using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Knowledge.Ingestion;

namespace Parley.Knowledge.Routes;

/// <summary>PATCH /v1/knowledge/{namespace}/documents/{id} — changes at once who may read a document, without reading it again.</summary>
internal static class ChangeDocument
{
    /// <param name="Acl">As for a new document; empty for every member of the tenant.</param>
    public sealed record Request([Required] IReadOnlyList<string> Acl);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPatch("/{namespace}/documents/{id}", HandleAsync).Allow(Scopes.KnowledgeWrite, Role.Admin).WithSummary("Change who may read a document");

    internal static async Task<Ok<KnowledgeDocument>> HandleAsync(
        string @namespace, DocumentId id, Request request, [FromServices] Caller caller, [FromServices] DocumentStore documents,
        [FromServices] DocumentAccess access, CancellationToken cancellationToken)
    {
        var acl = AccessTags.Canonical(request.Acl);
        var before = await documents.FindAsync(caller.Tenant, Namespaces.CheckName(@namespace), id, null, cancellationToken)
            ?? throw new RefusedException(Refusal.NotFound("document"));
        await access.AllowAsync(caller.Tenant, @namespace, [before.ExternalId], acl, cancellationToken);
        return TypedResults.Ok(await documents.FindAsync(caller.Tenant, @namespace, id, null, cancellationToken)
            ?? throw new RefusedException(Refusal.NotFound("document")));
    }
}

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

/// <summary>POST /v1/knowledge/{namespace}/reread — reads all documents of a namespace again, as after its settings were changed.</summary>
internal static class RereadNamespace
{
    /// <param name="Documents">How many there are; those that are being read are not read twice.</param>
    public sealed record Response(JobId JobId, long Documents);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/{namespace}/reread", HandleAsync).Allow(Scopes.KnowledgeWrite, Role.Admin).WithSummary("Read all documents of a namespace again");

    internal static async Task<Accepted<Response>> HandleAsync(
        string @namespace, [FromServices] Caller caller, [FromServices] Rereading rereading, CancellationToken cancellationToken)
    {
        var (job, documents) = await rereading.OrderAsync(caller.Tenant, Namespaces.CheckName(@namespace), cancellationToken)
            ?? throw new RefusedException(Refusal.NotFound("namespace"));
        return TypedResults.Accepted($"/v1/jobs/{job}", new Response(job, documents));
    }
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
