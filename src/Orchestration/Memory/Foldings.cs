using System.Text.Json;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Conversations;
using Parley.Storage;
using Parley.Text;

namespace Parley.Orchestration;

/// <summary>What a job that folds a conversation is to do.</summary>
/// <param name="Leaf">The end of the branch.</param>
/// <param name="Model">The deployment that writes; null for the tenant's default.</param>
/// <param name="Room">Tokens that the conversation may take in that model's prompts.</param>
/// <param name="Compact">True to fold all but the newest turn.</param>
internal sealed record FoldingOrder(
    SubjectId Subject, ConversationId Conversation, MessageId Leaf, string? Model, long Room, bool Compact, ApiKeyId? Key, IReadOnlyList<string> Groups);

/// <summary>Orders that older messages be folded into a summary: when a turn ends with too many of them, or when somebody asks.</summary>
internal sealed class Foldings(TenantDatabase database, Sealer sealer, JobQueue jobs, SummaryStore summaries, IOptions<MemoryOptions> options)
{
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(15);
    private static readonly JobOptions Tries = new(MaxAttempts: 3);

    /// <summary>What the end of a turn does for the memory of its conversation.</summary>
    /// <returns>Work for the transaction that ends the turn; null when nothing is to be done.</returns>
    public async ValueTask<Func<TenantConnection, Task>?> PrepareAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (turn.Fill is not { } fill || turn.Memory is not { } memory
            || (!memory.LeftOut && fill.Tokens + turn.Attachments.Sum(file => file.Tokens) + TokenEstimate.Of(turn.Draft.Text) <= options.Value.FoldAt * fill.Room))
        {
            return null;
        }

        var payer = Payer.Of(turn.Subject, turn.Options.Key, turn.Options.AclTags);
        var order = new FoldingOrder(
            turn.Subject, turn.Conversation, turn.AssistantMessage, turn.Deployment?.Name, fill.Room, false, turn.Options.Key, payer.Groups ?? []);
        var key = await sealer.KeyAsync(turn.Tenant.Id, JobQueue.KeyOwner, cancellationToken);
        return connection => OrderAsync(connection, key, order);
    }

    /// <summary>Orders that all but the newest turn of a branch be folded.</summary>
    /// <returns>The job; the one that does it already where there is one.</returns>
    /// <exception cref="RefusedException">404 when this subject has no such conversation or message; 409 when nothing of it may be folded.</exception>
    public async Task<JobId> CompactAsync(
        Caller caller, ConversationId conversation, MessageId? leaf, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(caller.Tenant.Id, JobQueue.KeyOwner, cancellationToken);
        return await database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                var held = await ConversationStore.HoldAsync(connection, caller.Subject, conversation)
                    ?? throw new RefusedException(Refusal.NotFound("conversation"));
                var end = leaf ?? held.Leaf ?? throw new RefusedException(new(
                    409, "nothing_to_compact", "The conversation is empty, so there is nothing to fold."));
                if (await MessageStore.PlaceAsync(connection, conversation, end) is null)
                {
                    throw new RefusedException(Refusal.NotFound("conversation or message"));
                }

                var payer = Payer.Of(caller.Subject, caller.Key, caller.AclTags);
                return await OrderAsync(
                    connection, key, new(caller.Subject, conversation, end, await MessageStore.ModelAsync(connection, conversation, end), 0, true, caller.Key, payer.Groups ?? []))
                    ?? await SummaryStore.HolderAsync(connection, conversation)
                    ?? throw new RefusedException(new(
                        409, "nothing_to_compact", "This conversation is kept for a short time only, so it is not folded."));
            },
            Durability.Full,
            cancellationToken);
    }

    private Task<JobId?> OrderAsync(TenantConnection connection, DataKey key, FoldingOrder order) => summaries.ClaimAsync(
        connection,
        order.Conversation,
        order.Leaf,
        order.Compact,
        Stale,
        () => jobs.EnqueueAsync(connection, key, FoldConversation.JobKind, JsonSerializer.Serialize(order), Tries));
}
