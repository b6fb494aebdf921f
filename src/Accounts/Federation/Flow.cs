using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Parley.Accounts;

/// <summary>A sign-in under way. It travels in a cookie of the browser that began it, which can neither read nor change it.</summary>
/// <param name="State">Comes back with the provider's answer.</param>
/// <param name="Nonce">Comes back in the ID token.</param>
/// <param name="Verifier">Redeems the code; the provider was shown its hash only (RFC 7636).</param>
/// <param name="ReturnTo">The page to come back to.</param>
/// <param name="Test">The id of the test that this is; null when somebody signs in.</param>
/// <param name="StartedAt">Unix milliseconds.</param>
/// <param name="Session">Of whoever links the provider to their account; null when somebody signs in.</param>
internal sealed record Flow(
    string Provider, string State, string Nonce, string Verifier, string RedirectUri, string ReturnTo, string? Test, long StartedAt, string? Session = null)
{
    public static Flow New(string provider, string redirectUri, string returnTo, DateTimeOffset now) => new(
        provider, TokenText.New(""), TokenText.New(""), TokenText.New(""), redirectUri, returnTo, null, now.ToUnixTimeMilliseconds());

    /// <summary>What the provider is shown of the verifier.</summary>
    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
}

/// <summary>Keeps sign-ins under way in short-lived cookies, one each, so that two tabs do not disturb each other.</summary>
internal sealed class FlowCookie(InstallationSecret secret)
{
    private const string Purpose = "sign-in flow";
    private const string Prefix = "parley_flow_";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int Longest = 4096;
    private const int MostAtOnce = 4;

    public async Task SetAsync(HttpContext context, Flow flow, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var old = context.Request.Cookies.Keys.Where(name => name.Contains(Prefix, StringComparison.Ordinal)).ToList();
        if (old.Count >= MostAtOnce)
        {
            old.ForEach(name => context.Response.Cookies.Delete(name, Options(context, null)));
        }

        var name = NameOf(context, flow.State);
        var text = Seal(await secret.KeyAsync(Purpose, cancellationToken), name, JsonSerializer.SerializeToUtf8Bytes(flow));
        context.Response.Cookies.Append(name, text, Options(context, lifetime));
    }

    /// <summary>Takes the sign-in that an answer belongs to out of the browser.</summary>
    /// <returns>Null when this browser began none with that state, or somebody laid hands on it.</returns>
    public async Task<Flow?> TakeAsync(HttpContext context, string state, CancellationToken cancellationToken)
    {
        var name = NameOf(context, state);
        if (context.Request.Cookies[name] is not { Length: > 0 and <= Longest } text)
        {
            return null;
        }

        context.Response.Cookies.Delete(name, Options(context, null));
        return Open(await secret.KeyAsync(Purpose, cancellationToken), name, text) is { } flow
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(flow.State), Encoding.UTF8.GetBytes(state))
            ? flow
            : null;
    }

    private static string Seal(byte[] key, string name, ReadOnlySpan<byte> flow)
    {
        var whole = new byte[NonceBytes + TagBytes + flow.Length];
        var nonce = whole.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, flow, whole.AsSpan(NonceBytes + TagBytes), whole.AsSpan(NonceBytes, TagBytes), Encoding.ASCII.GetBytes(name));
        return Base64Url.EncodeToString(whole);
    }

    private static Flow? Open(byte[] key, string name, string text)
    {
        try
        {
            var whole = Base64Url.DecodeFromChars(text);
            if (whole.Length <= NonceBytes + TagBytes)
            {
                return null;
            }

            var flow = new byte[whole.Length - NonceBytes - TagBytes];
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(
                whole.AsSpan(0, NonceBytes), whole.AsSpan(NonceBytes + TagBytes), whole.AsSpan(NonceBytes, TagBytes), flow, Encoding.ASCII.GetBytes(name));
            return JsonSerializer.Deserialize<Flow>(flow);
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            return null;
        }
    }

    // The prefix __Host- keeps other hosts of the same domain from setting the cookie; it asks for the path "/".
    private static string NameOf(HttpContext context, string state) =>
        $"{(context.Request.IsHttps ? "__Host-" : "")}{Prefix}{(state.Length >= 8 && state[..8].All(char.IsAsciiLetterOrDigit) ? state[..8] : "none")}";

    // Lax, because the browser comes back from another site.
    private static CookieOptions Options(HttpContext context, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        Path = "/",
        MaxAge = lifetime,
        IsEssential = true,
    };
}
