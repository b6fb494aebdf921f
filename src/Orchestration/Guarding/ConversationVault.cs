using Parley.Conversations;
using Parley.Safety;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>What a conversation's placeholders stand for goes with the conversation: into its copies, and away with it.</summary>
internal sealed class ConversationVault : IConversationErasure, IConversationCopy
{
    public Task CopyAsync(TenantConnection connection, ConversationId from, ConversationId to) => Vault.CopyAsync(connection, from.Value, to.Value);

    public Task EraseAsync(TenantConnection connection, ConversationId conversation, bool keepAccounts) => Vault.EraseAsync(connection, conversation.Value);
}
