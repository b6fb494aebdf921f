using Parley.Conversations;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>Finds the question that a send wants answered again: the one above an answer, or one that it names itself.</summary>
internal static class AnotherAnswer
{
    /// <returns>The question and its branch's system message; null when the send brings a message of its own.</returns>
    /// <exception cref="RefusedException">There is no such message, or an answer is being written where only one may be at a time.</exception>
    public static async Task<(MessageId Asked, MessageId? System)?> PlaceAsync(TenantConnection connection, ConversationId conversation, Send send)
    {
        if (send.AnswerTo is { } question)
        {
            return await MessageStore.PlaceAsync(connection, conversation, question) is { Role: "user" } asked
                ? (question, asked.System)
                : throw new RefusedException(Refusal.Invalid(
                    "answer_to", "There is no such question in this conversation. Give the id of a user's message of it."));
        }

        if (send.RegenerateOf is not { } again)
        {
            return null;
        }

        if (await MessageStore.PlaceAsync(connection, conversation, again) is not { Role: "assistant", Parent: { } above } answered)
        {
            throw new RefusedException(Refusal.Invalid(
                "regenerate_of", "There is no such answer in this conversation. Give the id of an assistant message of it."));
        }

        if (await MessageStore.RunningBelowAsync(connection, conversation, above) is { } running)
        {
            RefuseWhileRunning(running.State, running.Turn?.Value);
        }

        return (above, answered.System);
    }

    /// <exception cref="RefusedException">409, with the turn that is in the way.</exception>
    public static void RefuseWhileRunning(string state, string? turn)
    {
        if (state == "running")
        {
            throw new RefusedException(new(
                409, "turn_in_progress",
                "An answer is being written on this branch. Wait for its end, cancel it, or send on another branch.")
            {
                Extensions = new Dictionary<string, object?> { ["turn_id"] = turn },
            });
        }
    }
}
