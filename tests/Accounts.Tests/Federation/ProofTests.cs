using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Parley.Accounts.Tests.Federation;

/// <summary>What an ID token must prove, and how one that lies is told.</summary>
public sealed class ProofTests(SqliteFederation fixture) : FederationBase(fixture), IClassFixture<SqliteFederation>
{
    [Theory]
    [InlineData("first")]
    [InlineData("ec-first")]
    public async Task An_honest_provider_signs_its_people_in(string key)
    {
        At.Key = new(key);
        var provider = await ConnectOpenAsync();

        Assert.Equal("/", (await Browser.SignInAsync(At, provider)).OriginalString);
        var me = await Browser.MeAsync();
        Assert.Equal(($"ada@{Domain}", "Ada", "member"), (me!.Text("email"), me!.Text("name"), me!.Text("role")));
    }

    [Theory]
    [InlineData("iss", "\"https://elsewhere.example\"", "issuer")]
    [InlineData("iss", "null", "issuer")]
    [InlineData("aud", "\"another-client\"", "audience")]
    [InlineData("aud", "[\"parley\", \"another-client\"]", "azp")]
    [InlineData("azp", "\"another-client\"", "azp")]
    [InlineData("nonce", "\"of-another-sign-in\"", "nonce")]
    [InlineData("nonce", "null", "nonce")]
    [InlineData("exp", null, "expired")]
    [InlineData("exp", "null", "format")]
    [InlineData("exp", "\"never\"", "format")]
    [InlineData("iat", "null", "issued_at")]
    [InlineData("sub", "null", "subject")]
    [InlineData("sub", "\"\"", "subject")]
    [InlineData("at_hash", "\"AAAAAAAAAAAAAAAAAAAAAA\"", "at_hash")]
    [InlineData("at_hash", "5", "at_hash")]
    public async Task A_claim_that_does_not_hold_is_refused(string claim, string? value, string reason)
    {
        var provider = await ConnectOpenAsync();
        At.Claims = claims =>
        {
            claims.Remove(claim);
            if (value is not null)
            {
                claims[claim] = JsonNode.Parse(value);
            }
        };

        await RefusedAsync(provider, await Browser.SignInAsync(At, provider), "proof_refused", reason);
    }

    [Theory]
    [InlineData("exp", -31, "expired")]
    [InlineData("exp", -29, null)]
    [InlineData("iat", 31, "issued_at")]
    [InlineData("iat", 29, null)]
    [InlineData("iat", -29, null)]
    [InlineData("iat", -60, "issued_at")]
    [InlineData("nbf", 31, "not_yet")]
    [InlineData("nbf", 29, null)]
    public async Task Clocks_may_differ_by_half_a_minute(string claim, int seconds, string? reason)
    {
        var provider = await ConnectOpenAsync();
        At.Claims = claims => claims[claim] = Time.GetUtcNow().ToUnixTimeSeconds() + seconds;

        var at = await Browser.SignInAsync(At, provider);
        if (reason is null)
        {
            Assert.NotNull(await Browser.MeAsync());
        }
        else
        {
            await RefusedAsync(provider, at, "proof_refused", reason);
        }
    }

    [Fact]
    public async Task The_access_tokens_hash_may_stand_in_it_when_it_is_right()
    {
        var provider = await ConnectOpenAsync();
        At.Claims = claims => (claims["at_hash"], claims["aud"], claims["azp"]) =
            (ProviderKey.HashOf("the-access-token"), new JsonArray(IdentityProvider.Client, "another"), IdentityProvider.Client);

        await Browser.SignInAsync(At, provider);
        Assert.NotNull(await Browser.MeAsync());
    }

    private static readonly System.Text.Json.JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string, string> Forgeries => new()
    {
        { "none", "algorithm" },
        { "no signature", "algorithm" },
        { "public key", "algorithm" },
        { "RS512", "algorithm" },
        { "access token", "algorithm" },
        { "foreign key", "signature" },
        { "changed", "signature" },
        { "cut", "signature" },
        { "encrypted", "format" },
        { "noise", "format" },
        { "another alphabet", "format" },
        { "huge", "format" },
        { "unknown key", "key_unknown" },
        { "other kind of key", "key_unknown" },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_forged_token_is_refused(string forgery, string reason)
    {
        var provider = await ConnectOpenAsync();
        var key = At.Key;
        At.Sign = claims => forgery switch
        {
            "none" => ProviderKey.Unsigned(new() { ["alg"] = "none" }, claims) + ".",
            "no signature" => ProviderKey.Unsigned(new() { ["alg"] = "none", ["kid"] = "first" }, claims) + ".AAAA",
            "public key" => key.SignWithPublicKey(claims),
            "RS512" => key.Sign(new() { ["alg"] = "RS512", ["kid"] = "first" }, claims),
            "access token" => key.Sign(new() { ["alg"] = "RS256", ["kid"] = "first", ["typ"] = "at+jwt" }, claims),
            "foreign key" => new ProviderKey("other").Sign(new() { ["alg"] = "RS256", ["kid"] = "first" }, claims),
            "changed" => Swap(key.Sign(claims), claims),
            "cut" => key.Sign(claims)[..^20],
            "encrypted" => key.Sign(claims) + ".AAAA.AAAA",
            "another alphabet" => key.SignText(OtherAlphabet(claims)),
            "noise" => "ey?.{}.###",
            "huge" => key.Sign(new JsonObject { ["much"] = new string('x', 20_000) }),
            "unknown key" => new ProviderKey("other").Sign(claims),
            _ => key.Sign(new() { ["alg"] = "ES256", ["kid"] = "first" }, claims),
        };

        await RefusedAsync(provider, await Browser.SignInAsync(At, provider), "proof_refused", reason);
    }

    [Fact]
    public async Task Keys_that_change_in_mid_login_are_found()
    {
        var provider = await ConnectOpenAsync();
        await Browser.SignInAsync(At, provider);
        for (var round = 0; round < 3; round++)
        {
            var left = await Browser.LeaveAsync(provider);
            At.Key = new($"{(round == 1 ? "ec-" : "")}rotated-{round}");
            Assert.Equal("/", (await Browser.ReturnAsync(left, At.Authorize(left))).OriginalString);
        }

        Assert.Equal(4, At.Asked.Count(path => path == "/jwks"));
        Assert.Equal(1, At.Asked.Count(path => path == "/.well-known/openid-configuration"));
    }

    [Fact]
    public async Task A_key_too_short_to_trust_is_no_key()
    {
        var provider = await ConnectOpenAsync();
        using var weak = System.Security.Cryptography.RSA.Create(1024);
        var parameters = weak.ExportParameters(false);
        var key = At.Key.Public();
        key["n"] = System.Buffers.Text.Base64Url.EncodeToString(parameters.Modulus);
        At.Instead["/jwks"] = context => context.Response.WriteAsync(new JsonObject { ["keys"] = new JsonArray(key.DeepClone()) }.ToJsonString());

        await RefusedAsync(provider, await Browser.SignInAsync(At, provider), "proof_refused", "key_unknown");
    }

    [Fact]
    public async Task User_information_of_somebody_else_is_refused()
    {
        var provider = await ConnectOpenAsync();
        At.Claims = claims => claims.Remove("email");
        At.UserInfo = () => new() { ["sub"] = "eve-1", ["email"] = $"ada@{Domain}", ["email_verified"] = true };

        await RefusedAsync(provider, await Browser.SignInAsync(At, provider), "proof_refused", "userinfo_subject");
    }

    [Fact]
    public async Task What_the_token_leaves_out_is_asked_for_and_does_not_overrule_it()
    {
        var provider = await ConnectOpenAsync();
        At.Claims = claims => claims.Remove("email");
        At.UserInfo = () => new() { ["sub"] = $"ada of {Domain}", ["email"] = $"ada@{Domain}", ["email_verified"] = true, ["name"] = "Eve" };

        await Browser.SignInAsync(At, provider);
        var me = await Browser.MeAsync();
        Assert.Equal(($"ada@{Domain}", "Ada"), (me!.Text("email"), me!.Text("name")));
    }

    // Signed as it is, in the alphabet of Base64 that tokens do not use.
    private static string OtherAlphabet(JsonObject claims)
    {
        claims["name"] = "???>>>~~~";
        var parts = ProviderKey.Unsigned(new() { ["alg"] = "RS256", ["kid"] = "first" }, claims).Split('.');
        var payload = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(claims.ToJsonString(Plain))).TrimEnd('=');
        Assert.Contains('/', payload);
        return $"{parts[0]}.{payload}";
    }

    private static string Swap(string token, JsonObject claims)
    {
        claims["sub"] = "somebody-else";
        var parts = token.Split('.');
        return $"{parts[0]}.{ProviderKey.Unsigned([], claims).Split('.')[1]}.{parts[2]}";
    }
}
