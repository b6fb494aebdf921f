using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Parley.Knowledge.Routes;

/// <summary>GET /v1/knowledge/{namespace}/documents/{id}/text — the text in which citations count.</summary>
internal static class GetDocumentText
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{namespace}/documents/{id}/text", HandleAsync).Allow(Scopes.KnowledgeRead).WithSummary("Get a document's text");

    internal static async Task<Ok<DocumentText>> HandleAsync(
        string @namespace, DocumentId id, [FromServices] Caller caller, [FromServices] DocumentContents contents, CancellationToken cancellationToken)
    {
        var tags = Namespaces.CheckReadable(@namespace, caller) ?? caller.AclTags;
        return TypedResults.Ok(
            await contents.TextAsync(caller.Tenant, @namespace, id, tags, cancellationToken)
            ?? throw new RefusedException(Refusal.NotFound("document that is ready")));
    }
}

/// <summary>GET /v1/knowledge/{namespace}/documents/{id}/chunks — the pieces in which a document is found, in their order.</summary>
internal static class ListChunks
{
    private const int Usual = 50;
    private const int Most = 200;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{namespace}/documents/{id}/chunks", HandleAsync).Allow(Scopes.KnowledgeRead).WithSummary("List a document's chunks");

    internal static async Task<Ok<KnowledgePage<DocumentChunk>>> HandleAsync(
        string @namespace, DocumentId id, [FromServices] Caller caller, [FromServices] DocumentContents contents, CancellationToken cancellationToken,
        int? limit = null, string? cursor = null)
    {
        var tags = Namespaces.CheckReadable(@namespace, caller) ?? caller.AclTags;
        if (limit is < 1 or > Most)
        {
            throw new RefusedException(Refusal.Invalid("limit", $"The limit is {limit}; it must be from 1 to {Most}."));
        }

        var after = -1;
        if (!string.IsNullOrEmpty(cursor) && !(int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after) && after < int.MaxValue))
        {
            throw new RefusedException(Refusal.Invalid("cursor", "The cursor is not one that this list gave out. Leave it away to start at the first page."));
        }

        return TypedResults.Ok(
            await contents.ChunksAsync(caller.Tenant, @namespace, id, tags, after, limit ?? Usual, cancellationToken)
            ?? throw new RefusedException(Refusal.NotFound("document that is ready")));
    }
}

/// <summary>GET /v1/knowledge/{namespace}/documents/{id}/file — the file that the text was read from, for a disk or a viewer and never for a page of ours.</summary>
internal static class DownloadDocument
{
    private const string Pdf = "application/pdf";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{namespace}/documents/{id}/file", HandleAsync).Allow(Scopes.KnowledgeRead).WithSummary("Download a document's file")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream");

    internal static async Task<FileContentHttpResult> HandleAsync(
        string @namespace, DocumentId id, [FromServices] Caller caller, [FromServices] DocumentContents contents, HttpResponse response,
        CancellationToken cancellationToken)
    {
        var tags = Namespaces.CheckReadable(@namespace, caller) ?? caller.AclTags;
        var (mediaType, bytes) = await contents.FileAsync(caller.Tenant, @namespace, id, tags, cancellationToken)
            ?? throw new RefusedException(Refusal.NotFound("document with a file"));
        response.Headers[HeaderNames.ContentDisposition] = "attachment";
        // Markup in it must not be taken for a page of ours.
        return TypedResults.Bytes(bytes, mediaType == Pdf ? Pdf : mediaType.StartsWith("text/", StringComparison.Ordinal) ? "text/plain" : "application/octet-stream");
    }
}
