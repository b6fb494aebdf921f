using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Server.Tests.Edge;

/// <summary>What pages of other hosts may do: nothing, until a tenant lists their origin, and then only with that tenant's credentials.</summary>
public sealed class CrossOriginTests(CrossOriginFixture fixture) : IClassFixture<CrossOriginFixture>
{
    private const string Listed = CrossOriginFixture.Listed;
    private const string OfOther = CrossOriginFixture.OfOther;
    private const string Unlisted = "https://evil.example";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_of_a_listed_origin_may_call_with_its_tenants_credentials()
    {
        using var preflight = await PreflightAsync("/v1/me", Listed);
        using var answer = await CallAsync("/v1/me", Listed, fixture.Server.Key);

        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal("authorization,x-stainless-os", One(preflight, "Access-Control-Allow-Headers"));
        Assert.Contains("PUT", One(preflight, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.All([preflight, answer], response => Assert.Equal(Listed, One(response, "Access-Control-Allow-Origin")));
        Assert.All([preflight, answer], response => Assert.Contains("Origin", string.Join(',', response.Headers.Vary), StringComparison.Ordinal));
        Assert.All([preflight, answer], response => Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials")));
        Assert.Contains("Parley-Turn-Id", One(answer, "Access-Control-Expose-Headers"), StringComparison.Ordinal);
        Assert.Contains("Parley-Quota-Warning", One(answer, "Access-Control-Expose-Headers"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_one_tenant_cannot_use_the_credentials_of_another()
    {
        using var answer = await CallAsync("/v1/conversations", Listed, fixture.OtherKey, HttpMethod.Post);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("origin_not_allowed", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        AssertSilent(answer);
    }

    [Fact]
    public async Task The_servers_own_page_stays_its_own_under_whatever_name_a_proxy_has_for_it()
    {
        using var client = fixture.Server.NewClient(fixture.OtherKey);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/me");
        request.Headers.Add("Origin", Listed);
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        AssertSilent(answer);
    }

    [Theory]
    [InlineData(Unlisted)]
    [InlineData("null")]
    [InlineData("https://app.first.example.evil.example")]
    [InlineData("https://APP.first.example:444")]
    [InlineData("http://app.first.example")]
    [InlineData("*")]
    public async Task Every_other_origin_is_told_nothing(string origin)
    {
        using var preflight = await PreflightAsync("/v1/me", origin);
        using var answer = await CallAsync("/v1/me", origin, fixture.Server.Key);

        AssertSilent(preflight);
        AssertSilent(answer);
    }

    [Theory]
    [InlineData("/v1/auth/login")]
    [InlineData("/v1/auth/refresh")]
    [InlineData("/health/ready")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/")]
    public async Task Sign_in_and_what_is_no_api_are_closed_to_every_other_origin(string path)
    {
        using var preflight = await PreflightAsync(path, Listed);
        using var answer = await CallAsync(path, Listed, fixture.Server.Key);

        AssertSilent(preflight);
        AssertSilent(answer);
    }

    [Fact]
    public async Task A_page_can_read_that_its_token_has_lapsed_and_nothing_else_of_a_stranger()
    {
        using var refused = await CallAsync("/v1/me", Listed, "pk_" + new string('a', 43));
        using var missing = await CallAsync("/v1/nowhere", Listed, fixture.Server.Key);

        Assert.Equal((HttpStatusCode.Unauthorized, Listed), (refused.StatusCode, One(refused, "Access-Control-Allow-Origin")));
        AssertSilent(missing);
    }

    [Fact]
    public async Task A_list_counts_from_its_change_on_and_is_told_in_the_audit_trail()
    {
        const string Passing = "http://localhost:3000";
        await fixture.AllowAsync(fixture.OtherKey, OfOther, Passing);
        using var during = await CallAsync("/v1/me", Passing, fixture.OtherKey);
        await fixture.AllowAsync(fixture.OtherKey, OfOther);
        using var after = await PreflightAsync("/v1/me", Passing);
        using var audit = await CallAsync("/v1/audit", OfOther, fixture.OtherKey);

        Assert.Equal(Passing, One(during, "Access-Control-Allow-Origin"));
        AssertSilent(after);
        Assert.Contains("tenant.settings_changed", await audit.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTPS://App.Example:443/", "https://app.example")]
    [InlineData("https://bücher.example", "https://xn--bcher-kva.example")]
    [InlineData("http://[::1]:3000", "http://[::1]:3000")]
    public async Task An_origin_is_kept_in_the_browsers_spelling(string written, string kept)
    {
        using var client = fixture.Server.NewClient(fixture.OtherKey);
        using var put = await client.PutAsJsonAsync("/v1/tenant/settings", new { allowed_origins = new[] { written, kept, OfOther } }, Cancel);
        var settings = JsonElement.Parse(await client.GetStringAsync("/v1/tenant/settings", Cancel));

        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal(new[] { kept, OfOther }.Order(StringComparer.Ordinal), settings.GetProperty("allowed_origins").EnumerateArray().Select(origin => origin.GetString()));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("null")]
    [InlineData("https://*.example")]
    [InlineData("https://app.example/path")]
    [InlineData("https://app.example?x")]
    [InlineData("https://user@app.example")]
    [InlineData("ftp://app.example")]
    [InlineData("app.example")]
    [InlineData("https://app.example\r\nX-Injected: yes")]
    [InlineData("https://a,https://b")]
    public async Task What_is_no_origin_is_refused(string origin)
    {
        using var client = fixture.Server.NewClient(fixture.OtherKey);
        using var answer = await client.PutAsJsonAsync("/v1/tenant/settings", new { allowed_origins = new[] { origin } }, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("allowed_origins", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_are_for_those_who_manage()
    {
        using var made = await fixture.Client.PostAsJsonAsync("/v1/api-keys", new { name = "chat", scopes = new[] { "chat" } }, Cancel);
        using var client = fixture.Server.NewClient(JsonElement.Parse(await made.Content.ReadAsStringAsync(Cancel)).GetProperty("key").GetString());
        using var endUser = fixture.Server.NewClient(fixture.Server.Key, "ada");

        foreach (var caller in new[] { client, endUser })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await caller.GetAsync("/v1/tenant/settings", Cancel)).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await caller.PutAsJsonAsync("/v1/tenant/settings", new { allowed_origins = Array.Empty<string>() }, Cancel)).StatusCode);
        }
    }

    private async Task<HttpResponseMessage> PreflightAsync(string path, string origin)
    {
        using var client = fixture.Server.NewClient(null);
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "GET");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,x-stainless-os");
        return await client.SendAsync(request, Cancel);
    }

    private async Task<HttpResponseMessage> CallAsync(string path, string origin, string key, HttpMethod? method = null)
    {
        using var client = fixture.Server.NewClient(key);
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        request.Headers.Add("Origin", origin);
        return await client.SendAsync(request, Cancel);
    }

    private static string One(HttpResponseMessage response, string header) => response.Headers.GetValues(header).Single();

    private static void AssertSilent(HttpResponseMessage response) =>
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
}
