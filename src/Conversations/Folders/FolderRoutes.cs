using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Conversations;

/// <summary>GET /v1/folders — all folders of the caller, the oldest first.</summary>
internal static class ListFolders
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", HandleAsync).WithSummary("List folders");

    internal static async Task<Ok<Page<Folder>>> HandleAsync(Caller caller, FolderStore folders, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<Folder>(await folders.ListAsync(caller, cancellationToken), null));
}

/// <summary>POST /v1/folders — makes a folder.</summary>
internal static class CreateFolder
{
    /// <param name="Name">1 to 100 characters on one line.</param>
    public sealed record Request(string? Name);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/", HandleAsync).WithSummary("Make a folder");

    internal static async Task<Created<Folder>> HandleAsync(
        Request request, Caller caller, FolderStore folders, ITextScreen screen, CancellationToken cancellationToken)
    {
        var name = await screen.ScreenAsync(caller.Tenant, "name", FolderName.Check(request.Name), cancellationToken);
        var folder = await folders.CreateAsync(caller, name, cancellationToken);
        return TypedResults.Created($"/v1/folders/{folder.Id}", folder);
    }
}

/// <summary>PATCH /v1/folders/{id} — renames a folder.</summary>
internal static class RenameFolder
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPatch("/{id}", HandleAsync).WithSummary("Rename a folder");

    internal static async Task<Ok<Folder>> HandleAsync(
        FolderId id, CreateFolder.Request request, Caller caller, FolderStore folders, ITextScreen screen, CancellationToken cancellationToken) =>
        TypedResults.Ok(await folders.RenameAsync(caller, id, await screen.ScreenAsync(caller.Tenant, "name", FolderName.Check(request.Name), cancellationToken), cancellationToken)
            ?? throw new RefusedException(Refusal.NotFound("folder")));
}

/// <summary>DELETE /v1/folders/{id} — deletes a folder; its conversations stay.</summary>
internal static class DeleteFolder
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete("/{id}", HandleAsync).WithSummary("Delete a folder");

    internal static async Task<NoContent> HandleAsync(
        FolderId id, Caller caller, FolderStore folders, CancellationToken cancellationToken) =>
        await folders.DeleteAsync(caller, id, cancellationToken)
            ? TypedResults.NoContent()
            : throw new RefusedException(Refusal.NotFound("folder"));
}
