using Microsoft.AspNetCore.Http;
using Parley.Sources.Web;

namespace Parley.Sources.Tests;

/// <summary>What sites ask of those who read them, and what they set for those who do not look.</summary>
public sealed class SiteRuleTests() : SiteSuite(DatabaseKind.Sqlite)
{
    [Theory]
    [InlineData("/robots.txt")]
    [InlineData("/")]
    public async Task ATheSite_that_cannot_be_read_fails_its_run_and_deletes_nothing(string path)
    {
        TheSite.Page("/", "Welcome to the harbour.", links: "/gate");
        TheSite.Page("/gate", "The gate opens at nine.");
        var id = await AddAsync();
        await House.RunAsync(id);
        TheSite.Fail(path, 503);

        await House.RunAsync(id);
        var run = await House.RunAsync(id);

        Assert.Contains("503", run.Error, StringComparison.Ordinal);
        Assert.Equal("failed", (await House.ShowAsync(id)).State);
        Assert.NotEmpty(await House.FindAsync("gate"));
    }

    [Fact]
    public async Task A_neighbour_that_cannot_be_asked_fails_its_pages_and_not_the_run()
    {
        TheSite.Page("/", "Welcome.", links: "/gate");
        TheSite.Page("/gate", "The gate opens at nine.");
        var manners = new SiteManners(House.Get<PageFetcher>(), 1e9, House.Time);
        var run = Run();
        var bounds = new SiteBounds(run.Settings);
        var visit = new PageVisit(House.Get<PageFetcher>(), manners, bounds, run, null);

        var page = await visit.GoAsync(new FoundPage("http://127.0.0.1:9/guide", 1), default);

        Assert.IsType<Fetched.Failed>(await page.Item.FetchAsync(default));
        Assert.False(run.IsWhole);
        Assert.IsType<Fetched.Content>(await (await visit.GoAsync(new FoundPage(TheSite.Address + "/gate", 1), default)).Item.FetchAsync(default));
    }

    [Fact]
    public async Task Of_a_very_long_robots_txt_the_beginning_counts()
    {
        TheSite.Text("/robots.txt", "User-agent: *\nDisallow: /private\n" + string.Concat(Enumerable.Repeat("# nothing to see\n", 60_000)) + "Disallow: /\n");
        TheSite.Page("/", "Welcome.", links: ["/private", "/gate"]);
        TheSite.Page("/private", "Swordfish.");
        TheSite.Page("/gate", "The gate opens at nine.");
        var id = await AddAsync();

        var run = await House.RunAsync(id);

        Assert.Null(run.Error);
        Assert.Equal(["/", "/gate"], await CurrentAsync(id));
    }

    [Fact]
    public async Task A_file_that_its_site_does_not_want_kept_is_left_alone()
    {
        TheSite.Page("/", "Welcome.", links: "/notes.txt");
        TheSite.Answer("/notes.txt", context =>
        {
            context.Response.Headers["X-Robots-Tag"] = "noindex";
            context.Response.ContentType = "text/plain";
            return context.Response.WriteAsync("The secret word is swordfish.");
        });
        var id = await AddAsync();

        await House.RunAsync(id);

        Assert.Empty(await House.FindAsync("swordfish"));
    }

    private SourceRun Run() => new()
    {
        Tenant = SourcesHouse.Acme,
        Source = SourceId.New(House.Time),
        Settings = new SourceSettings { Url = TheSite.Address + "/" },
        Secrets = new Dictionary<string, string>(),
        Number = 1,
        Acl = "members",
        Full = false,
        MostItemBytes = 100_000,
        FindAsync = (_, _) => Task.FromResult<KnownItem?>(null),
    };

    [Fact]
    public async Task What_robots_txt_shuts_stays_shut_and_its_pause_is_kept()
    {
        TheSite.Text("/robots.txt", "User-agent: *\nDisallow: /\n\nUser-agent: parleybot\nCrawl-delay: 1.5\nDisallow: /private\nAllow: /private/open\n");
        TheSite.Page("/", "Welcome.", links: ["/private/gate", "/private/open/lamp", "/rope"]);
        TheSite.Page("/private/gate", "The gate opens at nine.");
        TheSite.Page("/private/open/lamp", "The lamp is lit.");
        TheSite.Page("/rope", "The rope is blue.");
        var id = await AddAsync();

        await House.RunAsync(id);

        Assert.Equal(["/", "/private/open/lamp", "/rope"], await CurrentAsync(id));
        Assert.DoesNotContain("/private/gate", TheSite.Paths);
    }

    [Fact]
    public async Task Maps_of_maps_are_read_packed_or_not_and_none_of_anotherTheSite()
    {
        TheSite.Text("/robots.txt", $"Sitemap: {TheSite.Address}/maps.xml\nSitemap: https://elsewhere.example/map.xml");
        TheSite.Text("/maps.xml", $"<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><sitemap><loc>{TheSite.Address}/one.xml.gz</loc></sitemap><sitemap><loc>/two.txt</loc></sitemap></sitemapindex>", "application/xml");
        TheSite.Bytes("/one.xml.gz", Packed.Gzip($"<urlset><url><loc>{TheSite.Address}/gate</loc></url><url><loc>https://elsewhere.example/x</loc></url></urlset>"), "application/gzip");
        TheSite.Text("/two.txt", $"{TheSite.Address}/lamp\n");
        TheSite.Page("/", "Welcome.");
        TheSite.Page("/gate", "The gate opens at nine.");
        TheSite.Page("/lamp", "The lamp is lit.");
        var id = await AddAsync();

        var run = await House.RunAsync(id);

        Assert.Null(run.Error);
        Assert.Equal(["/", "/gate", "/lamp"], await CurrentAsync(id));
    }

    [Fact]
    public async Task Pages_that_do_not_want_to_be_known_or_have_another_name_are_left_out()
    {
        TheSite.Page("/", "Welcome.", links: ["/hidden", "/copy", "/header", "/old", "/picture.png"]);
        TheSite.Page("/hidden", "The secret word is swordfish.", head: "<meta name=\"robots\" content=\"noindex\">", links: "/behind");
        TheSite.Page("/behind", "The gate opens at nine.");
        TheSite.Page("/copy?print=1", "A copy.", head: "<link rel=\"canonical\" href=\"/real\">");
        TheSite.Page("/copy", "A copy.", head: "<link rel=\"canonical\" href=\"/real\">");
        TheSite.Page("/real", "The lamp is lit.");
        TheSite.Answer("/header", context =>
        {
            (context.Response.ContentType, context.Response.Headers["X-Robots-Tag"]) = ("text/html", "noindex, nofollow");
            return context.Response.WriteAsync("<p>The secret word is swordfish.</p>");
        });
        TheSite.Redirect("/old", "/new");
        TheSite.Page("/new", "The rope is blue.");
        TheSite.Bytes("/picture.png", [0x89, 0x50], "image/png");
        var id = await AddAsync();

        await House.RunAsync(id);

        Assert.Equal(["/", "/behind", "/new", "/real"], await CurrentAsync(id));
        Assert.Empty(await House.FindAsync("swordfish"));
    }

    [Fact]
    public async Task A_calendar_without_end_ends_at_the_limit_of_pages()
    {
        TheSite.Otherwise = context =>
        {
            context.Response.ContentType = "text/html";
            var day = int.TryParse(context.Request.Query["day"], out var number) ? number : 0;
            return context.Response.WriteAsync($"<p>Day {day}.</p>" + string.Concat(Enumerable.Range(1, 50).Select(i => $"<a href=\"/calendar?day={day + i}\">on</a>")));
        };
        TheSite.Fail("/robots.txt", 404);
        TheSite.Fail("/sitemap.xml", 404);
        var id = await AddAsync(form => form with { PageLimit = 12, Depth = 20 });

        var run = await House.RunAsync(id);

        Assert.Equal("It stopped at its limit of 12 pages.", run.Error);
        Assert.Equal(12, TheSite.Paths.Count());
    }

    [Fact]
    public async Task Redirects_without_end_and_to_otherTheSites_bring_nothing()
    {
        TheSite.Page("/", "Welcome.", links: ["/round", "/away"]);
        TheSite.Redirect("/round", "/round");
        await using var other = await Site.OpenAsync(House.Time);
        other.Page("/", "The secret word is swordfish.");
        TheSite.Redirect("/away", other.Address + "/");
        var id = await AddAsync();

        var run = await House.RunAsync(id);

        Assert.Equal((1, 1), (run.Added, run.Failed));
        Assert.Equal(["/"], await CurrentAsync(id));
        Assert.Empty(await House.FindAsync("swordfish"));
    }

    [Fact]
    public async Task Only_pages_within_the_depth_and_the_patterns_are_read()
    {
        TheSite.Page("/", "Welcome.", links: ["/docs/a", "/blog/b"]);
        TheSite.Page("/docs/a", "Page a.", links: "/docs/c");
        TheSite.Page("/docs/c", "Page c.", links: "/docs/d");
        TheSite.Page("/docs/d", "Page d.");
        TheSite.Page("/blog/b", "Page b.");
        var id = await AddAsync(form => form with { Depth = 2, Include = ["/docs/**"] });

        await House.RunAsync(id);

        Assert.Equal(["/", "/docs/a", "/docs/c"], await CurrentAsync(id));
    }

    [Fact]
    public async Task The_password_of_aTheSite_goes_to_it_and_nowhere_else_and_is_never_told()
    {
        var told = new List<string>();
        TheSite.Answer("/", context =>
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
        TheSite.Bytes("/", [.. "<html><head><meta charset=\"iso-8859-1\"></head><body><p>Die Br"u8, 0xfc, .. "cke ist offen.</p></body></html>"u8], "text/html");
        var id = await AddAsync();

        await House.RunAsync(id);

        Assert.Contains(await House.FindAsync("Brücke"), text => text.Contains("Brücke", StringComparison.Ordinal));
    }
}
