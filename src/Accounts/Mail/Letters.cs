using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>
/// What the server writes to people. Their links begin with the address that is set, never with what a request calls the server:
/// else a stranger could have somebody's link sent to a place of the stranger's choice.
/// </summary>
internal sealed class Letters(MailPost post, UserStore users, Tenants tenants, IOptions<AccountsOptions> options)
{
    /// <summary>True when letters can be sent.</summary>
    public bool CanWrite => post.IsConfigured && options.Value.PublicAddress is not null;

    /// <summary>Sends somebody the link of an invitation.</summary>
    public void Invite(TenantScope tenant, EmailAddress email, string link) => Leave(
        async cancellationToken => new(
            email.Text,
            $"Invitation to {(await tenants.FindAsync(tenant, cancellationToken))?.Name ?? "Parley"}",
            $"You are invited to {(await tenants.FindAsync(tenant, cancellationToken))?.Name ?? "Parley"}.\n\nOpen this link to set your password; "
            + $"it works once and for {Span(options.Value.InvitationLifetime)}:\n\n{Whole(link)}\n\nIf you do not expect it, leave it alone: nothing happens then.\n"));

    /// <summary>Sends a user the link by which to set a new password.</summary>
    public void Reset(TenantScope tenant, UserRow user, string link) => Leave(
        async cancellationToken => (await users.OpenAsync(tenant, user, cancellationToken)).Email is { } email
            ? new(
                email,
                "Set a new password",
                $"Somebody, probably you, asked to set a new password.\n\nThis link works once and for {Span(options.Value.ResetLifetime)}:\n\n"
                + $"{Whole(link)}\n\nIf it was not you, leave it alone: your password stays as it is.\n")
            : null);

    private void Leave(Func<CancellationToken, Task<Letter?>> write)
    {
        if (CanWrite)
        {
            post.Leave(write);
        }
    }

    private string Whole(string path) => options.Value.PublicAddress!.GetLeftPart(UriPartial.Authority) + path;

    private static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => $"{span.TotalDays:0} days",
        { TotalHours: >= 2 } => $"{span.TotalHours:0} hours",
        _ => $"{span.TotalMinutes:0} minutes",
    };
}
