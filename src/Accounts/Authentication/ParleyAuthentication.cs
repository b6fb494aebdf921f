using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>
/// The scheme "Parley": an access token or an API key in <c>Authorization: Bearer</c>, or a key in <c>x-api-key</c>. Success puts a
/// <see cref="Caller"/> among the request's features.
/// </summary>
internal sealed class ParleyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder,
    AccessTokens tokens, ProvenKeys keys, KeyUse use, IEndUsers endUsers)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Parley";
    public const string EndUserHeader = "Parley-End-User";

    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Credential() is not { } credential)
        {
            return AuthenticateResult.NoResult();
        }

        var caller = credential.StartsWith("pk_", StringComparison.Ordinal)
            ? await CallerOfKeyAsync(credential)
            : await CallerOfTokenAsync(credential);
        if (caller is null)
        {
            return AuthenticateResult.Fail("The key or token is not valid here: it is unknown, lapsed or revoked. Sign in again or use another key.");
        }

        Context.Features.Set(caller);
        var identity = new ClaimsIdentity([new Claim("sub", caller.Subject.Value)], SchemeName, "sub", roleType: null);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    private string? Credential()
    {
        if (Request.Headers.Authorization is [{ } authorization, ..])
        {
            return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : "";
        }

        return Request.Headers["x-api-key"] is [{ } key, ..] ? key.Trim() : null;
    }

    private async Task<Caller?> CallerOfTokenAsync(string token)
    {
        var caller = await tokens.ProveAsync(token, Context.RequestAborted);
        if (caller is not null && Request.Headers.ContainsKey(EndUserHeader))
        {
            throw new RefusedException(Refusal.Invalid(
                EndUserHeader, $"The header {EndUserHeader} goes with an API key; a signed-in person acts for no one else. Leave it out."));
        }

        return caller;
    }

    private async Task<Caller?> CallerOfKeyAsync(string text)
    {
        if (await keys.ProveAsync(text, Context.RequestAborted) is not { } key)
        {
            return null;
        }

        use.Note(key.Tenant, key.Id);
        var caller = new Caller
        {
            Tenant = key.Tenant,
            Subject = key.Subject,
            User = key.User,
            Key = key.Id,
            Role = key.Role,
            Scopes = key.Scopes,
            AclTags = key.AclTags,
        };
        return Request.Headers.TryGetValue(EndUserHeader, out var endUser)
            ? await EndUserCaller.OfAsync(caller, endUser.ToString(), endUsers, Context.RequestAborted)
            : caller;
    }
}

/// <summary>A key's caller narrowed down to one of its end users.</summary>
internal static class EndUserCaller
{
    public static async ValueTask<Caller> OfAsync(Caller key, string endUser, IEndUsers endUsers, CancellationToken cancellationToken) =>
        key with
        {
            Subject = await endUsers.SubjectOfAsync(key.Tenant, endUser, cancellationToken),
            User = null,
            Role = null,
            Scopes = System.Collections.Frozen.FrozenSet.ToFrozenSet(key.Scopes.Where(Standing.EndUserScopes.Contains), StringComparer.Ordinal),
            AclTags = ["public"],
        };
}
