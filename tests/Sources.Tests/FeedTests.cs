namespace Parley.Sources.Tests;

/// <summary>A feed as a source.</summary>
public sealed class FeedTests() : SourcesSuite(DatabaseKind.Sqlite)
{
    private Site _site = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _site = await Site.OpenAsync(House.Time);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_site is not null)
        {
            await _site.DisposeAsync();
        }
    }

    private Task<SourceId> AddAsync(bool fullPages = false) =>
        House.AddAsync(SourceKinds.Feed, new SettingsForm { Url = _site.Address + "/feed", FullPages = fullPages });

    private static string Rss(params string[] items) => $"<rss version=\"2.0\"><channel><title>News</title>{string.Concat(items)}</channel></rss>";

    private static string Item(string guid, string words, string date = "Fri, 02 Jan 2026 03:04:05 GMT") =>
        $"<item><guid isPermaLink=\"false\">{guid}</guid><title>{guid}</title><link>/{guid}</link><pubDate>{date}</pubDate><description><![CDATA[<p>{words}</p>]]></description></item>";

    [Fact]
    public async Task Its_entries_are_found_and_those_that_it_forgets_stay()
    {
        _site.Text("/feed", Rss(Item("one", "The gate opens at nine."), Item("two", "The lamp is lit.")), "application/rss+xml");
        var id = await AddAsync();
        Assert.Equal(2, (await House.RunAsync(id)).Added);
        _site.Text("/feed", Rss(Item("two", "The lamp is out."), Item("three", "The rope is blue.")), "application/rss+xml");

        var run = await House.RunAsync(id);

        Assert.Equal((1, 1, 0, (string?)null), (run.Added, run.Changed, run.Removed, run.Error));
        Assert.NotEmpty(await House.FindAsync("gate opens"));
        Assert.Contains(await House.FindAsync("lamp"), text => text.Contains("lamp is out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_feed_that_did_not_change_is_not_read()
    {
        _site.Page("/feed", "", "\"1\"");
        _site.Answer("/feed", context =>
        {
            context.Response.Headers.ETag = "\"1\"";
            context.Response.StatusCode = context.Request.Headers.IfNoneMatch == "\"1\"" ? 304 : 200;
            return context.Response.StatusCode == 304 ? Task.CompletedTask
                : context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Rss(Item("one", "The gate opens at nine.")))).AsTask();
        });
        var id = await AddAsync();
        await House.RunAsync(id);

        var again = await House.RunAsync(id);
        Assert.Equal((0, (string?)null), (again.Seen, again.Error));

        await House.ChangeAsync(id, acl: "group:board");
        Assert.Equal(1, (await House.RunAsync(id)).Seen);
        Assert.Empty(await House.FindAsync("gate"));
    }

    [Fact]
    public async Task The_page_behind_an_entry_is_read_where_that_is_wanted_and_only_when_the_entry_is_new()
    {
        _site.Text("/feed", Rss(Item("one", "In short.")), "application/rss+xml");
        _site.Page("/one", "The whole story of the harbour.");
        var id = await AddAsync(fullPages: true);
        await House.RunAsync(id);
        await House.RunAsync(id);

        Assert.NotEmpty(await House.FindAsync("whole story harbour"));
        Assert.Single(_site.Paths, "/one");
    }

    [Fact]
    public async Task A_page_that_asks_not_to_be_kept_gives_way_to_what_the_feed_says_itself()
    {
        _site.Text("/feed", Rss(Item("one", "The gate in short.")), "application/rss+xml");
        _site.Page("/one", "The secret word is swordfish.", head: "<meta name=\"robots\" content=\"noindex\">");
        var id = await AddAsync(fullPages: true);

        await House.RunAsync(id);

        Assert.Empty(await House.FindAsync("swordfish"));
        Assert.NotEmpty(await House.FindAsync("gate in short"));
    }

    [Theory]
    [InlineData("<html><body>No feed.</body></html>")]
    [InlineData("<rss><channel>")]
    [InlineData("")]
    [InlineData("<!DOCTYPE rss [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><rss><channel><title>&b;</title></channel></rss>")]
    [InlineData("<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss><channel><title>&x;</title></channel></rss>")]
    public async Task What_is_no_feed_fails_the_run_with_a_reason(string text)
    {
        _site.Text("/feed", text, "application/xml");
        var id = await AddAsync();

        var run = await House.RunAsync(id);

        Assert.Contains("no feed", run.Error, StringComparison.Ordinal);
        Assert.Equal("failed", (await House.ShowAsync(id)).State);
    }
}
