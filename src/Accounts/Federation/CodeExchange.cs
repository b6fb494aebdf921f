using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Parley.Accounts;

/// <summary>What a provider gives for a code.</summary>
internal sealed record CodeTokens(string? IdToken, string? AccessToken);

/// <summary>Redeems the code that a provider sent along with the browser (RFC 6749, section 4.1.3, with RFC 7636).</summary>
internal sealed class CodeExchange(ProviderCalls calls)
{
    private const int LongestToken = 64 * 1024;

    /// <exception cref="FederationFailure">The provider does not take the code.</exception>
    public async Task<CodeTokens> RedeemAsync(Provider provider, Metadata metadata, Flow flow, string code, CancellationToken cancellationToken)
    {
        var settings = provider.Settings;
        List<KeyValuePair<string, string>> form =
        [
            new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", flow.RedirectUri), new("code_verifier", flow.Verifier),
        ];
        AuthenticationHeaderValue? authorization = null;
        if (settings.ClientSecret is { } secret && !metadata.PostsSecret)
        {
            var pair = $"{Uri.EscapeDataString(settings.ClientId)}:{Uri.EscapeDataString(secret)}";
            authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }
        else
        {
            form.Add(new("client_id", settings.ClientId));
            if (settings.ClientSecret is { } posted)
            {
                form.Add(new("client_secret", posted));
            }
        }

        var (status, said) = await calls.PostFormAsync(metadata.Token, form, authorization, cancellationToken);
        return (status, said) switch
        {
            // GitHub refuses a code with status 200.
            (200, { ValueKind: JsonValueKind.Object } json) when Claims.Find(json, "error") is null => new(Token(json, "id_token"), Token(json, "access_token")),
            (200 or 400 or 401, { ValueKind: JsonValueKind.Object }) => throw new FederationFailure(FederationCodes.ProviderRefused, "code_refused"),
            _ => throw new FederationFailure(FederationCodes.ProviderUnavailable, status == 200 ? "no_json" : $"status_{status}"),
        };
    }

    private static string? Token(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= LongestToken } token
            && token.All(letter => letter is > ' ' and <= '~')
            ? token
            : null;
}
