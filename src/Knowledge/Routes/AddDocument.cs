using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Parley.Knowledge.Routes;

/// <summary>POST /v1/knowledge/{namespace}/documents — adds a document, or replaces the one with the same external id.</summary>
internal static class AddDocument
{
    public sealed record Response(KnowledgeDocument Document, JobId JobId);

    /// <summary>The time for a large document on a slow line, in milliseconds.</summary>
    internal const int LongestUpload = 10 * 60 * 1000;

    /// <summary>Room for the largest document, its escapes in JSON and what is said of it.</summary>
    internal static long LargestBody(IEndpointRouteBuilder routes) =>
        2L * routes.ServiceProvider.GetRequiredService<IOptions<KnowledgeOptions>>().Value.MostDocumentBytes;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/{namespace}/documents", HandleAsync).Allow(Scopes.KnowledgeWrite, Role.Admin)
            .WithMetadata(new RequestSizeLimitAttribute(LargestBody(routes)))
            .WithMetadata(new RequestTimeoutAttribute(LongestUpload))
            .Accepts<DocumentForm>("application/json", "multipart/form-data").WithSummary("Add or replace a document");

    internal static async Task<Accepted<Response>> HandleAsync(
        string @namespace, HttpRequest request, [FromServices] Caller caller, [FromServices] Uploads uploads,
        [FromServices] DocumentStore documents, [FromServices] IOptions<KnowledgeOptions> options, CancellationToken cancellationToken)
    {
        Namespaces.CheckName(@namespace);
        var upload = await ReadAsync(request, options.Value, cancellationToken);
        var (job, ids) = await uploads.AcceptAsync(caller.Tenant, @namespace, [upload], cancellationToken);
        var document = await documents.FindAsync(caller.Tenant, @namespace, ids[0], null, cancellationToken)
            ?? throw new RefusedException(Refusal.NotFound("document"));
        return TypedResults.Accepted($"/v1/knowledge/{@namespace}/documents/{document.Id}", new Response(document, job));
    }

    private static async Task<Upload> ReadAsync(HttpRequest request, KnowledgeOptions options, CancellationToken cancellationToken)
    {
        if (request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true)
        {
            return await MultipartUpload.ReadAsync(request, options, cancellationToken);
        }

        if (!request.HasJsonContentType())
        {
            throw new RefusedException(new Refusal(
                415, "unsupported_media_type", "Send the document as application/json, or as multipart/form-data with a part named `file`."));
        }

        try
        {
            return DocumentForms.Check(
                await request.ReadFromJsonAsync<DocumentForm>(cancellationToken)
                    ?? throw new RefusedException(Refusal.Invalid("body", "The body is null; it must be an object.")),
                options);
        }
        catch (JsonException exception)
        {
            throw new RefusedException(new Refusal(400, "invalid_json", $"The body is not the JSON that is expected, at `{exception.Path}`."));
        }
    }
}
