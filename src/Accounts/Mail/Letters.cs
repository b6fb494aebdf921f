using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>
/// What the server writes to people. Their links begin with the address that is set, never with what a request calls the server:
/// else a stranger could have somebody's link sent to a place of the stranger's choice.
/// </summary>
internal sealed class Letters(Outbox outbox, UserStore users, Tenants tenants, IOptions<AccountsOptions> options)
{
    private const string Invitation = "invitation";
    private const string Reset = "password_reset";

    /// <summary>True when letters can be sent.</summary>
    public bool CanWrite => outbox.Sender is not null && options.Value.PublicAddress is not null;

    /// <summary>Writes somebody the link of an invitation.</summary>
    /// <param name="target">The invitation, or the user who was made with it.</param>
    /// <returns>What is to be put into the outbox with the invitation; null when no letters can be sent.</returns>
    public async Task<SealedLetter?> InviteAsync(
        TenantScope tenant, string target, SubjectId subject, EmailAddress email, NewOneTimeLink link, CancellationToken cancellationToken)
    {
        if (!CanWrite)
        {
            return null;
        }

        var name = (await tenants.FindAsync(tenant, cancellationToken))?.Name ?? "Parley";
        var letter = new Letter(
            email.Text,
            $"Invitation to {name}",
            $"You are invited to {name}.\n\nOpen this link to set your password; "
            + $"it works once and for {Span(options.Value.InvitationLifetime)}:\n\n{Whole(link)}\n\nIf you do not expect it, leave it alone: nothing happens then.\n");
        return await outbox.SealAsync(tenant, Invitation, target, subject, letter, link, cancellationToken);
    }

    /// <summary>Writes a user the link by which to set a new password.</summary>
    /// <returns>What is to be put into the outbox with the link; null when there is no address to write to.</returns>
    public async Task<SealedLetter?> ResetAsync(TenantScope tenant, UserRow user, NewOneTimeLink link, CancellationToken cancellationToken)
    {
        if (!CanWrite || (await users.OpenAsync(tenant, user, cancellationToken)).Email is not { } email)
        {
            return null;
        }

        var letter = new Letter(
            email,
            "Set a new password",
            $"Somebody, probably you, asked to set a new password.\n\nThis link works once and for {Span(options.Value.ResetLifetime)}:\n\n"
            + $"{Whole(link)}\n\nIf it was not you, leave it alone: your password stays as it is.\n");
        return await outbox.SealAsync(tenant, Reset, user.Id, new(user.SubjectId), letter, link, cancellationToken);
    }

    private string Whole(NewOneTimeLink link) => options.Value.PublicAddress!.GetLeftPart(UriPartial.Authority) + link.Path;

    private static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => $"{span.TotalDays:0} days",
        { TotalHours: >= 2 } => $"{span.TotalHours:0} hours",
        _ => $"{span.TotalMinutes:0} minutes",
    };
}
