using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Parley.Storage;

namespace Parley.Conversations;

/// <summary>
/// PUT and DELETE /v1/messages/{id}/pin — keeps a message in the prompt however long the conversation grows, and lets it go again.
/// </summary>
internal static class PinMessage
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/{id}/pin", PinAsync).WithSummary("Pin a message");
        routes.MapDelete("/{id}/pin", UnpinAsync).WithSummary("Unpin a message");
    }

    internal static Task<NoContent> PinAsync(MessageId id, Caller caller, MessagePins pins, CancellationToken cancellationToken) =>
        SetAsync(id, true, caller, pins, cancellationToken);

    internal static Task<NoContent> UnpinAsync(MessageId id, Caller caller, MessagePins pins, CancellationToken cancellationToken) =>
        SetAsync(id, false, caller, pins, cancellationToken);

    private static async Task<NoContent> SetAsync(
        MessageId id, bool pinned, Caller caller, MessagePins pins, CancellationToken cancellationToken)
    {
        await pins.SetAsync(caller, id, pinned, cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>Which messages their subject has pinned.</summary>
public sealed class MessagePins(TenantDatabase database, TimeProvider time)
{
    /// <summary>Pins that one conversation may have.</summary>
    public const int Most = 100;

    /// <summary>Pins or unpins a message; doing so again changes nothing.</summary>
    /// <exception cref="RefusedException">404 when this subject has no such message; 409 when the conversation has too many pins.</exception>
    public Task SetAsync(Caller caller, MessageId message, bool pinned, CancellationToken cancellationToken) =>
        database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                var held = await connection.ScalarAsync<string>(
                    "SELECT conversation_id FROM messages WHERE tenant_id = @tenant AND subject_id = @subject AND id = @message",
                    new { subject = caller.Subject.Value, message = message.Value }) is { } id
                    && await ConversationStore.HoldAsync(connection, caller.Subject, new(id)) is not null
                    ? new ConversationId(id)
                    : throw new RefusedException(Refusal.NotFound("message"));
                if (pinned)
                {
                    await PinAsync(connection, held, message);
                    return;
                }

                await connection.ExecuteAsync(
                    "UPDATE messages SET pinned_at = NULL WHERE tenant_id = @tenant AND id = @message", new { message = message.Value });
                await SummaryPins.UnpinnedAsync(connection, message);
            },
            Durability.Full,
            cancellationToken);

    private async Task PinAsync(TenantConnection connection, ConversationId conversation, MessageId message)
    {
        var others = await connection.ScalarAsync<long>(
            """
            SELECT count(*) FROM messages
            WHERE tenant_id = @tenant AND conversation_id = @conversation AND pinned_at IS NOT NULL AND id <> @message
            """,
            new { conversation = conversation.Value, message = message.Value });
        if (others >= Most)
        {
            throw new RefusedException(new(
                409, "too_many_pins", $"This conversation has {Most} pinned messages, and more are not kept. Unpin one of them first."));
        }

        var changed = await connection.ExecuteAsync(
            "UPDATE messages SET pinned_at = @now WHERE tenant_id = @tenant AND id = @message AND pinned_at IS NULL",
            new { message = message.Value, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
        if (changed == 1)
        {
            await SummaryPins.PinnedAsync(connection, conversation, message);
        }
    }
}
