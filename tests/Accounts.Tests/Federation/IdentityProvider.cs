using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Parley.Accounts.Tests.Federation;

/// <summary>An identity provider on a free port. It keeps to the rules, checks what it is sent, and lies where a test tells it to.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    public const string Client = "parley";
    public const string Secret = "s3cret & more";

    private static readonly ProviderKey First = new("first");

    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, Code> _codes = new();

    private IdentityProvider(WebApplication app, TimeProvider time) => (_app, _time) = (app, time);

    /// <summary>Its address, and who it says it is.</summary>
    public string Issuer => _app.Urls.First();

    public ProviderKey Key { get; set; } = First;

    /// <summary>Who signs in.</summary>
    public JsonObject Person { get; set; } = [];

    /// <summary>The last word on the claims of an ID token.</summary>
    public Action<JsonObject> Claims { get; set; } = _ => { };

    /// <summary>The last word on a whole ID token, header and signature included.</summary>
    public Func<JsonObject, string>? Sign { get; set; }

    public Action<JsonObject> Discovery { get; set; } = _ => { };

    public Func<JsonObject> UserInfo { get; set; } = () => [];

    public JsonArray Emails { get; set; } = [];

    /// <summary>What an address answers instead of what it should.</summary>
    public ConcurrentDictionary<string, RequestDelegate> Instead { get; } = new();

    /// <summary>Addresses asked for, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public static async Task<IdentityProvider> StartAsync(TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var provider = new IdentityProvider(app, time);
        app.Run(provider.AnswerAsync);
        await app.StartAsync();
        return provider;
    }

    /// <summary>Forgets all lies; from now on this person signs in.</summary>
    public void Reset(JsonObject person)
    {
        (Person, Key, Claims, Sign, Discovery, Emails) = (person, First, _ => { }, null, _ => { }, []);
        UserInfo = () => (JsonObject)Person.DeepClone();
        Instead.Clear();
        Asked.Clear();
    }

    /// <summary>The person says yes: what the provider sends back along with the browser.</summary>
    public string Authorize(Uri address)
    {
        var asked = QueryHelpers.ParseQuery(address.Query);
        Assert.Equal(("code", "S256", Client), ($"{asked["response_type"]}", $"{asked["code_challenge_method"]}", $"{asked["client_id"]}"));
        var code = RandomNumberGenerator.GetHexString(32);
        _codes[code] = new(asked.TryGetValue("nonce", out var nonce) ? $"{nonce}" : "", $"{asked["code_challenge"]}", $"{asked["redirect_uri"]}");
        return code;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(0);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Asked.Enqueue(path);
        if (Instead.TryGetValue(path, out var other))
        {
            await other(context);
            return;
        }

        var (status, json) = path switch
        {
            "/.well-known/openid-configuration" => (200, Describe()),
            "/jwks" => (200, new JsonObject { ["keys"] = new JsonArray(Key.Public()) }),
            "/token" => await RedeemAsync(context.Request),
            "/userinfo" when IsBearer(context) => (200, UserInfo()),
            "/emails" when IsBearer(context) => (200, (JsonNode)Emails.DeepClone()),
            _ => (404, new JsonObject()),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(json.ToJsonString());
    }

    private static bool IsBearer(HttpContext context) => context.Request.Headers.Authorization == "Bearer the-access-token";

    private JsonObject Describe()
    {
        var said = new JsonObject
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = $"{Issuer}/authorize",
            ["token_endpoint"] = $"{Issuer}/token",
            ["userinfo_endpoint"] = $"{Issuer}/userinfo",
            ["jwks_uri"] = $"{Issuer}/jwks",
        };
        Discovery(said);
        return said;
    }

    private async Task<(int Status, JsonNode Answer)> RedeemAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (!_codes.TryRemove($"{form["code"]}", out var code)
            || code.RedirectUri != $"{form["redirect_uri"]}"
            || code.Challenge != Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($"{form["code_verifier"]}"))))
        {
            return (400, new JsonObject { ["error"] = "invalid_grant" });
        }

        if (!IsClient(request, form))
        {
            return (401, new JsonObject { ["error"] = "invalid_client" });
        }

        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var claims = (JsonObject)Person.DeepClone();
        claims["iss"] = Issuer;
        claims["aud"] = Client;
        claims["nonce"] = code.Nonce;
        claims["iat"] = now;
        claims["exp"] = now + 300;
        Claims(claims);
        return (200, new JsonObject
        {
            ["access_token"] = "the-access-token",
            ["token_type"] = "Bearer",
            ["id_token"] = Sign?.Invoke(claims) ?? Key.Sign(claims),
        });
    }

    private static bool IsClient(HttpRequest request, IFormCollection form)
    {
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Client}:{Uri.EscapeDataString(Secret)}"));
        return request.Headers.Authorization == basic || (form["client_id"] == Client && form["client_secret"] == Secret);
    }

    private sealed record Code(string Nonce, string Challenge, string RedirectUri);
}

/// <summary>A key that signs ID tokens: RSA, or P-256 when its name begins with "ec".</summary>
internal sealed class ProviderKey(string id)
{
    private readonly RSA? _rsa = id.StartsWith("ec", StringComparison.Ordinal) ? null : RSA.Create(2048);
    private readonly ECDsa? _ec = id.StartsWith("ec", StringComparison.Ordinal) ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : null;

    public string Algorithm => _rsa is null ? "ES256" : "RS256";

    public JsonObject Public()
    {
        if (_rsa is not null)
        {
            var rsa = _rsa.ExportParameters(false);
            return new() { ["kty"] = "RSA", ["kid"] = id, ["use"] = "sig", ["n"] = Encode(rsa.Modulus!), ["e"] = Encode(rsa.Exponent!) };
        }

        var ec = _ec!.ExportParameters(false);
        return new() { ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = id, ["x"] = Encode(ec.Q.X!), ["y"] = Encode(ec.Q.Y!) };
    }

    public string Sign(JsonObject claims) => Sign(new JsonObject { ["alg"] = Algorithm, ["kid"] = id, ["typ"] = "JWT" }, claims);

    public string Sign(JsonObject header, JsonObject claims) => SignText(Unsigned(header, claims));

    /// <param name="text">The first two parts of a token.</param>
    public string SignText(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        return $"{text}.{Encode(_rsa?.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) ?? _ec!.SignData(bytes, HashAlgorithmName.SHA256))}";
    }

    /// <summary>Signed symmetrically with what everybody knows: the public key.</summary>
    public string SignWithPublicKey(JsonObject claims)
    {
        var text = Unsigned(new() { ["alg"] = "HS256", ["kid"] = id }, claims);
        return $"{text}.{Encode(HMACSHA256.HashData(_rsa!.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(text)))}";
    }

    public static string Unsigned(JsonObject header, JsonObject claims) =>
        $"{Encode(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";

    public static string HashOf(string accessToken) => Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)).AsSpan(0, 16));

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
