namespace Parley.Sources.Tests;

public sealed class SqliteWebsiteTests() : WebsiteSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlWebsiteTests() : WebsiteSuite(DatabaseKind.PostgreSql);

/// <summary>A website as a source.</summary>
public abstract class WebsiteSuite(DatabaseKind kind) : SiteSuite(kind)
{
    [Fact]
    public async Task Pages_are_read_link_by_link_and_found_by_their_words()
    {
        TheSite.Page("/", "Welcome to the harbour.", links: ["/gate", "lamp#bulb", "https://elsewhere.example/", "mailto:a@b.example"]);
        TheSite.Page("/gate", "The gate opens at nine.", links: ["/", "/gate?utm_source=x"]);
        TheSite.Page("/lamp", "The lamp is lit at dusk.");
        var id = await AddAsync();

        var run = await House.RunAsync(id);

        Assert.Equal((3, 0, (string?)null), (run.Added, run.Failed, run.Error));
        Assert.Equal(["/", "/gate", "/lamp"], await CurrentAsync(id));
        Assert.Contains(await House.FindAsync("lamp dusk"), text => text.Contains("lit at dusk", StringComparison.Ordinal));
        Assert.Equal(3, TheSite.Paths.Count());
    }

    [Fact]
    public async Task A_page_that_did_not_change_is_not_sent_again_and_its_links_are_known()
    {
        TheSite.Page("/", "Welcome.", "\"1\"", links: "/gate");
        TheSite.Page("/gate", "The gate opens at nine.", "\"1\"", links: "/lamp");
        TheSite.Page("/lamp", "The lamp is lit.");
        var id = await AddAsync();
        await House.RunAsync(id);
        TheSite.Asked.Clear();
        TheSite.Page("/gate", "The gate opens at ten.", "\"2\"", links: "/lamp");

        var run = await House.RunAsync(id);

        Assert.Equal((3, 0, 1, 0), (run.Seen, run.Added, run.Changed, run.Removed));
        Assert.Contains(("/", 304), TheSite.Asked);
        Assert.Contains(("/gate", 200), TheSite.Asked);
        Assert.Contains(await House.FindAsync("gate"), text => text.Contains("opens at ten", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_that_is_gone_is_deleted_and_one_that_fails_is_not()
    {
        TheSite.Page("/", "Welcome.", links: ["/gate", "/lamp", "/rope"]);
        TheSite.Page("/gate", "The gate opens at nine.");
        TheSite.Page("/lamp", "The lamp is lit.", links: "/bulb");
        TheSite.Page("/bulb", "The bulb is round.");
        TheSite.Page("/rope", "The rope is blue.");
        var id = await AddAsync();
        await House.RunAsync(id);
        TheSite.Remove("/gate");
        TheSite.Fail("/lamp");

        var run = await House.RunAsync(id);

        Assert.Equal((1, 1), (run.Removed, run.Failed));
        Assert.Empty(await House.FindAsync("gate"));
        Assert.NotEmpty(await House.FindAsync("lamp lit"));
        Assert.NotEmpty(await House.FindAsync("bulb round"));
    }

    [Fact]
    public async Task A_map_that_cannot_be_read_any_more_deletes_nothing()
    {
        TheSite.Text("/sitemap.xml", $"<urlset><url><loc>{TheSite.Address}/gate</loc></url></urlset>", "application/xml");
        TheSite.Page("/", "Welcome to the harbour.");
        TheSite.Page("/gate", "The gate opens at nine.");
        var id = await AddAsync();
        await House.RunAsync(id);
        TheSite.Fail("/sitemap.xml");

        await House.RunAsync(id);
        var run = await House.RunAsync(id);

        Assert.Contains("map of the site", run.Error, StringComparison.Ordinal);
        Assert.NotEmpty(await House.FindAsync("gate"));
    }

    [Fact]
    public async Task A_page_that_turns_to_noindex_is_taken_away()
    {
        TheSite.Page("/", "Welcome.", links: "/gate");
        TheSite.Page("/gate", "The gate opens at nine.");
        var id = await AddAsync();
        await House.RunAsync(id);
        TheSite.Page("/gate", "The gate opens at nine.", head: "<meta name=\"robots\" content=\"none\">");

        var run = await House.RunAsync(id);

        Assert.Equal(1, run.Removed);
        Assert.Empty(await House.FindAsync("gate"));
    }
}
