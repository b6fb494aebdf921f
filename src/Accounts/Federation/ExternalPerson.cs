using System.Text.Json;

namespace Parley.Accounts;

/// <summary>Somebody as a provider knows them.</summary>
/// <param name="Subject">The provider's own id of them.</param>
/// <param name="EmailVerified">Whether the provider vouches for the address.</param>
internal sealed record ExternalPerson(string Subject, EmailAddress? Email, bool EmailVerified, string? Name, IReadOnlyList<string> Groups)
{
    private const int LongestName = 120;

    /// <param name="claims">Of an ID token, of the user information, or what an admin tries.</param>
    /// <returns>Null when the claims name nobody.</returns>
    public static ExternalPerson? Of(ProviderSettings settings, JsonElement claims)
    {
        var subject = Claims.IdText(claims, "sub") ?? (settings.Kind == ProviderKinds.Oidc ? null : Claims.IdText(claims, "id"));
        if (subject is not { Length: <= 255 })
        {
            return null;
        }

        EmailAddress? email = EmailAddress.TryParse(Claims.Text(claims, "email"), out var address) ? address : null;
        var verified = email is { } given
            && (Claims.Is(claims, "email_verified") || Claims.Is(claims, "verified_email") || (settings.TrustEmails && settings.HasDomainOf(given)));
        return new(subject, email, verified, NameOf(claims), Claims.Texts(claims, settings.GroupsClaim));
    }

    private static string? NameOf(JsonElement claims)
    {
        var name = Claims.Text(claims, "name") ?? Claims.Text(claims, "preferred_username") ?? Claims.Text(claims, "login");
        var shown = new string([.. (name ?? "").Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter)).Take(LongestName)]).Trim();
        return shown.Length == 0 ? null : shown;
    }
}
