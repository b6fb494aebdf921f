using Parley.Conversations;
using Parley.Knowledge;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>What was attached leaves the knowledge with the conversation, or with the file.</summary>
internal sealed class AttachmentErasure : IConversationErasure, IFileErasure
{
    public Task EraseAsync(TenantConnection connection, ConversationId conversation, bool keepAccounts) =>
        AttachedKnowledge.EraseAsync(connection, conversation);

    public async Task EraseAsync(TenantConnection connection, FileId file, SubjectId subject, IReadOnlyList<ConversationId> conversations)
    {
        foreach (var conversation in conversations)
        {
            await AttachedKnowledge.EraseAsync(connection, new AttachedNamespace(subject, conversation), file.Value);
        }
    }
}
