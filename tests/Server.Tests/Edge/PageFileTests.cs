using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Parley.ServerKit;

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
        Assert.True(answer.Headers.CacheControl?.NoCache);
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("default-src 'none'", policy);
        Assert.DoesNotContain(policy, rule => !rule.StartsWith("style-src", StringComparison.Ordinal) && rule.Contains("unsafe", StringComparison.Ordinal));
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
}
