using Parley.Accounts;
using Parley.Conversations;
using Parley.Knowledge;
using Parley.Safety;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>
/// Puts back into texts what placeholders stand for, for those entitled: whose the text is, and who has charge of the tenant's safety, who is told the
/// values and not what else was said.
/// </summary>
internal sealed class Restoration(TenantDatabase database, Sealer sealer, MessageStore messages, DocumentRestoration documents, AuditTrail audit)
{
    /// <summary>What the audit trail calls it.</summary>
    public const string Action = "personal_data.restored";

    /// <exception cref="RefusedException">404: there is no such message, or the caller may not restore it.</exception>
    public async Task<RestoredText> OfMessageAsync(Caller caller, Actor actor, MessageId id, CancellationToken cancellationToken)
    {
        var (message, subject) = await FindAsync(caller, id, cancellationToken) ?? throw new RefusedException(Refusal.NotFound("message"));
        var key = await sealer.KeyAsync(caller.Tenant.Id, subject.Value, cancellationToken);
        RestoredText restored;
        await using (var connection = await database.OpenAsync(caller.Tenant, cancellationToken))
        {
            restored = await Vault.RestoreAsync(connection, key, message.ConversationId.Value, message.Content);
        }

        await RecordAsync(caller, actor, id.Value, restored, subject, cancellationToken);
        return subject == caller.Subject ? restored : restored with { Text = null };
    }

    /// <exception cref="RefusedException">404: there is no such document, or the caller may not restore it.</exception>
    public async Task<RestoredText> OfDocumentAsync(Caller caller, Actor actor, DocumentId id, CancellationToken cancellationToken)
    {
        var restored = HasCharge(caller) ? await documents.RestoreAsync(caller.Tenant, caller.AclTags, id, cancellationToken) : null;
        await RecordAsync(caller, actor, id.Value, restored ?? throw new RefusedException(Refusal.NotFound("document")), null, cancellationToken);
        return restored;
    }

    // Before it is handed out: nobody reads what nobody will know of.
    private Task RecordAsync(Caller caller, Actor actor, string target, RestoredText restored, SubjectId? subject, CancellationToken cancellationToken) =>
        restored.Placeholders.Count == 0
            ? Task.CompletedTask
            : audit.RecordAsync(
                caller.Tenant, actor, Action, target,
                [
                    ("subject", subject?.Value),
                    ("kinds", string.Join(",", restored.Placeholders.Select(one => one.Kind).Distinct())),
                    ("count", $"{restored.Placeholders.Count}"),
                ],
                cancellationToken);

    private async Task<(Message Message, SubjectId Subject)?> FindAsync(Caller caller, MessageId id, CancellationToken cancellationToken)
    {
        SubjectId? owner;
        await using (var connection = await database.OpenAsync(caller.Tenant, cancellationToken))
        {
            owner = await MessageOwner.FindAsync(connection, id);
        }

        return owner is { } subject && (subject == caller.Subject || HasCharge(caller))
            && await messages.FindAsync(caller.Tenant, subject, id, cancellationToken) is { } message
                ? (message, subject)
                : null;
    }

    private static bool HasCharge(Caller caller) => caller.Role >= Role.Admin && caller.Scopes.Contains(Scopes.SafetyAdmin);
}
