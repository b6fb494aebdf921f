using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;

namespace Parley.Outgoing.Tests;

/// <summary>Redirects are followed one by one, and each is looked at like the first address.</summary>
public sealed class RedirectTests : IClassFixture<FarEnd>, IDisposable
{
    private readonly FarEnd _far;
    private readonly OutgoingHttp _outgoing;

    public RedirectTests(FarEnd far)
    {
        far.Names["one.test"] = new(["93.184.216.34"]);
        far.Names["two.test"] = new(["93.184.216.35"]);
        far.Names["inside.test"] = new(["127.0.0.1"]);
        (_far, _outgoing) = (far, far.Open());
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://127.0.0.1/", "address_not_allowed")]
    [InlineData("http://0x7f.1/", "address_not_allowed")]
    [InlineData("http://169.254.169.254/latest/", "address_not_allowed")]
    [InlineData("http://inside.test/", "address_not_allowed")]
    [InlineData("//inside.test/", "address_not_allowed")]
    [InlineData("file:///etc/passwd", "address_invalid")]
    [InlineData("ftp://two.test/", "address_invalid")]
    [InlineData("http://user:secret@two.test/", "address_invalid")]
    public async Task A_redirect_is_looked_at_like_the_first_address(string target, string code)
    {
        var start = $"http://one.test{_far.Redirect($"http://two.test{_far.Redirect(target)}")}";

        Assert.Equal(code, await OutgoingTests.CodeAsync(() => _outgoing.Client.GetAsync(start, Cancel)));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_to_a_public_address_is_followed(int status)
    {
        var end = _far.At(context => context.Response.WriteAsync("there"));

        Assert.Equal("there", await _outgoing.Client.GetStringAsync($"http://one.test{_far.Redirect($"http://two.test{end}", status)}", Cancel));
        Assert.Equal("there", await _outgoing.Client.GetStringAsync($"http://one.test{_far.Redirect(end, status)}", Cancel));
    }

    [Fact]
    public async Task Five_redirects_are_followed_and_a_sixth_is_not()
    {
        var path = _far.At(context => context.Response.WriteAsync("there"));
        for (var count = 0; count < 5; count++)
        {
            path = _far.Redirect(path);
        }

        Assert.Equal("there", await _outgoing.Client.GetStringAsync("http://one.test" + path, Cancel));
        Assert.Equal("too_many_redirects", await OutgoingTests.CodeAsync(() => _outgoing.Client.GetAsync("http://one.test" + _far.Redirect(path), Cancel)));
    }

    [Fact]
    public async Task A_call_may_forbid_redirects()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://one.test" + _far.Redirect("/elsewhere")).Within(new OutgoingLimits { MaxRedirects = 0 });

        Assert.Equal("too_many_redirects", await OutgoingTests.CodeAsync(() => _outgoing.Client.SendAsync(request, Cancel)));
    }

    [Theory]
    [InlineData("one.test", "Authorization, X-Api-Key, Cookie, Accept")]
    [InlineData("two.test", "Accept")]
    [InlineData("one.test:81", "Accept")]
    public async Task Another_origin_is_shown_no_credentials(string host, string arrives)
    {
        var names = new[] { "Authorization", "X-Api-Key", "Cookie", "Accept" };
        var end = _far.At(context => context.Response.WriteAsync(string.Join(", ", names.Where(context.Request.Headers.ContainsKey))));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://one.test" + _far.Redirect($"http://{host}{end}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
        request.Headers.Add("X-Api-Key", "secret");
        request.Headers.Add("Cookie", "a=secret");
        request.Headers.Add("Accept", "text/plain");

        Assert.Equal(arrives, await (await _outgoing.Client.SendAsync(request, Cancel)).Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [InlineData(302, "GET ")]
    [InlineData(303, "GET ")]
    [InlineData(307, "POST body")]
    [InlineData(308, "POST body")]
    public async Task A_body_goes_on_within_its_origin_where_the_status_says_so(int status, string arrives)
    {
        var end = _far.At(async context => await context.Response.WriteAsync($"{context.Request.Method} {await new StreamReader(context.Request.Body).ReadToEndAsync(Cancel)}"));

        var answer = await _outgoing.Client.PostAsync("http://one.test" + _far.Redirect(end, status), new StringContent("body"), Cancel);

        Assert.Equal(arrives, await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_body_does_not_go_to_another_origin()
    {
        var start = "http://one.test" + _far.Redirect("http://two.test/", 307);

        Assert.Equal("redirect_not_allowed", await OutgoingTests.CodeAsync(() => _outgoing.Client.PostAsync(start, new StringContent("secret"), Cancel)));
    }

    [Fact]
    public void From_https_nothing_goes_on_in_the_clear()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://one.test/");

        var refused = Assert.Throws<OutgoingException>(() => Redirects.Follow(request, HttpStatusCode.Found, new Uri("http://one.test/")));

        Assert.Equal("redirect_not_allowed", refused.Refusal.Code);
    }

    public void Dispose() => _outgoing.Dispose();
}
