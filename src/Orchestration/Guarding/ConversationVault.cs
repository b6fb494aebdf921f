using Parley.Conversations;
using Parley.Redaction;
using Parley.Safety;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>What a conversation's placeholders stand for goes with the conversation: into its copies, and away with it.</summary>
internal sealed class ConversationVault : IConversationErasure, IConversationCopy, IBranchRemains
{
    public Task CopyAsync(TenantConnection connection, ConversationId from, ConversationId to) => Vault.CopyAsync(connection, from.Value, to.Value);

    public Task EraseAsync(TenantConnection connection, ConversationId conversation, bool keepAccounts) => Vault.EraseAsync(connection, conversation.Value);

    /// <summary>A value goes with the last message that has its placeholder.</summary>
    public async Task ClearAsync(TenantConnection connection, DataKey key, ConversationId conversation)
    {
        if (!await Vault.HasAnyAsync(connection, conversation.Value))
        {
            return;
        }

        var held = new HashSet<(string, int)>();
        await foreach (var text in ConversationTexts.ReadAsync(connection, key, conversation))
        {
            held.UnionWith(Placeholders.In(text).Select(one => (one.Kind, one.Number)));
        }

        await Vault.KeepAsync(connection, conversation.Value, held);
    }
}
