using System.Text.Json;
using Microsoft.Extensions.Options;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>What the job of a title needs to know: where the first question and its answer stand, and who pays.</summary>
internal sealed record TitlePayload(string Subject, string Conversation, string Question, string Answer, string? Key, IReadOnlyList<string> Groups);

/// <summary>Has a title written after a conversation's first answer, in the transaction that ends it.</summary>
internal sealed class TitleJobs(JobQueue jobs, Sealer sealer, IOptions<TitleOptions> options)
{
    // A title is worth a second attempt, and no more.
    private const int MostAttempts = 2;

    /// <summary>What <see cref="EnqueueAsync"/> wants; to be had before the transaction. Null where nobody writes titles.</summary>
    public async ValueTask<DataKey?> KeyAsync(TenantScope tenant, CancellationToken cancellationToken) =>
        options.Value.By == TitleBy.None ? null : await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);

    public Task EnqueueAsync(TenantConnection connection, DataKey key, Turn turn) => jobs.EnqueueAsync(
        connection,
        key,
        WriteTitle.JobKind,
        JsonSerializer.Serialize(new TitlePayload(
            turn.Subject.Value, turn.Conversation.Value, turn.UserMessage.Value, turn.AssistantMessage.Value, turn.Options.Key?.Value,
            Accounts.Payer.Of(turn.Subject, turn.Options.Key, turn.Options.AclTags).Groups ?? [])),
        new(MaxAttempts: MostAttempts));
}
