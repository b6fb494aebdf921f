using System.Text.Json;
using Parley.Storage;

namespace Parley.Conversations;

/// <summary>What the reader of an answer thought of it.</summary>
/// <param name="Rating"><c>up</c> or <c>down</c>.</param>
/// <param name="Reasons">Some of <see cref="KnownReasons"/>.</param>
/// <param name="Comment">In the reader's own words, or null.</param>
public sealed record Feedback(string Rating, IReadOnlyList<string> Reasons, string? Comment, DateTimeOffset At)
{
    /// <summary>The reasons that there are, of praise and of complaint.</summary>
    public static IReadOnlyList<string> KnownReasons { get; } =
    [
        "correct", "helpful", "well_written", "good_sources", "incorrect", "incomplete", "irrelevant", "unclear", "bad_sources",
        "not_followed", "too_long", "too_short", "too_slow", "unsafe", "other",
    ];

    internal byte[] Seal(DataKey key, MessageId message) =>
        key.Seal("messages.feedback", message.Value, JsonSerializer.SerializeToUtf8Bytes(this, DetailsJson.Default.Feedback));

    internal static Feedback Open(DataKey key, MessageId message, byte[] sealedFeedback) =>
        JsonSerializer.Deserialize(key.OpenBytes("messages.feedback", message.Value, sealedFeedback), DetailsJson.Default.Feedback)!;
}

/// <summary>The feedback on answers, kept with the messages. Every statement carries the tenant and the subject.</summary>
public sealed class FeedbackStore(TenantDatabase database, Sealer sealer)
{
    private static readonly string Stays = ConversationDeletion.Stays("messages.conversation_id");

    /// <param name="feedback">Null to take back what was said.</param>
    /// <exception cref="RefusedException">404 when this subject has no such message, 409 when it is no finished answer.</exception>
    public async Task PutAsync(Caller caller, MessageId message, Feedback? feedback, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        await database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                var own = new { subject = caller.Subject.Value, id = message.Value, feedback = feedback?.Seal(key, message) };
                var changed = await connection.ExecuteAsync(
                    $"""
                    UPDATE messages SET feedback = @feedback
                    WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id AND role = 'assistant' AND state <> 'running' AND {Stays}
                    """,
                    own);
                if (changed == 0)
                {
                    throw new RefusedException(await connection.ScalarAsync<string>(
                        $"SELECT role FROM messages WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id AND {Stays}", own) is null
                        ? Refusal.NotFound("message")
                        : new(409, "not_an_answer", "Only an answer that is finished can be judged: this is another's message, or is still being written."));
                }
            },
            Durability.Full,
            cancellationToken);
    }

    /// <returns>The feedback on a message, inside the caller's transaction or snapshot; null when there is none.</returns>
    public static async Task<Feedback?> FindAsync(TenantConnection connection, DataKey key, SubjectId subject, MessageId message) =>
        await connection.ScalarAsync<byte[]>(
            "SELECT feedback FROM messages WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id",
            new { subject = subject.Value, id = message.Value }) is { } kept
            ? Feedback.Open(key, message, kept)
            : null;
}
