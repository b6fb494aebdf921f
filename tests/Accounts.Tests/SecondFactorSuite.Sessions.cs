using System.Net;

namespace Parley.Accounts.Tests;

/// <summary>Sessions that people see and end.</summary>
public abstract partial class SecondFactorSuite
{
    [Fact]
    public async Task Sessions_are_listed_and_ended_one_by_one_and_all_others()
    {
        using var bo = await MemberAsync();
        var second = await LoginAsync(null);
        using var other = App.NewClient(second.Text("access_token"));
        Time.Advance(TimeSpan.FromMilliseconds(1));
        var third = await LoginAsync(null);
        using var last = App.NewClient(third.Text("access_token"));

        var listed = (await bo.GetAsync("/v1/auth/sessions", 200))["data"]!.AsArray();
        Assert.Equal(3, listed.Count);
        Assert.All(listed, session => Assert.Equal("password", session!.Text("method")));
        var own = listed.Single(session => session!["current"]!.GetValue<bool>())!.Text("id");
        var newest = listed[0]!.Text("id");

        Assert.Equal(HttpStatusCode.NoContent, await EndAsync(bo, $"/v1/auth/sessions/{newest}"));
        Assert.Equal(HttpStatusCode.NotFound, await EndAsync(bo, $"/v1/auth/sessions/{newest}"));
        await last.GetAsync("/v1/me", 401);
        await App.Client.PostAsync("/v1/auth/refresh", new { refresh_token = third.Text("refresh_token") }, 401);
        await other.GetAsync("/v1/me", 200);
        Assert.Equal(HttpStatusCode.NoContent, await EndAsync(bo, "/v1/auth/sessions"));
        await other.GetAsync("/v1/me", 401);
        Assert.Equal(own, Assert.Single((await bo.GetAsync("/v1/auth/sessions", 200))["data"]!.AsArray())!.Text("id"));
    }

    [Fact]
    public async Task A_changed_password_ends_the_other_sessions_and_the_old_password()
    {
        using var bo = await MemberAsync();
        using var other = App.NewClient((await LoginAsync(null)).Text("access_token"));
        await bo.PostAsync("/v1/auth/password", new { current = "wrong", password = "even longer" }, 403);
        await bo.PostAsync("/v1/auth/password", new { current = Password, password = "short" }, 400);
        using var key = App.NewClient((await bo.PostAsync("/v1/api-keys", new { name = "k" }, 201)).Text("key"));
        await key.PostAsync("/v1/auth/password", new { current = Password, password = "even longer" }, 403);
        await other.GetAsync("/v1/me", 200);

        await bo.PostAsync("/v1/auth/password", new { current = Password, password = "even longer" }, 204);

        await other.GetAsync("/v1/me", 401);
        await bo.GetAsync("/v1/me", 200);
        await LoginAsync(null, 401);
        await Answers.ReadAsync(await App.SignInAsync(Email, "even longer"));
        var told = (await Operator.GetAsync($"/v1/audit?target={_id}", 200))["data"]!.AsArray().Select(what => what!.Text("action")).ToList();
        Assert.Contains("user.password_changed", told);
    }

    [Fact]
    public async Task Sessions_of_others_are_for_those_who_administer_them()
    {
        using var bo = await MemberAsync();
        var owner = (await Operator.GetAsync("/v1/me", 200))["user"]!.Text("id");
        using var ada = App.NewClient(await App.OwnerTokenAsync());
        var hers = (await ada.GetAsync("/v1/auth/sessions", 200))["data"]![0]!.Text("id");
        var his = (await Operator.GetAsync($"/v1/auth/sessions?user={_id}", 200))["data"]![0]!.Text("id");

        await bo.GetAsync($"/v1/auth/sessions?user={owner}", 404);
        Assert.Equal(HttpStatusCode.NotFound, await EndAsync(bo, $"/v1/auth/sessions/{hers}"));
        Assert.Equal(HttpStatusCode.Forbidden, await EndAsync(bo, $"/v1/users/{owner}/sessions"));
        using var key = App.NewClient((await bo.PostAsync("/v1/api-keys", new { name = "k" }, 201)).Text("key"));
        await key.GetAsync("/v1/auth/sessions", 403);
        Assert.Equal(HttpStatusCode.Forbidden, await EndAsync(key, "/v1/auth/sessions"));

        Assert.Equal(HttpStatusCode.NoContent, await EndAsync(Operator, $"/v1/auth/sessions/{his}"));
        await bo.GetAsync("/v1/me", 401);
        using var again = App.NewClient((await LoginAsync(null)).Text("access_token"));
        Assert.Equal(HttpStatusCode.NoContent, await EndAsync(Operator, $"/v1/users/{_id}/sessions"));
        await again.GetAsync("/v1/me", 401);
    }

    [Fact]
    public async Task Signing_out_ends_the_access_token_too()
    {
        var session = await Answers.ReadAsync(await App.SignInAsync());
        using var ada = App.NewClient(session.Text("access_token"));
        await ada.GetAsync("/v1/me", 200);
        await App.Client.PostAsync("/v1/auth/logout", new { refresh_token = session.Text("refresh_token") }, 204);
        await ada.GetAsync("/v1/me", 401);
    }

    [Theory]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "Chrome on macOS")]
    [InlineData("curl/8.5.0", "curl")]
    [InlineData("<script>", null)]
    public void Of_a_client_only_words_of_a_list_are_kept(string sent, string? kept) => Assert.Equal(kept, ClientName.Of(sent));

    private static async Task<HttpStatusCode> EndAsync(HttpClient who, string path) =>
        (await who.DeleteAsync(new Uri(path, UriKind.Relative))).StatusCode;

    [Fact]
    public async Task Whoever_is_disabled_while_the_code_is_asked_for_is_not_signed_in()
    {
        await EnrolAsync();
        var challenge = await ChallengeAsync();
        Next();
        await Answers.ReadAsync(await System.Net.Http.Json.HttpClientJsonExtensions.PatchAsJsonAsync(Operator, $"/v1/users/{_id}", new { disabled = true }));
        var before = await SignedInAsync();

        Assert.Equal("challenge_not_valid", (await SecondAsync(challenge, Code(), 401)).Text("code"));
        Assert.Equal(before, await SignedInAsync());
    }

    private async Task<int> SignedInAsync() =>
        (await Operator.GetAsync($"/v1/audit?action=user.signed_in&target={_id}", 200))["data"]!.AsArray().Count;
}
