using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Orchestration;

/// <summary>POST /v1/conversations/{id}/compact — folds all but the newest turn of a branch into its summary, in the background.</summary>
internal static class CompactConversation
{
    /// <param name="Leaf">Where the branch ends; null for the conversation's own leaf.</param>
    public sealed record Request(MessageId? Leaf);

    /// <param name="JobId">Of the work, to be asked at <c>/v1/jobs/{id}</c>.</param>
    public sealed record Response(JobId JobId);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/conversations/{id}/compact", HandleAsync).WithSummary("Fold older messages into the summary").WithTags("Conversations");

    internal static async Task<Accepted<Response>> HandleAsync(
        ConversationId id, Request? request, Caller caller, CompactionDesk desk, CancellationToken cancellationToken)
    {
        var job = await desk.CompactAsync(caller, id, request?.Leaf, cancellationToken);
        return TypedResults.Accepted($"/v1/jobs/{job}", new Response(job));
    }
}

/// <summary>Takes orders to fold a conversation now.</summary>
public sealed class CompactionDesk
{
    private readonly Foldings _foldings;

    internal CompactionDesk(Foldings foldings) => _foldings = foldings;

    /// <inheritdoc cref="Foldings.CompactAsync"/>
    public Task<JobId> CompactAsync(Caller caller, ConversationId conversation, MessageId? leaf, CancellationToken cancellationToken) =>
        _foldings.CompactAsync(caller, conversation, leaf, cancellationToken);
}
