using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Parley.Accounts.Tests.Federation;

/// <summary>The way to a provider and back belongs to one browser, once, for a short while; and the provider may do what it likes.</summary>
public sealed class FlowTests(SqliteFederation fixture) : FederationBase(fixture), IClassFixture<SqliteFederation>
{
    [Fact]
    public async Task The_way_there_carries_state_nonce_and_a_challenge_that_are_never_the_same()
    {
        var provider = await ConnectOpenAsync();
        var one = QueryHelpers.ParseQuery((await Browser.LeaveAsync(provider)).Query);
        var other = QueryHelpers.ParseQuery((await Browser.LeaveAsync(provider)).Query);

        Assert.Equal(("openid email profile", "S256"), ($"{one["scope"]}", $"{one["code_challenge_method"]}"));
        Assert.Equal($"{App.Address}v1/auth/oidc/{provider}/callback", $"{one["redirect_uri"]}");
        foreach (var name in (string[])["state", "nonce", "code_challenge"])
        {
            Assert.Equal(43, $"{one[name]}".Length);
            Assert.NotEqual($"{one[name]}", $"{other[name]}");
        }
    }

    [Fact]
    public async Task The_cookie_of_the_way_is_out_of_reach_of_scripts_and_short_lived()
    {
        var provider = await ConnectOpenAsync();
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        using var answer = await client.GetAsync(new Uri(App.Address, $"/v1/auth/oidc/{provider}"));

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("max-age=600; path=/; samesite=lax; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Of(answer.Headers.Location!, "nonce"), cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_tabs_do_not_disturb_each_other()
    {
        var provider = await ConnectOpenAsync();
        var first = await Browser.LeaveAsync(provider, "/c/one");
        var second = await Browser.LeaveAsync(provider, "/c/two?x=1");

        Assert.Equal("/c/one", (await Browser.ReturnAsync(first, At.Authorize(first))).OriginalString);
        Assert.Equal("/c/two?x=1", (await Browser.ReturnAsync(second, At.Authorize(second))).OriginalString);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/x\r\nSet-Cookie: a=b")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/v1/auth/logout")]
    [InlineData("evil")]
    [InlineData("")]
    public async Task It_never_comes_back_to_another_place_than_this_servers_pages(string returnTo)
    {
        var provider = await ConnectOpenAsync();
        var left = await Browser.LeaveAsync(provider, returnTo);

        Assert.Equal("/", (await Browser.ReturnAsync(left, At.Authorize(left))).OriginalString);
    }

    [Fact]
    public async Task A_browser_that_did_not_begin_the_sign_in_cannot_end_it()
    {
        var provider = await ConnectOpenAsync();
        using var attacker = new Browser(App);
        var left = await attacker.LeaveAsync(provider);

        await RefusedAsync(provider, await Browser.ReturnAsync(left, At.Authorize(left)), "sign_in_stale", "not_begun_here");
        Assert.DoesNotContain("/token", At.Asked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("{own}x")]
    public async Task A_state_that_is_not_the_begun_one_is_refused(string state)
    {
        var provider = await ConnectOpenAsync();
        var left = await Browser.LeaveAsync(provider);
        var sent = state.Replace("{own}", Of(left, "state"), StringComparison.Ordinal);

        await RefusedAsync(provider, await Browser.GoAsync($"{Of(left, "redirect_uri")}?code={At.Authorize(left)}&state={sent}"), "sign_in_stale", "not_begun_here");
    }

    [Fact]
    public async Task A_sign_in_that_took_too_long_is_refused()
    {
        var provider = await ConnectOpenAsync();
        var left = await Browser.LeaveAsync(provider);
        Time.Advance(TimeSpan.FromMinutes(10));

        await RefusedAsync(provider, await Browser.ReturnAsync(left, At.Authorize(left)), "sign_in_stale", "expired");
    }

    [Fact]
    public async Task An_answer_that_comes_twice_counts_once()
    {
        var provider = await ConnectOpenAsync();
        var left = await Browser.LeaveAsync(provider);
        var cookies = Browser.Cookies.GetAllCookies();
        using var copy = new Browser(App);
        copy.Cookies.Add(cookies);
        await Browser.ReturnAsync(left, At.Authorize(left));

        Assert.Equal("/?sign_in_error=sign_in_stale", (await copy.ReturnAsync(left, At.Authorize(left))).OriginalString);
        Assert.Null(await copy.MeAsync());
        Assert.Equal("replayed", Assert.Single(await EventsAsync("provider.sign_in_refused", provider))["detail"]!.Text("reason"));
    }

    [Fact]
    public async Task A_code_of_another_sign_in_is_worth_nothing()
    {
        var provider = await ConnectOpenAsync();
        using var attacker = new Browser(App);
        var theirs = At.Authorize(await attacker.LeaveAsync(provider));
        var left = await Browser.LeaveAsync(provider);

        await RefusedAsync(provider, await Browser.ReturnAsync(left, theirs), "provider_refused", "code_refused");
    }

    [Fact]
    public async Task The_answer_of_one_provider_does_not_count_at_another()
    {
        var provider = await ConnectOpenAsync();
        var other = await ConnectAsync();
        var left = await Browser.LeaveAsync(provider);

        var at = await Browser.GoAsync($"/v1/auth/oidc/{other}/callback?code={At.Authorize(left)}&state={Of(left, "state")}");
        await RefusedAsync(other, at, "sign_in_stale", "other_provider");
    }

    [Theory]
    [InlineData(true, null, "answer_issuer")]
    [InlineData(true, "https://evil.example", "answer_issuer")]
    [InlineData(false, "https://evil.example", "answer_issuer")]
    [InlineData(true, "{own}", null)]
    [InlineData(false, "{own}", null)]
    public async Task A_provider_that_says_who_it_is_must_be_the_one(bool announced, string? iss, string? reason)
    {
        At.Discovery = said => said["authorization_response_iss_parameter_supported"] = announced;
        var provider = await ConnectOpenAsync();
        var left = await Browser.LeaveAsync(provider);
        var at = await Browser.ReturnAsync(left, At.Authorize(left), iss is null ? "" : $"&iss={iss.Replace("{own}", At.Issuer, StringComparison.Ordinal)}");

        if (reason is null)
        {
            Assert.Equal("/", at.OriginalString);
        }
        else
        {
            await RefusedAsync(provider, at, "proof_refused", reason);
            Assert.DoesNotContain("/token", At.Asked);
        }
    }

    [Theory]
    [InlineData("error=access_denied&error_description=zorb", "access_denied", "access_denied")]
    [InlineData("error=server_error&error_description=zorb", "provider_refused", "error")]
    [InlineData("", "proof_refused", "no_code")]
    public async Task What_the_provider_answers_instead_of_a_code_is_told_without_its_words(string answer, string code, string reason)
    {
        var provider = await ConnectOpenAsync();
        var left = await Browser.LeaveAsync(provider);

        await RefusedAsync(provider, await Browser.GoAsync($"{Of(left, "redirect_uri")}?state={Of(left, "state")}&{answer}"), code, reason);
    }

    [Theory]
    [InlineData("/.well-known/openid-configuration", "redirect", "too_many_redirects")]
    [InlineData("/.well-known/openid-configuration", "huge", "answer_too_large")]
    [InlineData("/.well-known/openid-configuration", "noise", "no_json")]
    [InlineData("/.well-known/openid-configuration", "twice", "no_json")]
    [InlineData("/.well-known/openid-configuration", "error", "status_500")]
    [InlineData("/.well-known/openid-configuration", "{}", "issuer_differs")]
    [InlineData("/jwks", "redirect", "too_many_redirects")]
    [InlineData("/jwks", "huge", "answer_too_large")]
    [InlineData("/jwks", "[]", "keys_unreadable")]
    [InlineData("/token", "redirect", "too_many_redirects")]
    [InlineData("/token", "huge", "answer_too_large")]
    [InlineData("/token", "noise", "no_json")]
    [InlineData("/token", "error", "status_500")]
    public async Task A_provider_that_answers_anything_else_is_unavailable(string path, string answer, string reason)
    {
        var provider = await ConnectOpenAsync();
        At.Instead[path] = context => AnswerAsync(context, answer);

        var at = await Browser.LeaveAsync(provider);
        await RefusedAsync(provider, at.IsAbsoluteUri ? await Browser.ReturnAsync(at, At.Authorize(at)) : at, "provider_unavailable", reason);
    }

    [Theory]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/jwks")]
    [InlineData("/token")]
    public async Task A_slow_provider_is_given_up(string path)
    {
        var provider = await ConnectOpenAsync();
        var asked = new TaskCompletionSource();
        At.Instead[path] = async context =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        };
        var going = GoThereAndBackAsync(provider);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Time.Advance(TimeSpan.FromSeconds(10));

        await RefusedAsync(provider, await going.WaitAsync(TimeSpan.FromSeconds(30)), "provider_unavailable", "answer_too_slow");
    }

    [Fact]
    public async Task A_provider_that_is_back_is_asked_again_moments_later()
    {
        var provider = await ConnectOpenAsync();
        At.Instead["/.well-known/openid-configuration"] = context => AnswerAsync(context, "error");
        Assert.False((await Browser.LeaveAsync(provider)).IsAbsoluteUri);
        At.Instead.Clear();
        Assert.False((await Browser.LeaveAsync(provider)).IsAbsoluteUri);
        Assert.Single(At.Asked);

        Time.Advance(TimeSpan.FromSeconds(2));
        await Browser.SignInAsync(At, provider);
        Assert.NotNull(await Browser.MeAsync());
    }

    [Fact]
    public async Task A_provider_that_names_an_address_of_no_use_is_unavailable()
    {
        var provider = await ConnectOpenAsync();
        At.Discovery = said => said["token_endpoint"] = "file:///etc/passwd";

        await RefusedAsync(provider, await Browser.LeaveAsync(provider), "provider_unavailable", "token_endpoint_unusable");
    }

    [Theory]
    [InlineData("https://[")]
    [InlineData("https://x:99999/")]
    [InlineData("nowhere")]
    public async Task An_address_that_is_none_is_not_called(string address)
    {
        var provider = await ConnectOpenAsync();
        At.Discovery = said => said["userinfo_endpoint"] = address;
        At.Claims = claims => claims.Remove("email");

        await RefusedAsync(provider, await Browser.SignInAsync(At, provider), "provider_unavailable", "address_not_allowed");
    }

    [Theory]
    [InlineData("provider_01900000000070008000000000000000")]
    [InlineData("nothing")]
    public async Task An_unknown_provider_leads_back_to_the_page(string provider)
    {
        Assert.Equal("/?sign_in_error=provider_unknown", (await Browser.GoAsync($"/v1/auth/oidc/{provider}")).OriginalString);
        Assert.Equal("/?sign_in_error=provider_unknown", (await Browser.GoAsync($"/v1/auth/oidc/{provider}/callback?code=x&state=y")).OriginalString);
    }

    private async Task<Uri> GoThereAndBackAsync(string provider)
    {
        var at = await Browser.LeaveAsync(provider);
        return at.IsAbsoluteUri ? await Browser.ReturnAsync(at, At.Authorize(at)) : at;
    }

    private static Task AnswerAsync(HttpContext context, string answer)
    {
        context.Response.StatusCode = answer switch { "redirect" => 302, "error" => 500, _ => 200 };
        context.Response.Headers.Location = answer == "redirect" ? "http://127.0.0.1:1/" : default(string);
        return context.Response.WriteAsync(answer switch
        {
            "huge" => $"{{\"issuer\": \"{new string('x', 300_000)}\"}}",
            "noise" => "<html>",
            "twice" => "{\"issuer\": \"a\", \"issuer\": \"b\"}",
            _ => answer,
        });
    }
}
