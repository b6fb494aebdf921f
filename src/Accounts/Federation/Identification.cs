using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parley.Accounts;

/// <summary>Finds out from a provider who has come back from it.</summary>
internal sealed class Identification(ProviderMetadata providers, CodeExchange exchange, IdTokenCheck idTokens, ProviderCalls calls)
{
    /// <returns>The claims about the person.</returns>
    /// <exception cref="FederationFailure">The provider does not say, or does not prove it.</exception>
    public async Task<JsonElement> ClaimsAsync(Provider provider, Flow flow, string code, CancellationToken cancellationToken)
    {
        var metadata = await providers.OfAsync(provider, cancellationToken);
        var tokens = await exchange.RedeemAsync(provider, metadata, flow, code, cancellationToken);
        return provider.Settings.Kind == ProviderKinds.Oidc
            ? await ByIdTokenAsync(provider, metadata, flow, tokens, cancellationToken)
            : await ByUserInfoAsync(provider.Settings.Endpoints!, tokens, cancellationToken);
    }

    private async Task<JsonElement> ByIdTokenAsync(
        Provider provider, Metadata metadata, Flow flow, CodeTokens tokens, CancellationToken cancellationToken)
    {
        var token = tokens.IdToken ?? throw new FederationFailure(FederationCodes.ProofRefused, "no_id_token");
        var claims = await idTokens.ProveAsync(provider, metadata, flow, token, tokens.AccessToken, cancellationToken);
        var settings = provider.Settings;
        var lacks = Claims.Find(claims, "email") is null
            || ((settings.SyncGroups || settings.GroupRoles.Count > 0) && Claims.Find(claims, settings.GroupsClaim) is null);
        if (!lacks || metadata.UserInfo is not { } address || tokens.AccessToken is not { } bearer)
        {
            return claims;
        }

        // Section 5.3.2: what is said there counts only for the person of the ID token, and the token's own words go first.
        var more = await calls.GetJsonAsync(address, bearer, cancellationToken);
        return Claims.Text(more, "sub") == Claims.Text(claims, "sub")
            ? Merge(claims, more)
            : throw new FederationFailure(FederationCodes.ProofRefused, "userinfo_subject");
    }

    private async Task<JsonElement> ByUserInfoAsync(ProviderEndpoints endpoints, CodeTokens tokens, CancellationToken cancellationToken)
    {
        var bearer = tokens.AccessToken ?? throw new FederationFailure(FederationCodes.ProofRefused, "no_access_token");
        var claims = await calls.GetJsonAsync(endpoints.UserInfo, bearer, cancellationToken);
        if (claims.ValueKind != JsonValueKind.Object)
        {
            throw new FederationFailure(FederationCodes.ProviderUnavailable, "no_json");
        }

        if (endpoints.Emails is not { } address)
        {
            return claims;
        }

        // The address that a profile shows is whatever its owner typed; the list says which are proven.
        var emails = await calls.GetJsonAsync(address, bearer, cancellationToken);
        var first = emails.ValueKind == JsonValueKind.Array
            ? emails.EnumerateArray().Where(email => Claims.Is(email, "verified")).OrderByDescending(email => Claims.Is(email, "primary")).FirstOrDefault()
            : default;
        var whole = JsonObject.Create(claims)!;
        whole["email"] = Claims.Text(first, "email");
        whole["email_verified"] = whole["email"] is not null;
        return JsonSerializer.SerializeToElement(whole);
    }

    private static JsonElement Merge(JsonElement first, JsonElement second)
    {
        var whole = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var claim in second.EnumerateObject().Concat(first.EnumerateObject()))
        {
            whole[claim.Name] = claim.Value;
        }

        return JsonSerializer.SerializeToElement(whole);
    }
}
