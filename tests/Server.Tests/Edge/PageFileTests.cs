using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Parley.Server.Tests.Edge;

/// <summary>How the page's files travel. A server that was built without the page skips this.</summary>
public sealed partial class PageFileTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/c/conv_1")]
    [InlineData("/welcome")]
    public async Task The_page_is_asked_for_anew_each_time_and_runs_no_script_but_its_own(string path)
    {
        SkipWithoutPage();
        using var answer = await fixture.Server.Client.GetAsync(path, Cancel);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single().Split("; ");

        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Null(answer.Headers.ETag);
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("default-src 'none'", policy);
        Assert.Equal(["style-src-attr 'unsafe-inline'"], policy.Where(rule => rule.Contains("unsafe", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/index.html")]
    public async Task Each_load_of_the_page_has_a_word_of_its_own_for_its_styles(string path)
    {
        SkipWithoutPage();
        var loads = new List<string>();
        for (var load = 0; load < 2; load++)
        {
            using var answer = await fixture.Server.Client.GetAsync(path, Cancel);
            var nonce = Nonce().Match(await answer.Content.ReadAsStringAsync(Cancel)).Groups[1].Value;
            Assert.Equal(16, Convert.FromBase64String(nonce).Length);
            Assert.EndsWith($"style-src 'self' 'nonce-{nonce}'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            loads.Add(nonce);
        }

        Assert.NotEqual(loads[0], loads[1]);
    }

    [Fact]
    public async Task The_page_says_how_long_it_is_to_whoever_asks_for_no_more()
    {
        SkipWithoutPage();
        using var asked = new HttpRequestMessage(HttpMethod.Head, "/");
        using var answer = await fixture.Server.Client.SendAsync(asked, Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Content.Headers.ContentLength > 0);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public async Task A_file_whose_name_is_its_content_is_kept_for_ever_packed_and_not_sent_twice()
    {
        SkipWithoutPage();
        var script = Script().Match(await fixture.Server.Client.GetStringAsync("/", Cancel)).Groups[1].Value;
        using var first = await GetAsync(script, null);
        using var again = await GetAsync(script, first.Headers.ETag);

        Assert.Equal("public, max-age=31536000, immutable", first.Headers.CacheControl?.ToString());
        Assert.Equal(["br"], first.Content.Headers.ContentEncoding);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal("nosniff", first.Headers.GetValues("X-Content-Type-Options").Single());
    }

    private async Task<HttpResponseMessage> GetAsync(string path, EntityTagHeaderValue? tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptEncoding.ParseAdd("br");
        if (tag is not null)
        {
            request.Headers.IfNoneMatch.Add(tag);
        }

        return await fixture.Server.Client.SendAsync(request, Cancel);
    }

    private static void SkipWithoutPage() => Assert.SkipUnless(
        File.Exists(Path.Combine(Path.GetDirectoryName(ServerProcess.ServerPath)!, "web", "index.html")),
        "The server was built without the page; build src/Host without SkipWebBuild.");

    [GeneratedRegex("""<script[^>]+src="(/assets/[^"]+)""")]
    private static partial Regex Script();

    [GeneratedRegex("""<meta name="style-nonce" nonce="([^"]+)" />""")]
    private static partial Regex Nonce();
}
