using Parley.Conversations;
using Parley.Safety;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>Erases the texts of turns with the messages that they belong to; a retry of one of their sends then finds that it is gone.</summary>
internal sealed class TurnErasure : IConversationErasure, IMessageErasure
{
    private const int MostAtOnce = 500;

    public async Task EraseAsync(TenantConnection connection, ConversationId conversation, bool keepAccounts)
    {
        var turns = await connection.QueryAsync<string>(
            "SELECT id FROM turns WHERE tenant_id = @tenant AND conversation_id = @conversation", new { conversation = conversation.Value });
        foreach (var ids in turns.Chunk(MostAtOnce))
        {
            await EraseAsync(connection, ids, keepAccounts);
        }
    }

    public Task EraseAsync(
        TenantConnection connection, ConversationId conversation, IReadOnlyList<MessageId> messages, IReadOnlyList<TurnId> turns) =>
        turns.Count == 0 ? Task.CompletedTask : EraseAsync(connection, [.. turns.Select(turn => turn.Value)], keepAccounts: false);

    private static async Task EraseAsync(TenantConnection connection, string[] ids, bool keepAccounts)
    {
        // The heads first: this waits for whoever writes under one, and nobody writes without one. What follows sees everything.
        await connection.ExecuteAsync("DELETE FROM sys_runs WHERE tenant_id = @tenant AND turn_id IN @ids", new { ids });
        await connection.ExecuteAsync("DELETE FROM turn_events WHERE tenant_id = @tenant AND turn_id IN @ids", new { ids });
        await LogBatches.EraseAsync(connection, ids);
        await connection.ExecuteAsync("DELETE FROM turn_logs WHERE tenant_id = @tenant AND turn_id IN @ids", new { ids });
        await connection.ExecuteAsync("DELETE FROM turn_steps WHERE tenant_id = @tenant AND turn_id IN @ids", new { ids });
        await connection.ExecuteAsync("DELETE FROM kept_answers WHERE tenant_id = @tenant AND of_turn_id IN @ids", new { ids });
        await Reviews.EraseAsync(connection, [.. ids.Select(id => new TurnId(id))]);
        await connection.ExecuteAsync("UPDATE sends SET erased = 1 WHERE tenant_id = @tenant AND turn_id IN @ids", new { ids });
        await connection.ExecuteAsync(
            keepAccounts
                ? """
                  UPDATE turns SET request = NULL, state = CASE WHEN state IN ('running', 'waiting') THEN 'cancelled' ELSE state END
                  WHERE tenant_id = @tenant AND id IN @ids
                  """
                : "DELETE FROM turns WHERE tenant_id = @tenant AND id IN @ids",
            new { ids });
        foreach (var id in ids)
        {
            connection.NotifyOnCommit(RunStore.CancelTopic, id);
            connection.NotifyOnCommit(FeedHub.Topic, id);
            connection.NotifyOnCommit(MemoryAnswers.ForgetTopic, id);
        }
    }
}
