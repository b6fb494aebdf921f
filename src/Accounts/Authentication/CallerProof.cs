using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Parley.Accounts;

/// <summary>
/// Proves who makes a request: by an access token or an API key in <c>Authorization: Bearer</c>, or a key in <c>x-api-key</c>.
/// </summary>
/// <remarks>
/// Not a scheme of ASP.NET's authentication, because the framework would run that before everything else, also for open routes and
/// outside of the error handling.
/// </remarks>
internal sealed class CallerProof(AccessTokens tokens, ProvenKeys keys, KeyUse use, IEndUsers endUsers)
{
    private const string EndUserHeader = "Parley-End-User";
    private const string Bearer = "Bearer ";

    /// <returns>What the request carries, or null when it carries nothing that could prove somebody.</returns>
    public static string? CredentialOf(HttpRequest request)
    {
        if (request.Headers.Authorization is [{ } authorization, ..])
        {
            return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : "";
        }

        return request.Headers["x-api-key"] is [{ } key, ..] ? key.Trim() : null;
    }

    /// <returns>Null when the credential proves nobody.</returns>
    /// <exception cref="RefusedException">The header that names an end user cannot be used.</exception>
    public ValueTask<Caller?> ProveAsync(HttpRequest request, string credential, CancellationToken cancellationToken) =>
        credential.StartsWith("pk_", StringComparison.Ordinal)
            ? ByKeyAsync(request, credential, cancellationToken)
            : ByTokenAsync(request, credential, cancellationToken);

    private async ValueTask<Caller?> ByTokenAsync(HttpRequest request, string token, CancellationToken cancellationToken)
    {
        var caller = await tokens.ProveAsync(token, cancellationToken);
        return caller is not null && request.Headers.ContainsKey(EndUserHeader)
            ? throw new RefusedException(Refusal.Invalid(
                EndUserHeader, $"The header {EndUserHeader} goes with an API key; a signed-in person acts for no one else. Leave it out."))
            : caller;
    }

    private async ValueTask<Caller?> ByKeyAsync(HttpRequest request, string text, CancellationToken cancellationToken)
    {
        if (await keys.ProveAsync(text, cancellationToken) is not { } key)
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
        return request.Headers.TryGetValue(EndUserHeader, out var endUser)
            ? await ForEndUserAsync(caller, endUser.ToString(), cancellationToken)
            : caller;
    }

    private async ValueTask<Caller> ForEndUserAsync(Caller key, string endUser, CancellationToken cancellationToken) => key with
    {
        Subject = await endUsers.SubjectOfAsync(key.Tenant, endUser, cancellationToken),
        User = null,
        Role = null,
        Scopes = key.Scopes.Where(Standing.EndUserScopes.Contains).ToFrozenSet(StringComparer.Ordinal),
        AclTags = ["public"],
    };
}
