using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Parley.Storage;

namespace Parley.Conversations;

/// <summary>DELETE /v1/conversations/{id} — erases the conversation, its messages and its turns.</summary>
internal static class DeleteConversation
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/{id}", HandleAsync).WithSummary("Delete a conversation");

    internal static async Task<NoContent> HandleAsync(
        ConversationId id, Caller caller, ConversationStore conversations, CancellationToken cancellationToken) =>
        await conversations.DeleteAsync(caller.Tenant, caller.Subject, id, keepAccounts: false, cancellationToken)
            ? TypedResults.NoContent()
            : throw new RefusedException(Refusal.NotFound("conversation"));
}

/// <summary>The job that erases a conversation which its caller did not ask to keep.</summary>
public sealed class ErasePassingConversation(ConversationStore conversations) : IJobHandler
{
    public const string JobKind = "conversations.erase";

    public string Kind => JobKind;

    /// <summary>What the job needs to know: <c>subject/conversation</c>.</summary>
    public static string Payload(SubjectId subject, ConversationId conversation) => $"{subject}/{conversation}";

    public async Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        var slash = job.Payload.IndexOf('/', StringComparison.Ordinal);
        await conversations.DeleteAsync(job.Tenant, new(job.Payload[..slash]), new(job.Payload[(slash + 1)..]), keepAccounts: true, cancellationToken);
    }
}
