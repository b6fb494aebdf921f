using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Parley.Accounts;

/// <summary>
/// What was done in a tenant, by whom and to what. Rows are only ever added, in the transaction of what they tell of: neither stands
/// without the other.
/// </summary>
public sealed class AuditTrail(TenantDatabase database, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.Default };

    /// <summary>Adds an event inside the caller's own write unit.</summary>
    /// <param name="action">What was done, <c>thing.verb</c>; see <see cref="AuditActions"/>.</param>
    /// <param name="target">The id of what it was done to.</param>
    /// <param name="detail">Ids, roles, scopes, reasons; never a secret, an e-mail address or what somebody wrote. Null values are left out.</param>
    public Task WriteAsync(
        TenantConnection connection, Actor actor, string action, string? target = null, params ReadOnlySpan<(string Name, string? Value)> detail)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in detail)
        {
            if (value is not null)
            {
                fields[name] = value;
            }
        }

        return connection.ExecuteAsync(
            """
            insert into audit_events (tenant_id, id, at, actor_kind, actor_id, action, target, detail, origin, trace_id)
            values (@tenant, @id, @at, @Kind, @Actor, @action, @target, @detail, @Origin, @trace)
            """,
            new
            {
                id = Id<PeopleIds.AuditEvent>.New(time).Value,
                at = time.GetUtcNow().ToUnixTimeMilliseconds(),
                actor.Kind,
                Actor = actor.Id,
                action,
                target,
                detail = JsonSerializer.Serialize(fields, Json),
                actor.Origin,
                trace = Activity.Current?.TraceId.ToHexString(),
            });
    }

    /// <summary>Adds an event in a transaction of its own, for what changes nothing else: a refusal, or something that was read.</summary>
    public Task RecordAsync(
        TenantScope tenant, Actor actor, string action, string? target = null, (string Name, string? Value)[]? detail = null,
        CancellationToken cancellationToken = default) =>
        database.WriteAsync(tenant, connection => WriteAsync(connection, actor, action, target, detail ?? []), Durability.Process, cancellationToken);
}

/// <summary>The names of what the audit trail tells of. Rooms add their own beside what they do.</summary>
public static class AuditActions
{
    public const string AccountHandedOver = "user.handed_over";
    public const string AuditRead = "audit.read";
    public const string KeyMade = "api_key.made";
    public const string KeyRevoked = "api_key.revoked";
    public const string KeyRotated = "api_key.rotated";
    public const string GroupDeleted = "group.deleted";
    public const string GroupJoined = "group.joined";
    public const string GroupLeft = "group.left";
    public const string GroupRenamed = "group.renamed";
    public const string GroupMade = "group.made";
    public const string SettingsChanged = "tenant.settings_changed";
    public const string TenantMade = "tenant.made";
    public const string InvitationAccepted = "invitation.accepted";
    public const string InvitationMade = "invitation.made";
    public const string InvitationRevoked = "invitation.revoked";
    public const string LetterFailed = "letter.failed";
    public const string LinkRefused = "user.link_refused";
    public const string LinkOpened = "user.link_opened";
    public const string ResetAsked = "password_reset.asked";
    public const string ResetLinkMade = "password_reset.link_made";
    public const string LockedOut = "user.locked_out";
    public const string PasswordChanged = "user.password_changed";
    public const string PasswordCheckFailed = "user.password_check_failed";
    public const string RecoveryCodesRenewed = "second_factor.recovery_codes_renewed";
    public const string RecoveryCodeUsed = "second_factor.recovery_code_used";
    public const string SecondFactorFailed = "second_factor.failed";
    public const string SecondFactorOff = "second_factor.off";
    public const string SecondFactorOn = "second_factor.on";
    public const string TokenRefused = "token.refused";
    public const string SessionEnded = "session.ended";
    public const string SessionReused = "session.token_reused";
    public const string SignInFailed = "user.sign_in_failed";
    public const string SignedIn = "user.signed_in";
    public const string SignedOut = "user.signed_out";
    public const string OwnerClaimed = "user.owner_claimed";
    public const string UserDeleted = "user.deleted";
    public const string UserDisabled = "user.disabled";
    public const string UserEnabled = "user.enabled";
    public const string UserMade = "user.made";
    public const string UserRenamed = "user.renamed";
    public const string UserRoleChanged = "user.role_changed";
}
