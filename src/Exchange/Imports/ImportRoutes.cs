using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Parley.Conversations;

namespace Parley.Exchange;

/// <summary>POST /v1/conversations/import, GET /v1/imports — takes in what was exported elsewhere, or here.</summary>
internal static class ImportRoutes
{
    private const int LongestUpload = 10 * 60 * 1000;
    private const int MostParts = 20;
    private const long RoomForForm = 64 * 1024;

    public sealed record Accepted(JobId JobId, Id<ExchangeIds.Import> ImportId);

    /// <param name="State"><c>running done failed</c>.</param>
    /// <param name="Skipped">Those that the caller had already, and those without a message.</param>
    /// <param name="Failures">The first hundred of those that failed, and why; in the answer for one import alone.</param>
    public sealed record Import(
        Id<ExchangeIds.Import> Id, JobId? JobId, string State, long Bytes, long Total, long Imported, long Skipped, long Failed, long Messages,
        DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, IReadOnlyList<Failure> Failures);

    /// <param name="Place">Where the conversation stands in the upload, counted from 1; 0 for the upload as a whole.</param>
    public sealed record Failure(long Place, string? Title, string Reason);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var most = routes.ServiceProvider.GetRequiredService<IOptions<ImportOptions>>().Value.MostUploadBytes;
        routes.MapPost("/conversations/import", TakeAsync).Allow(Scopes.Chat)
            .WithMetadata(new RequestSizeLimitAttribute(most + RoomForForm)).WithMetadata(new RequestTimeoutAttribute(LongestUpload))
            .WithSummary("Import conversations");
        routes.MapGet("/imports", ListAsync).WithSummary("List your imports").Allow(Scopes.Chat);
        routes.MapGet("/imports/{id}", ShowAsync).WithSummary("Show what became of an import").Allow(Scopes.Chat);
    }

    internal static async Task<Accepted<Accepted>> TakeAsync(
        HttpRequest request, [FromServices] Caller caller, [FromServices] ImportStore imports, [FromServices] IOptions<ImportOptions> options,
        CancellationToken cancellationToken)
    {
        try
        {
            var reader = new MultipartReader(Boundary(request), request.Body) { HeadersCountLimit = 16 };
            for (var parts = 0; parts < MostParts && await reader.ReadNextSectionAsync(cancellationToken) is { } section; parts++)
            {
                if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
                    && HeaderUtilities.RemoveQuotes(disposition.Name).Value == "file")
                {
                    var (import, job) = await imports.TakeAsync(caller, section.Body, options.Value.MostUploadBytes, cancellationToken);
                    return TypedResults.Accepted($"/v1/imports/{import}", new Accepted(job, new(import)));
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new RefusedException(new(400, "invalid_multipart", "The multipart body is broken: a boundary, a header or its end is missing."));
        }

        throw new RefusedException(Refusal.Invalid("file", "The part named `file` is missing."));
    }

    internal static async Task<Ok<Page<Import>>> ListAsync(
        [FromServices] Caller caller, [FromServices] ImportStore imports, CancellationToken cancellationToken, int? limit = null, string? cursor = null)
    {
        var size = PageLimit.Check(limit);
        var rows = await imports.ListAsync(caller, Cursor.Read<ExchangeIds.Import>(cursor), size + 1, cancellationToken);
        return TypedResults.Ok(new Page<Import>([.. rows.Take(size).Select(row => View(row, []))], rows.Count > size ? rows[size - 1].Id : null));
    }

    internal static async Task<Ok<Import>> ShowAsync(
        Id<ExchangeIds.Import> id, [FromServices] Caller caller, [FromServices] ImportStore imports, CancellationToken cancellationToken) =>
        await imports.FindAsync(caller.Tenant, caller.Subject, id.Value, cancellationToken) is { State: not "uploading" } row
            ? TypedResults.Ok(View(row, await imports.FailuresAsync(caller.Tenant, row, cancellationToken)))
            : throw new RefusedException(Refusal.NotFound("import"));

    private static Import View(ImportRow row, IReadOnlyList<ImportFailure> failures) => new(
        new(row.Id), row.JobId is null ? null : new JobId(row.JobId), row.State, row.Bytes, row.Total, row.Imported, row.Skipped, row.Failed, row.Messages,
        DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), row.FinishedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
        [.. failures.Select(failure => new Failure(failure.Place, failure.Title, failure.Reason))]);

    private static string Boundary(HttpRequest request)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        return string.IsNullOrEmpty(boundary) || boundary.Length > 200
            ? throw new RefusedException(new(415, "unsupported_media_type", "Send the export as multipart/form-data with a part named `file`."))
            : boundary;
    }
}
