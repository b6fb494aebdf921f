using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Accounts;
using Parley.Conversations;
using BatchId = Parley.Kernel.Id<Parley.Doors.BatchIds.Batch>;

namespace Parley.Doors;

/// <summary>POST /v1/batches — has the requests of a file answered, when there is time.</summary>
internal static class CreateBatch
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/", HandleAsync).WithSummary("Answer the requests of a file").Finally(ChatCompletions.RefuseOtherMediaTypesHere);

    internal static async Task<Ok<BatchView>> HandleAsync(
        BatchRequest request, Caller caller, [FromServices] BatchStore batches, [FromServices] FileStore files, CancellationToken cancellationToken)
    {
        request.Check();
        var file = await files.FindAsync(caller.Tenant, caller.Subject, [request.InputFileId!.Value], cancellationToken) is [var found]
            ? found
            : throw BatchRequest.Invalid("input_file_id", "You have no file of that id; POST /v1/files uploads one.");
        if (file.Purpose != StoredFile.Batch)
        {
            throw BatchRequest.Invalid("input_file_id", $"The file was not uploaded with the purpose {StoredFile.Batch}.");
        }

        var card = new BatchCard(request.Endpoint!, file.Id, Asker.Of(caller), request.Metadata);
        return TypedResults.Ok(BatchView.Of(await batches.CreateAsync(caller, card, cancellationToken)));
    }
}

/// <summary>GET /v1/batches — the caller's batches, the newest first.</summary>
internal static class ListBatches
{
    private const int Usual = 20;
    private const int Most = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", HandleAsync).WithSummary("List batches");

    internal static async Task<Ok<BatchList>> HandleAsync(
        Caller caller, [FromServices] BatchStore batches, CancellationToken cancellationToken, int? limit = null, string? after = null)
    {
        if (limit is < 1 or > Most)
        {
            throw new RefusedException(Refusal.Invalid("limit", $"The limit is {limit}; it must be from 1 to {Most}."));
        }

        if (!string.IsNullOrEmpty(after) && !(after.StartsWith(BatchIds.Batch.Prefix + "_", StringComparison.Ordinal) && BatchId.TryParse(after, null, out _)))
        {
            throw new RefusedException(Refusal.Invalid("after", "'after' is the id of the last batch of the page before. Leave it away to start at the first."));
        }

        var page = await batches.ListAsync(caller, string.IsNullOrEmpty(after) ? null : new BatchId(after), limit ?? Usual, cancellationToken);
        BatchView[] data = [.. page.Data.Select(BatchView.Of)];
        return TypedResults.Ok(new BatchList(
            "list", data, data is [var first, ..] ? first.Id : null, data is [.., var last] ? last.Id : null, page.NextCursor is not null));
    }
}

/// <summary>GET /v1/batches/{id}.</summary>
internal static class GetBatch
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{id}", HandleAsync).WithSummary("Get a batch");

    internal static async Task<Ok<BatchView>> HandleAsync(
        BatchId id, Caller caller, [FromServices] BatchStore batches, CancellationToken cancellationToken) =>
        TypedResults.Ok(BatchView.Of(await FindAsync(id, caller, batches, cancellationToken)));

    /// <exception cref="RefusedException">404 when this subject has no such batch.</exception>
    internal static async Task<Batch> FindAsync(BatchId id, Caller caller, BatchStore batches, CancellationToken cancellationToken) =>
        await batches.FindAsync(caller.Tenant, caller.Subject, id, cancellationToken) ?? throw new RefusedException(Refusal.NotFound("batch"));
}

/// <summary>POST /v1/batches/{id}/cancel — lines that are under way are brought to their end, and no other is begun.</summary>
internal static class CancelBatch
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/{id}/cancel", HandleAsync).WithSummary("Cancel a batch");

    internal static async Task<Ok<BatchView>> HandleAsync(
        BatchId id, Caller caller, [FromServices] BatchStore batches, CancellationToken cancellationToken)
    {
        var isMoved = await batches.MoveAsync(
            caller.Tenant, caller.Subject, id, null, Batch.Cancelling, [Batch.Validating, Batch.InProgress], BatchChange.None, cancellationToken);
        var batch = await GetBatch.FindAsync(id, caller, batches, cancellationToken);
        return isMoved || batch.State is Batch.Cancelling or Batch.Cancelled
            ? TypedResults.Ok(BatchView.Of(batch))
            : throw new RefusedException(new(409, "batch_over", $"The batch is {batch.State} and cannot be cancelled any more."));
    }
}
