using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Parley.Accounts.Tests.Federation;

/// <summary>Providers without ID tokens: who it is says an endpoint for user information, and a list says which addresses are proven.</summary>
public sealed class OAuthTests(SqliteFederation fixture) : FederationBase(fixture), IClassFixture<SqliteFederation>
{
    [Fact]
    public async Task GitHub_tells_people_by_number_and_their_proven_address_in_a_list()
    {
        var provider = await ConnectKindAsync("github");
        At.UserInfo = () => new() { ["id"] = 4711, ["login"] = "ada", ["email"] = "typed@elsewhere.example" };
        At.Emails =
        [
            new JsonObject { ["email"] = "other@elsewhere.example", ["primary"] = false, ["verified"] = true },
            new JsonObject { ["email"] = $"ada@{Domain}", ["primary"] = true, ["verified"] = true },
        ];
        var left = await Browser.LeaveAsync(provider);
        var asked = QueryHelpers.ParseQuery(left.Query);
        Assert.Equal(("read:user user:email", false), ($"{asked["scope"]}", asked.ContainsKey("nonce")));
        await Browser.ReturnAsync(left, At.Authorize(left));
        var me = await Browser.MeAsync();
        Assert.Equal(($"ada@{Domain}", "ada"), (me!.Text("email"), me!.Text("name")));

        (At.UserInfo, At.Emails) = (() => new() { ["id"] = 4711 }, []);
        using var later = new Browser(App);
        await later.SignInAsync(At, provider);
        Assert.Equal(me!.Text("id"), (await later.MeAsync())!.Text("id"));
    }

    [Fact]
    public async Task An_address_that_is_only_typed_counts_for_nothing()
    {
        var provider = await ConnectKindAsync("github");
        At.UserInfo = () => new() { ["id"] = 4712, ["email"] = $"ada@{Domain}", ["email_verified"] = true };
        At.Emails = [new JsonObject { ["email"] = $"ada@{Domain}", ["primary"] = true, ["verified"] = false }];

        await RefusedAsync(provider, await Browser.SignInAsync(At, provider), "email_unverified", "email_unverified");
    }

    [Theory]
    [InlineData("email_verified")]
    [InlineData("verified_email")]
    public async Task Another_provider_says_so_in_the_user_information_itself(string verified)
    {
        var provider = await ConnectKindAsync("oauth2");
        At.UserInfo = () => new() { ["sub"] = $"1 {Domain}", ["email"] = $"ada@{Domain}", [verified] = true };

        await Browser.SignInAsync(At, provider);
        Assert.Equal($"ada@{Domain}", (await Browser.MeAsync())!.Text("email"));
    }

    [Theory]
    [InlineData("/userinfo", "[]", "provider_unavailable", "no_json")]
    [InlineData("/userinfo", "{\"\\ud800\": 1, \"id\": 1}", "provider_unavailable", "no_json")]
    [InlineData("/userinfo", "{\"id\": 1, \"x\": [\"\\udc00\"]}", "provider_unavailable", "no_json")]
    [InlineData("/userinfo", "{\"name\": \"nobody\"}", "proof_refused", "subject")]
    [InlineData("/token", "{\"error\": \"bad_verification_code\"}", "provider_refused", "code_refused")]
    [InlineData("/token", "{\"access_token\": 5}", "proof_refused", "no_access_token")]
    [InlineData("/token", "{\"access_token\": \"a\\r\\nX: y\"}", "proof_refused", "no_access_token")]
    public async Task What_names_nobody_signs_nobody_in(string path, string answer, string code, string reason)
    {
        var provider = await ConnectKindAsync("github");
        At.UserInfo = () => new() { ["id"] = 1 };
        At.Instead[path] = context => context.Response.WriteAsync(answer);

        await RefusedAsync(provider, await Browser.SignInAsync(At, provider), code, reason);
    }

    [Fact]
    public async Task A_code_of_another_sign_in_is_worth_nothing_here_either()
    {
        var provider = await ConnectKindAsync("oauth2");
        using var attacker = new Browser(App);
        var theirs = At.Authorize(await attacker.LeaveAsync(provider));

        await RefusedAsync(provider, await Browser.ReturnAsync(await Browser.LeaveAsync(provider), theirs), "provider_refused", "code_refused");
    }

    private Task<string> ConnectKindAsync(string kind) => ConnectOpenAsync(new()
    {
        ["kind"] = kind,
        ["authorization_endpoint"] = $"{At.Issuer}/authorize",
        ["token_endpoint"] = $"{At.Issuer}/token",
        ["userinfo_endpoint"] = $"{At.Issuer}/userinfo",
        ["emails_endpoint"] = kind == "github" ? $"{At.Issuer}/emails" : null,
    });
}
