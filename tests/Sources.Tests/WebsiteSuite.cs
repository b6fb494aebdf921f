using Microsoft.AspNetCore.Http;

namespace Parley.Sources.Tests;

public sealed class SqliteWebsiteTests() : WebsiteSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlWebsiteTests() : WebsiteSuite(DatabaseKind.PostgreSql);

/// <summary>A website as a source.</summary>
public abstract class WebsiteSuite(DatabaseKind kind) : SourcesSuite(kind)
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

    private Task<SourceId> AddAsync(Func<SettingsForm, SettingsForm>? with = null) =>
        House.AddAsync(SourceKinds.Website, (with ?? (form => form))(new SettingsForm { Url = _site.Address + "/" }));

    private async Task<IReadOnlyList<string>> CurrentAsync(SourceId id) =>
        [.. (await House.ItemsAsync(id)).Where(item => item.State == "current").Select(item => new Uri(item.ExternalId).PathAndQuery).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task Pages_are_read_link_by_link_and_found_by_their_words()
    {
        _site.Page("/", "Welcome to the harbour.", links: ["/gate", "lamp#bulb", "https://elsewhere.example/", "mailto:a@b.example"]);
        _site.Page("/gate", "The gate opens at nine.", links: ["/", "/gate?utm_source=x"]);
        _site.Page("/lamp", "The lamp is lit at dusk.");
        var id = await AddAsync();

        var run = await House.RunAsync(id);

        Assert.Equal((3, 0, (string?)null), (run.Added, run.Failed, run.Error));
        Assert.Equal(["/", "/gate", "/lamp"], await CurrentAsync(id));
        Assert.Contains(await House.FindAsync("lamp dusk"), text => text.Contains("lit at dusk", StringComparison.Ordinal));
        Assert.Equal(3, _site.Paths.Count());
    }

    [Fact]
    public async Task A_page_that_did_not_change_is_not_sent_again_and_its_links_are_known()
    {
        _site.Page("/", "Welcome.", "\"1\"", links: "/gate");
        _site.Page("/gate", "The gate opens at nine.", "\"1\"", links: "/lamp");
        _site.Page("/lamp", "The lamp is lit.");
        var id = await AddAsync();
        await House.RunAsync(id);
        _site.Asked.Clear();
        _site.Page("/gate", "The gate opens at ten.", "\"2\"", links: "/lamp");

        var run = await House.RunAsync(id);

        Assert.Equal((3, 0, 1, 0), (run.Seen, run.Added, run.Changed, run.Removed));
        Assert.Contains(("/", 304), _site.Asked);
        Assert.Contains(("/gate", 200), _site.Asked);
        Assert.Contains(await House.FindAsync("gate"), text => text.Contains("opens at ten", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_that_is_gone_is_deleted_and_one_that_fails_is_not()
    {
        _site.Page("/", "Welcome.", links: ["/gate", "/lamp", "/rope"]);
        _site.Page("/gate", "The gate opens at nine.");
        _site.Page("/lamp", "The lamp is lit.", links: "/bulb");
        _site.Page("/bulb", "The bulb is round.");
        _site.Page("/rope", "The rope is blue.");
        var id = await AddAsync();
        await House.RunAsync(id);
        _site.Remove("/gate");
        _site.Fail("/lamp");

        var run = await House.RunAsync(id);

        Assert.Equal((1, 1), (run.Removed, run.Failed));
        Assert.Empty(await House.FindAsync("gate"));
        Assert.NotEmpty(await House.FindAsync("lamp lit"));
        Assert.NotEmpty(await House.FindAsync("bulb round"));
    }

    [Theory]
    [InlineData("/robots.txt")]
    [InlineData("/")]
    public async Task A_site_that_cannot_be_read_fails_its_run_and_deletes_nothing(string path)
    {
        _site.Page("/", "Welcome to the harbour.", links: "/gate");
        _site.Page("/gate", "The gate opens at nine.");
        var id = await AddAsync();
        await House.RunAsync(id);
        _site.Fail(path, 503);

        await House.RunAsync(id);
        var run = await House.RunAsync(id);

        Assert.Contains("503", run.Error, StringComparison.Ordinal);
        Assert.Equal("failed", (await House.ShowAsync(id)).State);
        Assert.NotEmpty(await House.FindAsync("gate"));
    }

    [Fact]
    public async Task What_robots_txt_shuts_stays_shut_and_its_pause_is_kept()
    {
        _site.Text("/robots.txt", "User-agent: *\nDisallow: /\n\nUser-agent: parleybot\nCrawl-delay: 1.5\nDisallow: /private\nAllow: /private/open\n");
        _site.Page("/", "Welcome.", links: ["/private/gate", "/private/open/lamp", "/rope"]);
        _site.Page("/private/gate", "The gate opens at nine.");
        _site.Page("/private/open/lamp", "The lamp is lit.");
        _site.Page("/rope", "The rope is blue.");
        var id = await AddAsync();

        await House.RunAsync(id);

        Assert.Equal(["/", "/private/open/lamp", "/rope"], await CurrentAsync(id));
        Assert.DoesNotContain("/private/gate", _site.Paths);
    }

    [Fact]
    public async Task Maps_of_maps_are_read_packed_or_not_and_none_of_another_site()
    {
        _site.Text("/robots.txt", $"Sitemap: {_site.Address}/maps.xml\nSitemap: https://elsewhere.example/map.xml");
        _site.Text("/maps.xml", $"<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><sitemap><loc>{_site.Address}/one.xml.gz</loc></sitemap><sitemap><loc>/two.txt</loc></sitemap></sitemapindex>", "application/xml");
        _site.Bytes("/one.xml.gz", Packed.Gzip($"<urlset><url><loc>{_site.Address}/gate</loc></url><url><loc>https://elsewhere.example/x</loc></url></urlset>"), "application/gzip");
        _site.Text("/two.txt", $"{_site.Address}/lamp\n");
        _site.Page("/", "Welcome.");
        _site.Page("/gate", "The gate opens at nine.");
        _site.Page("/lamp", "The lamp is lit.");
        var id = await AddAsync();

        var run = await House.RunAsync(id);

        Assert.Null(run.Error);
        Assert.Equal(["/", "/gate", "/lamp"], await CurrentAsync(id));
    }

    [Fact]
    public async Task A_map_that_cannot_be_read_any_more_deletes_nothing()
    {
        _site.Text("/sitemap.xml", $"<urlset><url><loc>{_site.Address}/gate</loc></url></urlset>", "application/xml");
        _site.Page("/", "Welcome to the harbour.");
        _site.Page("/gate", "The gate opens at nine.");
        var id = await AddAsync();
        await House.RunAsync(id);
        _site.Fail("/sitemap.xml");

        await House.RunAsync(id);
        var run = await House.RunAsync(id);

        Assert.Contains("map of the site", run.Error, StringComparison.Ordinal);
        Assert.NotEmpty(await House.FindAsync("gate"));
    }

    [Fact]
    public async Task Pages_that_do_not_want_to_be_known_or_have_another_name_are_left_out()
    {
        _site.Page("/", "Welcome.", links: ["/hidden", "/copy", "/header", "/old", "/picture.png"]);
        _site.Page("/hidden", "The secret word is swordfish.", head: "<meta name=\"robots\" content=\"noindex\">", links: "/behind");
        _site.Page("/behind", "The gate opens at nine.");
        _site.Page("/copy?print=1", "A copy.", head: "<link rel=\"canonical\" href=\"/real\">");
        _site.Page("/copy", "A copy.", head: "<link rel=\"canonical\" href=\"/real\">");
        _site.Page("/real", "The lamp is lit.");
        _site.Answer("/header", context =>
        {
            (context.Response.ContentType, context.Response.Headers["X-Robots-Tag"]) = ("text/html", "noindex, nofollow");
            return context.Response.WriteAsync("<p>The secret word is swordfish.</p>");
        });
        _site.Redirect("/old", "/new");
        _site.Page("/new", "The rope is blue.");
        _site.Bytes("/picture.png", [0x89, 0x50], "image/png");
        var id = await AddAsync();

        await House.RunAsync(id);

        Assert.Equal(["/", "/behind", "/new", "/real"], await CurrentAsync(id));
        Assert.Empty(await House.FindAsync("swordfish"));
    }

    [Fact]
    public async Task A_page_that_turns_to_noindex_is_taken_away()
    {
        _site.Page("/", "Welcome.", links: "/gate");
        _site.Page("/gate", "The gate opens at nine.");
        var id = await AddAsync();
        await House.RunAsync(id);
        _site.Page("/gate", "The gate opens at nine.", head: "<meta name=\"robots\" content=\"none\">");

        var run = await House.RunAsync(id);

        Assert.Equal(1, run.Removed);
        Assert.Empty(await House.FindAsync("gate"));
    }

    [Fact]
    public async Task A_calendar_without_end_ends_at_the_limit_of_pages()
    {
        _site.Otherwise = context =>
        {
            context.Response.ContentType = "text/html";
            var day = int.TryParse(context.Request.Query["day"], out var number) ? number : 0;
            return context.Response.WriteAsync($"<p>Day {day}.</p>" + string.Concat(Enumerable.Range(1, 50).Select(i => $"<a href=\"/calendar?day={day + i}\">on</a>")));
        };
        _site.Fail("/robots.txt", 404);
        _site.Fail("/sitemap.xml", 404);
        var id = await AddAsync(form => form with { PageLimit = 12, Depth = 20 });

        var run = await House.RunAsync(id);

        Assert.Equal("It stopped at its limit of 12 pages.", run.Error);
        Assert.Equal(12, _site.Paths.Count());
    }

    [Fact]
    public async Task Redirects_without_end_and_to_other_sites_bring_nothing()
    {
        _site.Page("/", "Welcome.", links: ["/round", "/away"]);
        _site.Redirect("/round", "/round");
        await using var other = await Site.OpenAsync(House.Time);
        other.Page("/", "The secret word is swordfish.");
        _site.Redirect("/away", other.Address + "/");
        var id = await AddAsync();

        var run = await House.RunAsync(id);

        Assert.Equal((1, 1), (run.Added, run.Failed));
        Assert.Equal(["/"], await CurrentAsync(id));
        Assert.Empty(await House.FindAsync("swordfish"));
    }

    [Fact]
    public async Task Only_pages_within_the_depth_and_the_patterns_are_read()
    {
        _site.Page("/", "Welcome.", links: ["/docs/a", "/blog/b"]);
        _site.Page("/docs/a", "Page a.", links: "/docs/c");
        _site.Page("/docs/c", "Page c.", links: "/docs/d");
        _site.Page("/docs/d", "Page d.");
        _site.Page("/blog/b", "Page b.");
        var id = await AddAsync(form => form with { Depth = 2, Include = ["/docs/**"] });

        await House.RunAsync(id);

        Assert.Equal(["/", "/docs/a", "/docs/c"], await CurrentAsync(id));
    }

    [Fact]
    public async Task The_password_of_a_site_goes_to_it_and_nowhere_else_and_is_never_told()
    {
        var told = new List<string>();
        _site.Answer("/", context =>
        {
            lock (told)
            {
                told.Add(context.Request.Headers.Authorization.ToString());
            }

            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<p>Welcome.</p>");
        });
        var id = await AddAsync(form => form with { Username = "ada", Password = "swordfish" });

        await House.RunAsync(id);

        Assert.Equal("Basic YWRhOnN3b3JkZmlzaA==", Assert.Single(told));
        var shown = System.Text.Json.JsonSerializer.Serialize(await House.ShowAsync(id));
        Assert.Contains("\"password\"", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", shown, StringComparison.Ordinal);
        await House.ChangeAsync(id, new SettingsForm { Url = "http://127.0.0.1:9/", Username = "ada" });
        Assert.Empty((await House.ShowAsync(id)).Secrets);
    }

    [Fact]
    public async Task Words_of_other_code_pages_are_read_right()
    {
        _site.Bytes("/", [.. "<html><head><meta charset=\"iso-8859-1\"></head><body><p>Die Br"u8, 0xfc, .. "cke ist offen.</p></body></html>"u8], "text/html");
        var id = await AddAsync();

        await House.RunAsync(id);

        Assert.Contains(await House.FindAsync("Brücke"), text => text.Contains("Brücke", StringComparison.Ordinal));
    }
}
