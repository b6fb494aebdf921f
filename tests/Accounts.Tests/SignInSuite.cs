using System.Net;
using System.Net.Http.Json;

namespace Parley.Accounts.Tests;

public abstract class SignInSuite(DatabaseKind kind) : HttpSuite(kind)
{
    [Fact]
    public async Task The_owner_of_the_environment_signs_in()
    {
        var answer = await Answers.ReadAsync(await App.SignInAsync(" ADA@example.com "));

        Assert.Equal("Bearer", answer.Text("token_type"));
        Assert.Equal(900, answer["expires_in"]!.GetValue<int>());
        using var signedIn = App.NewClient(answer.Text("access_token"));
        var me = await signedIn.GetAsync("/v1/me", 200);
        Assert.Equal("ada@example.com", me["user"]!.Text("email"));
        Assert.Equal("owner", me["user"]!.Text("role"));
        Assert.Equal("enterprise", me["tenant"]!.Text("plan"));
        Assert.Contains("platform", me.Texts("scopes"));
    }

    [Fact]
    public async Task Wrong_password_and_unknown_address_answer_alike()
    {
        var wrong = await Answers.ReadAsync(await App.SignInAsync(password: "wrong"), 401);
        var unknown = await Answers.ReadAsync(await App.SignInAsync("nobody@example.com"), 401);
        var huge = await Answers.ReadAsync(await App.SignInAsync(password: new string('x', 100_000)), 401);

        Assert.Equal(wrong.ToJsonString(), unknown.ToJsonString());
        Assert.Equal(wrong.ToJsonString(), huge.ToJsonString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("a@b@c")]
    [InlineData("a b@c")]
    public async Task What_is_no_address_is_refused(string email) => await Answers.ReadAsync(await App.SignInAsync(email), 400);

    [Theory]
    [InlineData(TestApp.Email)]
    [InlineData("nobody@example.com")]
    public async Task After_too_many_failures_an_address_has_to_wait(string email)
    {
        for (var i = 0; i < 5; i++)
        {
            await Answers.ReadAsync(await App.SignInAsync(email, "wrong"), 401);
        }

        var refused = await App.SignInAsync(email);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(15), refused.Headers.RetryAfter!.Delta);

        Time.Advance(TimeSpan.FromSeconds(15));
        await Answers.ReadAsync(await App.SignInAsync(email, "wrong"), 401);
        Assert.Equal(TimeSpan.FromSeconds(30), (await App.SignInAsync(email)).Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task Success_forgives_failures()
    {
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 4; i++)
            {
                await Answers.ReadAsync(await App.SignInAsync(password: "wrong"), 401);
            }

            await Answers.ReadAsync(await App.SignInAsync());
        }
    }

    [Fact]
    public async Task Guesses_at_the_same_time_count_too()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => App.SignInAsync(password: "wrong")));

        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized));
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task A_refresh_token_gives_its_successor()
    {
        var first = await RefreshTokenAsync();
        var second = (await RefreshAsync(first)).Text("refresh_token");
        Time.Advance(TimeSpan.FromDays(29));
        var third = await RefreshAsync(second);

        Assert.Equal(3, new[] { first, second, third.Text("refresh_token") }.Distinct().Count());
        using var client = App.NewClient(third.Text("access_token"));
        await client.GetAsync("/v1/me", 200);
    }

    [Fact]
    public async Task Racing_uses_of_a_refresh_token_get_the_same_successor()
    {
        var token = await RefreshTokenAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => RefreshAsync(token)));
        Time.Advance(TimeSpan.FromSeconds(10));
        var late = await RefreshAsync(token);

        var successor = Assert.Single(answers.Append(late).Select(answer => answer.Text("refresh_token")).Distinct());
        await RefreshAsync(successor);
    }

    [Fact]
    public async Task A_refresh_token_that_comes_again_later_ends_its_family()
    {
        var stolen = await RefreshTokenAsync();
        var other = await RefreshTokenAsync();
        var successor = (await RefreshAsync(stolen)).Text("refresh_token");
        Time.Advance(TimeSpan.FromSeconds(11));

        await RefreshAsync(stolen, 401);
        await RefreshAsync(successor, 401);
        await RefreshAsync(other);
    }

    [Fact]
    public async Task A_refresh_token_lapses()
    {
        var token = await RefreshTokenAsync();
        Time.Advance(TimeSpan.FromDays(30));
        await RefreshAsync(token, 401);
    }

    [Theory]
    [InlineData("")]
    [InlineData("prt_unknown")]
    public async Task A_made_up_refresh_token_continues_nothing(string token) => await RefreshAsync(token, 401);

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        var token = await RefreshTokenAsync();
        await App.Client.PostAsync("/v1/auth/logout", new { refresh_token = token }, 204);
        await App.Client.PostAsync("/v1/auth/logout", new { refresh_token = token }, 204);
        await RefreshAsync(token, 401);
    }

    [Fact]
    public async Task A_page_keeps_its_refresh_token_in_a_cookie()
    {
        var answer = await App.Client.PostAsJsonAsync("/v1/auth/login", new { email = TestApp.Email, password = TestApp.Password, cookie = true });
        Assert.Null((await Answers.ReadAsync(answer))["refresh_token"]);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("path=/v1/auth;", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);

        var value = cookie.Split(';')[0];
        var own = App.Address.GetLeftPart(UriPartial.Authority);
        await Answers.ReadAsync(await WithCookieAsync("refresh", value, "https://evil.example"), 403);
        await Answers.ReadAsync(await WithCookieAsync("logout", value, "null"), 403);
        await Answers.ReadAsync(await WithCookieAsync("refresh", value, "https://evil.example", "cross-site"), 403);

        // Behind a proxy that names another host, the browser's own word counts, which no page can write.
        value = Assert.Single((await WithCookieAsync("refresh", value, "https://chat.example", "same-origin")).Headers.GetValues("Set-Cookie")).Split(';')[0];
        var refreshed = await WithCookieAsync("refresh", value, own);
        Assert.Null((await Answers.ReadAsync(refreshed))["refresh_token"]);

        var next = Assert.Single(refreshed.Headers.GetValues("Set-Cookie")).Split(';')[0];
        await Answers.ReadAsync(await WithCookieAsync("logout", next, own), 204);
        await Answers.ReadAsync(await WithCookieAsync("refresh", next, own), 401);
    }

    private Task<HttpResponseMessage> WithCookieAsync(string what, string cookie, string origin, string? site = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/v1/auth/{what}", UriKind.Relative));
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("Origin", origin);
        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        return App.Client.SendAsync(request);
    }

    private async Task<string> RefreshTokenAsync() => (await Answers.ReadAsync(await App.SignInAsync())).Text("refresh_token");

    private Task<System.Text.Json.Nodes.JsonNode> RefreshAsync(string token, int status = 200) =>
        App.Client.PostAsync("/v1/auth/refresh", new { refresh_token = token }, status);
}

public sealed class SqliteSignIn() : SignInSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlSignIn() : SignInSuite(DatabaseKind.PostgreSql);
