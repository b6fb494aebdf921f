using System.Text;
using Parley.Sources.Feed;
using Parley.Sources.Web;

namespace Parley.Sources.Tests;

/// <summary>What sites write for programs, right and wrong.</summary>
public sealed class ParserTests
{
    [Theory]
    [InlineData("User-agent: *\nDisallow: /", "/a", false)]
    [InlineData("User-agent: *\nDisallow:", "/a", true)]
    [InlineData("", "/a", true)]
    [InlineData("User-agent: *\nDisallow: /\nUser-agent: ParleyBot\nAllow: /", "/a", true)]
    [InlineData("User-agent: ParleyBot\nUser-agent: Other\nDisallow: /a", "/a/b", false)]
    [InlineData("User-agent: Other\nDisallow: /a", "/a/b", true)]
    [InlineData("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true)]
    [InlineData("User-agent: *\nAllow: /a/b\nDisallow: /a/b", "/a/b", true)]
    [InlineData("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", false)]
    [InlineData("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", true)]
    [InlineData("User-agent: *\nDisallow: /*?print=", "/x?print=1", false)]
    [InlineData("user-AGENT : *\n disallow : /a # because", "/a", false)]
    [InlineData("User-agent: *\nDisallow: /straße", "/stra%C3%9Fe", false)]
    [InlineData("User-agent: *\r\nDisallow: /a\r\n", "/a", false)]
    [InlineData("Disallow: /\nnonsense\n:::\nUser-agent", "/a", true)]
    public void Rules_are_read_as_the_standard_has_it(string text, string path, bool allowed) =>
        Assert.Equal(allowed, RobotsTxt.Parse(text).Allows(new Uri("https://site.example" + path)));

    [Fact]
    public void Rules_of_many_stars_take_no_time()
    {
        var robots = RobotsTxt.Parse("User-agent: *\nDisallow: /" + string.Concat(Enumerable.Repeat("*a", 400)) + "b$");

        Assert.True(robots.Allows(new Uri("https://site.example/" + new string('a', 1_900))));
    }

    [Theory]
    [InlineData("5", 5)]
    [InlineData("100000", 60)]
    [InlineData("-1", 0)]
    [InlineData("soon", 0)]
    public void A_pause_is_a_minute_at_most(string asked, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RobotsTxt.Parse($"User-agent: *\nCrawl-delay: {asked}").Delay);

    [Theory]
    [InlineData("<urlset>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"1\"><!ENTITY b \"&a;&a;&a;\">]><urlset><url><loc>&b;</loc></url></urlset>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><urlset><url><loc>&a;</loc></url></urlset>")]
    [InlineData("<html><body>Not here.</body></html>")]
    [InlineData("no addresses\nat all")]
    [InlineData("")]
    public void What_is_no_map_is_none(string text) => Assert.Null(Sitemap.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_packed_map_that_would_fill_the_memory_is_none() =>
        Assert.Null(Sitemap.Parse(Packed.Gzip(new byte[Sitemap.Longest + 1])));

    [Fact]
    public void A_packed_map_that_breaks_off_is_none() =>
        Assert.Null(Sitemap.Parse(Packed.Gzip("<urlset><url><loc>https://site.example/a</loc></url></urlset>")[..30]));

    [Fact]
    public void A_map_nested_without_end_is_none() =>
        Assert.Null(Sitemap.Parse(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", 100_000)))));

    [Theory]
    [InlineData("<div>")]
    [InlineData("<a ")]
    [InlineData("<a href=\"x\"")]
    [InlineData("<a '")]
    [InlineData("<script>")]
    [InlineData("<!--")]
    [InlineData("<")]
    [InlineData("<meta x=y=")]
    public void Markup_without_end_takes_no_time(string opening) =>
        Assert.InRange(HtmlTags.Of(string.Concat(Enumerable.Repeat(opening, 200_000))).Count(), 0, 200_000);

    [Fact]
    public void Tags_are_read_as_browsers_do()
    {
        var tags = HtmlTags.Of("<!-- <a href=no> --><A HREF='a?b&amp;c' rel=nofollow><script>\"<a href=no>\"</script><a\nhref = x/y>text</a><a href><a data-x=\">\" href=z></p").ToList();

        Assert.Equal(["a?b&c", "x/y", "", "z"], tags.Select(tag => tag.Attributes["href"]));
        Assert.Equal("nofollow", tags[0].Attributes["rel"]);
    }

    [Fact]
    public void Feeds_of_all_kinds_are_read()
    {
        var rss = FeedDocument.Parse("<rss><channel><item><guid>1</guid><title>A</title><link>https://site.example/a</link><pubDate>Fri, 02 Jan 2026 03:04:05 GMT</pubDate><description>x</description></item></channel></rss>"u8.ToArray())!;
        var atom = FeedDocument.Parse("<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>1</id><title>A</title><link rel=\"self\" href=\"https://site.example/self\"/><link href=\"https://site.example/a\"/><updated>2026-01-02T03:04:05Z</updated><content type=\"xhtml\"><div>x</div></content></entry></feed>"u8.ToArray())!;
        var rdf = FeedDocument.Parse("<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><channel/><item><title>A</title><link>https://site.example/a</link><description>x</description></item></rdf:RDF>"u8.ToArray())!;

        Assert.All([rss, atom, rdf], feed => Assert.Equal(("A", "https://site.example/a"), (Assert.Single(feed).Title, feed[0].Link)));
        Assert.Equal(rss[0].Changed, atom[0].Changed);
        Assert.Equal("https://site.example/a", rdf[0].Id);
    }

    [Fact]
    public async Task A_pattern_as_long_as_it_may_be_is_matched_in_no_time() => Assert.False(
        await Task.Run(() => new Glob([string.Concat(Enumerable.Repeat("**/?*", 40)) + "z"], null).Takes(string.Concat(Enumerable.Repeat("a/", 1_000))))
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));

    [Fact]
    public void Of_a_map_that_unpacks_to_very_much_no_more_is_kept_than_a_map_may_have()
    {
        var bomb = Packed.Gzip("<urlset>" + string.Concat(Enumerable.Repeat("<url><loc>https://site.example/a</loc></url>", 60_000)) + "</urlset>");
        Assert.Equal(50_000, Sitemap.Parse(bomb)!.Pages.Count);

        var empty = Packed.Gzip("<urlset>" + string.Concat(Enumerable.Repeat("<a/>", 2_100_000)) + "</urlset>");
        Assert.Null(Sitemap.Parse(empty));
        Assert.Null(SafeXml.Read(System.Text.Encoding.UTF8.GetBytes("<rss>" + string.Concat(Enumerable.Repeat("<a/>", 600_000)) + "</rss>")));
    }

    [Fact]
    public void An_address_of_a_map_that_nothing_can_ask_for_is_passed_over()
    {
        var map = Sitemap.Parse(System.Text.Encoding.UTF8.GetBytes(
            $"<urlset><url><loc>https://site.example/{new string('a', 3_000)}</loc></url><url><loc><![CDATA[https://site.example/b]]></loc></url><url><loc/></url></urlset>"))!;

        Assert.Equal(["https://site.example/b"], map.Pages);
    }

    [Fact]
    public async Task A_page_with_very_many_orders_to_robots_is_read_in_no_time()
    {
        var page = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<meta name=robots content=noarchive>", 250_000)) + "<p>x");
        var answer = new PageAnswer(System.Net.HttpStatusCode.OK, new Uri("https://site.example/"), page, "text/html", null, null, "");

        var view = await Task.Run(() => PageView.Read(answer)).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.True(view.IsIndexed);
    }

    [Theory]
    [InlineData("*.md", "a/b.md", true)]
    [InlineData("/*.md", "a/b.md", false)]
    [InlineData("docs/**", "docs/a/b.md", true)]
    [InlineData("docs/*", "docs/a/b.md", false)]
    [InlineData("docs/**/b.md", "docs/b.md", true)]
    [InlineData("?.md", "ab.md", false)]
    [InlineData("a+(b).md", "a+(b).md", true)]
    [InlineData("**/b.md", "b.md", true)]
    [InlineData("**/b.md", "a/b.md", true)]
    [InlineData("**/b.md", "ab.md", false)]
    [InlineData("a/**/c/*.md", "a/c/d.md", true)]
    [InlineData("a/**/c/*.md", "a/b/c/c/d.md", true)]
    [InlineData("a/**/c/*.md", "a/b/c/d/e.md", false)]
    [InlineData("*", "", true)]
    [InlineData("a**b", "a/x/b", true)]
    public void Patterns_mean_what_people_expect(string pattern, string path, bool fits) => Assert.Equal(fits, new Glob([pattern], null).Takes(path));
}
