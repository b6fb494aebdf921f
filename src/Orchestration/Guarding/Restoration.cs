using Parley.Accounts;
using Parley.Conversations;
using Parley.Safety;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>
/// Puts back into texts what placeholders stand for, for those entitled: whose the text is, and who has charge of the tenant's safety, who is told the
/// values and not what else was said.
/// </summary>
internal sealed class Restoration(TenantDatabase database, Sealer sealer, MessageStore messages, Vault vault, AuditTrail audit)
{
    /// <summary>What the audit trail calls it.</summary>
    public const string Action = "personal_data.restored";

    /// <exception cref="RefusedException">404: there is no such message, or the caller may not restore it.</exception>
    public async Task<RestoredText> OfMessageAsync(Caller caller, Actor actor, MessageId id, CancellationToken cancellationToken)
    {
        var (message, subject) = await FindAsync(caller, id, cancellationToken) ?? throw new RefusedException(Refusal.NotFound("message"));
        var key = await sealer.KeyAsync(caller.Tenant.Id, subject.Value, cancellationToken);
        var restored = await RestoreAsync(caller, actor, key, message.ConversationId.Value, id.Value, message.Content, subject, cancellationToken);
        return subject == caller.Subject ? restored : restored with { Text = null };
    }

    private async Task<RestoredText> RestoreAsync(
        Caller caller, Actor actor, DataKey key, string scope, string target, string text, SubjectId? subject, CancellationToken cancellationToken)
    {
        RestoredText restored;
        await using (var connection = await database.OpenAsync(caller.Tenant, cancellationToken))
        {
            restored = await vault.RestoreAsync(connection, key, scope, text);
        }

        // Before it is handed out: nobody reads what nobody will know of.
        if (restored.Placeholders.Count > 0)
        {
            await audit.RecordAsync(
                caller.Tenant, actor, Action, target,
                [
                    ("subject", subject?.Value),
                    ("kinds", string.Join(",", restored.Placeholders.Select(one => one.Kind).Distinct())),
                    ("count", $"{restored.Placeholders.Count}"),
                ],
                cancellationToken);
        }

        return restored;
    }

    private async Task<(Message Message, SubjectId Subject)?> FindAsync(Caller caller, MessageId id, CancellationToken cancellationToken)
    {
        if (await messages.FindAsync(caller.Tenant, caller.Subject, id, cancellationToken) is { } own)
        {
            return (own, caller.Subject);
        }

        if (!HasCharge(caller))
        {
            return null;
        }

        SubjectId? owner;
        await using (var connection = await database.OpenAsync(caller.Tenant, cancellationToken))
        {
            owner = await MessageOwner.FindAsync(connection, id);
        }

        return owner is { } subject && await messages.FindAsync(caller.Tenant, subject, id, cancellationToken) is { } theirs ? (theirs, subject) : null;
    }

    private static bool HasCharge(Caller caller) => caller.Role >= Role.Admin && caller.Scopes.Contains(Scopes.SafetyAdmin);
}
