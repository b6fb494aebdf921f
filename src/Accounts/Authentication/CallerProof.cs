using System.Net;
using Microsoft.AspNetCore.Http;

namespace Parley.Accounts;

/// <summary>
/// Proves who makes a request: by an access token or an API key in <c>Authorization: Bearer</c>, or a key in <c>x-api-key</c>.
/// </summary>
/// <remarks>
/// Not a scheme of ASP.NET's authentication, because the framework would run that before everything else, also for open routes and
/// outside of the error handling.
/// </remarks>
internal sealed class CallerProof(AccessTokens tokens, ProvenKeys keys, KeyUse use)
{
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

    /// <inheritdoc cref="ProvenKeys.IsStrange"/>
    public bool IsStrange(string credential) => keys.IsStrange(credential);

    /// <param name="from">Where the credential came from, for the audit trail.</param>
    /// <returns>Null when the credential proves nobody.</returns>
    public ValueTask<Caller?> ProveAsync(string credential, IPAddress? from, CancellationToken cancellationToken) =>
        credential.StartsWith("pk_", StringComparison.Ordinal)
            ? ByKeyAsync(credential, cancellationToken)
            : tokens.ProveAsync(credential, from, cancellationToken);

    private async ValueTask<Caller?> ByKeyAsync(string text, CancellationToken cancellationToken)
    {
        if (await keys.ProveAsync(text, cancellationToken) is not { } key)
        {
            return null;
        }

        use.Note(key.Tenant, key.Id);
        return new()
        {
            Tenant = key.Tenant,
            Subject = key.Subject,
            User = key.User,
            Key = key.Id,
            Role = key.Role,
            Scopes = key.Scopes,
            AclTags = key.AclTags,
        };
    }
}
