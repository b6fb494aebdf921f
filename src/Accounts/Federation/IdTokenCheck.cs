using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Parley.Accounts;

/// <summary>Checks ID tokens by section 3.1.3.7 of OpenID Connect Core 1.0.</summary>
internal sealed class IdTokenCheck(ProviderMetadata metadata, TimeProvider time)
{
    private const int LongestToken = 16 * 1024;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = LongestToken };

    /// <returns>The claims, once all of them hold.</returns>
    /// <exception cref="FederationFailure">The token does not prove what it must.</exception>
    public async Task<JsonElement> ProveAsync(
        Provider provider, Metadata known, Flow flow, string token, string? accessToken, CancellationToken cancellationToken)
    {
        // Three parts: an encrypted token would have five, and nothing is decrypted here.
        if (token.Length > LongestToken || token.Count(letter => letter == '.') != 2 || Read(token) is not { } read)
        {
            throw Refused("format");
        }

        if (!SigningRules.Algorithms.Contains(read.Alg) || !(string.IsNullOrEmpty(read.Typ) || read.Typ.Equals("JWT", StringComparison.OrdinalIgnoreCase)))
        {
            throw Refused("algorithm");
        }

        var key = Choose(await metadata.KeysAsync(provider, known, anew: false, cancellationToken), read)
            ?? Choose(await metadata.KeysAsync(provider, known, anew: true, cancellationToken), read)
            ?? throw Refused("key_unknown");
        if (FaultOf(token, key) is { } fault)
        {
            throw Refused(fault);
        }

        if (Payload(read) is not { ValueKind: JsonValueKind.Object } claims)
        {
            throw Refused("format");
        }

        Check(claims, known.Issuer, provider.Settings.ClientId, flow);
        CheckAccessToken(claims, accessToken);
        return claims;
    }

    private void Check(JsonElement claims, string issuer, string client, Flow flow)
    {
        var now = time.GetUtcNow();
        var audiences = Claims.Texts(claims, "aud");
        var party = Claims.Text(claims, "azp");
        var wrong = Claims.Text(claims, "iss") != issuer ? "issuer"
            : !audiences.Contains(client) ? "audience"
            : (audiences.Count > 1 || party is not null) && party != client ? "azp"
            : !Same(Claims.Text(claims, "nonce"), flow.Nonce) ? "nonce"
            : Claims.Moment(claims, "exp") is not { } end || end + Skew <= now ? "expired"
            : Claims.Moment(claims, "iat") is not { } made || made - Skew > now || made + Skew < DateTimeOffset.FromUnixTimeMilliseconds(flow.StartedAt) ? "issued_at"
            : Claims.Moment(claims, "nbf") is { } begin && begin - Skew > now ? "not_yet"
            : Claims.Text(claims, "sub") is not { Length: <= 255 } ? "subject"
            : null;
        if (wrong is not null)
        {
            throw Refused(wrong);
        }
    }

    // Both algorithms hash with SHA-256; the token has the left half.
    private static void CheckAccessToken(JsonElement claims, string? accessToken)
    {
        if (Claims.Find(claims, "at_hash") is not null
            && !(accessToken is not null && Same(
                Claims.Text(claims, "at_hash"), Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)).AsSpan(0, 16)))))
        {
            throw Refused("at_hash");
        }
    }

    private static JsonWebKey? Choose(IReadOnlyList<JsonWebKey> keys, JsonWebToken token)
    {
        var fitting = keys.Where(key => SigningRules.FitsAlgorithm(key, token.Alg) && (string.IsNullOrEmpty(token.Kid) || key.Kid == token.Kid)).Take(2).ToList();
        return fitting.Count == 1 ? fitting[0] : null;
    }

    // What the claims say is checked by ourselves, on our own clock; the package is asked about the signature alone.
    private static string? FaultOf(string token, JsonWebKey key)
    {
        try
        {
            var outcome = Handler.ValidateToken(token, new()
            {
                ValidAlgorithms = SigningRules.Algorithms,
                IssuerSigningKey = key,
                RequireSignedTokens = true,
                ValidateIssuer = false,
                ValidateAudience = false,
                ValidateLifetime = false,
                RequireExpirationTime = false,
            });
            return outcome.IsValid ? null : outcome.Exception is SecurityTokenException ? "signature" : "format";
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // What a stranger sends may break the parser in any way.
            return "format";
        }
    }

    // The package reads other alphabets of Base64 than the one of tokens.
    private static JsonElement? Payload(JsonWebToken token) =>
        Base64Url.IsValid(token.EncodedPayload) ? ProviderCalls.Parse(Base64Url.DecodeFromChars(token.EncodedPayload)) : null;

    private static JsonWebToken? Read(string token)
    {
        try
        {
            return new JsonWebToken(token) is { Alg: not null } read ? read : null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return null;
        }
    }

    private static bool Same(string? one, string other) =>
        one is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    private static FederationFailure Refused(string reason) => new(FederationCodes.ProofRefused, reason);
}
