using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Parley.Conversations;

/// <summary>A file in OpenAI's shape.</summary>
/// <param name="CreatedAt">In unix seconds.</param>
/// <param name="MediaType">What the content is, whatever was said of it.</param>
public sealed record FileView(
    FileId Id, string Object, long Bytes, long CreatedAt, string Filename, string Purpose, string Status, string MediaType, string Kind)
{
    internal static FileView Of(StoredFile file) => new(
        file.Id, "file", file.Bytes, file.CreatedAt.ToUnixTimeSeconds(), file.Name, file.Purpose, "processed", file.MediaType, file.Kind);
}

/// <summary>A list of files in OpenAI's shape, and in ours.</summary>
public sealed record FileList(string Object, IReadOnlyList<FileView> Data, FileId? FirstId, FileId? LastId, bool HasMore, string? NextCursor);

/// <summary>That a file is gone, in OpenAI's shape.</summary>
public sealed record DeletedFile(FileId Id, string Object, bool Deleted);

/// <summary>POST /v1/files — uploads a file.</summary>
internal static class UploadFile
{
    /// <summary>The time for a large file on a slow line, in milliseconds.</summary>
    private const int LongestUpload = 10 * 60 * 1000;

    /// <summary>Room for what stands around the file in its form.</summary>
    private const long Around = 16 * 1024;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/", HandleAsync).WithSummary("Upload a file")
            .WithMetadata(new RequestSizeLimitAttribute(
                routes.ServiceProvider.GetRequiredService<IOptions<FilesOptions>>().Value.MostBytes + Around))
            .WithMetadata(new RequestTimeoutAttribute(LongestUpload))
            .Accepts<IFormFile>("multipart/form-data");

    internal static async Task<Ok<FileView>> HandleAsync(
        HttpRequest request, [FromServices] Caller caller, [FromServices] FileUploads uploads, CancellationToken cancellationToken) =>
        TypedResults.Ok(FileView.Of(await uploads.TakeAsync(caller, request, cancellationToken)));
}

/// <summary>GET /v1/files — the caller's files, the newest first unless told otherwise.</summary>
internal static class ListFiles
{
    private const int Usual = 50;
    private const int Most = 10_000;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", HandleAsync).WithSummary("List files");

    internal static async Task<Ok<FileList>> HandleAsync(
        [FromServices] Caller caller, [FromServices] FileStore files, CancellationToken cancellationToken, int? limit = null, string? after = null,
        string? cursor = null, string? purpose = null, string? order = null)
    {
        if (limit is < 1 or > Most)
        {
            throw new RefusedException(Refusal.Invalid("limit", $"The limit is {limit}; it must be from 1 to {Most}."));
        }

        if (order is not (null or "asc" or "desc"))
        {
            throw new RefusedException(Refusal.Invalid("order", "The order is asc or desc."));
        }

        var last = string.IsNullOrEmpty(cursor) ? after : cursor;
        if (!string.IsNullOrEmpty(last) && !(last.StartsWith(Ids.File.Prefix + "_", StringComparison.Ordinal) && FileId.TryParse(last, null, out _)))
        {
            throw new RefusedException(Refusal.Invalid("cursor", "The cursor is not one that this list gave out. Leave it away to start at the first page."));
        }

        var page = await files.ListAsync(caller, string.IsNullOrEmpty(last) ? null : new FileId(last), limit ?? Usual, purpose, order == "asc", cancellationToken);
        FileView[] data = [.. page.Data.Select(FileView.Of)];
        return TypedResults.Ok(new FileList(
            "list", data, data is [var first, ..] ? first.Id : null, data is [.., var end] ? end.Id : null, page.NextCursor is not null, page.NextCursor));
    }
}

/// <summary>GET /v1/files/{id}.</summary>
internal static class GetFile
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{id}", HandleAsync).WithSummary("Get a file");

    internal static async Task<Ok<FileView>> HandleAsync(
        FileId id, [FromServices] Caller caller, [FromServices] FileStore files, CancellationToken cancellationToken) =>
        TypedResults.Ok(FileView.Of(await FindAsync(id, caller, files, cancellationToken)));

    /// <exception cref="RefusedException">404 when this subject has no such file.</exception>
    internal static async Task<StoredFile> FindAsync(FileId id, Caller caller, FileStore files, CancellationToken cancellationToken) =>
        await files.FindAsync(caller.Tenant, caller.Subject, [id], cancellationToken) is [var file]
            ? file
            : throw new RefusedException(Refusal.NotFound("file"));
}

/// <summary>GET /v1/files/{id}/content — the content, for a disk and never for a page.</summary>
internal static class DownloadFile
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{id}/content", HandleAsync).WithSummary("Download a file")
            .WithMetadata(new DisableRequestTimeoutAttribute())
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream");

    internal static async Task HandleAsync(FileId id, [FromServices] Caller caller, [FromServices] FileStore files, HttpContext context)
    {
        var file = await GetFile.FindAsync(id, caller, files, context.RequestAborted);
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(file.Name);
        context.Response.Headers.ContentDisposition = disposition.ToString();

        // A text is a text: markup in it must not be taken for a page of ours.
        context.Response.ContentType = file.Kind == StoredFile.Image ? file.MediaType : "text/plain";
        context.Response.ContentLength = file.Bytes;
        try
        {
            await foreach (var piece in files.ReadAsync(caller.Tenant, caller.Subject, file, context.RequestAborted))
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            }
        }
        catch (FileGoneException) when (!context.Response.HasStarted)
        {
            context.Response.ContentLength = null;
            throw new RefusedException(Refusal.NotFound("file"));
        }
        catch (FileGoneException)
        {
            context.Abort();
        }
    }
}

/// <summary>DELETE /v1/files/{id} — deletes a file, also from the messages that have it.</summary>
internal static class DeleteFile
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete("/{id}", HandleAsync).WithSummary("Delete a file");

    internal static async Task<Ok<DeletedFile>> HandleAsync(
        FileId id, [FromServices] Caller caller, [FromServices] FileLinks links, CancellationToken cancellationToken) =>
        await links.DeleteAsync(caller, id, cancellationToken)
            ? TypedResults.Ok(new DeletedFile(id, "file", true))
            : throw new RefusedException(Refusal.NotFound("file"));
}
