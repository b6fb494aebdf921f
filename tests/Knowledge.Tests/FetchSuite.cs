using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parley.Knowledge.Routes;

namespace Parley.Knowledge.Tests;

public sealed class SqliteFetchTests() : FetchSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlFetchTests() : FetchSuite(DatabaseKind.PostgreSql);

/// <summary>Documents that are fetched from their addresses.</summary>
public abstract class FetchSuite(DatabaseKind kind) : KnowledgeSuite(kind)
{
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentDictionary<string, RequestDelegate> _pages = new();
    private WebApplication? _site;

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_site is not null)
        {
            await _site.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_page_is_fetched_and_found_under_its_own_title()
    {
        var url = await PageAsync("/guide.php", "text/html; charset=iso-8859-1", Encoding.Latin1.GetBytes("<title>Die Brücke</title><main><p>Die Brücke öffnet um neun.</p></main>"));
        var id = await AcceptAsync(Asked(url));
        Assert.Equal(("queued", url), ((await FindAsync(id)).State, (await FindAsync(id)).Url));

        await RunJobsAsync();

        var document = await FindAsync(id);
        Assert.Equal(("ready", "Die Brücke", "text/html"), (document.State, document.Title, document.MediaType));
        Assert.Contains("öffnet um neun", Assert.Single(await TextsAsync("Brücke")), StringComparison.Ordinal);
        Assert.True(document.Bytes > 50);
    }

    [Fact]
    public async Task What_is_said_of_a_document_counts_more_than_what_its_address_says()
    {
        var url = await PageAsync("/notes", "application/octet-stream", "# Gate\n\nThe gate opens at nine."u8.ToArray());
        var id = await AcceptAsync(DocumentForms.Check(new("notes", "My notes", null, "text/markdown", url, ["group:board"], null), new()));
        await RunJobsAsync();

        Assert.Equal(("My notes", "text/markdown"), ((await FindAsync(id)).Title, (await FindAsync(id)).MediaType));
        Assert.Empty(await TextsAsync("gate"));
    }

    [Fact]
    public async Task An_address_that_does_not_answer_is_asked_again_and_then_the_document_says_why()
    {
        var url = await PageAsync("/away", "text/plain", []);
        _pages["/away"] = context => Status(context, 503);
        var id = await AcceptAsync(Asked(url));

        for (var attempt = 0; attempt < 5; attempt++)
        {
            Assert.NotEqual("failed", (await FindAsync(id)).State);
            await RunJobsAsync();
            Time.Advance(TimeSpan.FromMinutes(10));
        }

        var document = await FindAsync(id);
        Assert.Equal(("failed", "The address answers 503. It was tried 5 times. Try again later."), (document.State, document.Error));
        Assert.Equal(5, _asked.Count);

        _pages["/away"] = context => context.Response.WriteAsync("The gate opens at nine.");
        Assert.True(await Documents.RetryAsync(Acme, "docs", id, default));
        await RunJobsAsync();
        Assert.Single(await TextsAsync("gate"));
    }

    [Theory]
    [InlineData(404, "There is nothing at the address: it answers 404.")]
    [InlineData(403, "signed in")]
    [InlineData(204, "which is no document")]
    public async Task What_will_not_get_better_is_told_at_once(int status, string reason)
    {
        var url = await PageAsync("/gone", "text/plain", []);
        _pages["/gone"] = context => Status(context, status);
        var id = await AcceptAsync(Asked(url));
        await RunJobsAsync();

        Assert.Equal("failed", (await FindAsync(id)).State);
        Assert.Contains(reason, (await FindAsync(id)).Error, StringComparison.Ordinal);
        Assert.Single(_asked);
    }

    [Theory]
    [InlineData("video/mp4", 10, "cannot be read")]
    [InlineData("text/plain", 0, "cannot be read")]
    [InlineData("text/plain", 200_000, "larger than 100000 bytes")]
    public async Task What_cannot_be_read_or_is_too_large_is_not_kept(string mediaType, int bytes, string reason)
    {
        var id = await AcceptAsync(Asked(await PageAsync("/file", mediaType, [.. Enumerable.Repeat((byte)(mediaType[0] == 'v' ? 0 : 'x'), bytes)])));
        await RunJobsAsync();

        Assert.Equal("failed", (await FindAsync(id)).State);
        Assert.Contains(reason, (await FindAsync(id)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_followed_and_one_to_where_nothing_may_be_fetched_is_not()
    {
        await PageAsync("/new", "text/plain", "The gate opens at nine."u8.ToArray());
        var moved = await PageAsync("/old", "text/plain", []);
        _pages["/old"] = context => { context.Response.Redirect("/new"); return Task.CompletedTask; };
        _pages["/inside"] = context => { context.Response.Redirect("http://169.254.169.254/latest/meta-data"); return Task.CompletedTask; };
        await AcceptAsync(Asked(moved));
        var inside = await AcceptAsync(Asked(moved.Replace("/old", "/inside", StringComparison.Ordinal)));
        await RunJobsAsync();

        Assert.Single(await TextsAsync("gate"));
        Assert.Contains("nothing may be fetched from", (await FindAsync(inside)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_that_is_read_again_on_order_is_fetched_again_and_the_version_before_stays_when_that_fails()
    {
        var url = await PageAsync("/gate", "text/plain", "The gate opens at nine."u8.ToArray());
        var id = await AcceptAsync(Asked(url));
        await RunJobsAsync();
        await PageAsync("/gate", "text/plain", "The gate opens at ten."u8.ToArray());

        Assert.True(await Documents.RetryAsync(Acme, "docs", id, default));
        await RunJobsAsync();
        Assert.Contains("at ten", Assert.Single(await TextsAsync("gate")), StringComparison.Ordinal);

        _pages["/gate"] = context => Status(context, 404);
        Assert.True(await Documents.RetryAsync(Acme, "docs", id, default));
        await RunJobsAsync();
        Assert.Equal("failed", (await FindAsync(id)).State);
        Assert.Contains("at ten", Assert.Single(await TextsAsync("gate")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_address_gives_anew_takes_the_place_of_the_file_before_only_when_it_could_be_read()
    {
        var gate = DocumentForms.Check(new("gate", null, null, null, await PageAsync("/gate", "text/plain", "The gate opens at nine."u8.ToArray()), null, null), new());
        var id = await AddAsync(gate);
        _pages["/gate"] = context => Status(context, 404);
        Assert.True(await Documents.RetryAsync(Acme, "docs", id, default));
        await RunJobsAsync();
        Assert.Equal(("failed", "text/plain", "The gate opens at nine."), await ServedAsync(id));

        await PageAsync("/gate", "text/html", "<!-- nothing -->"u8.ToArray());
        await AddAsync(gate);
        Assert.Equal(("failed", "text/plain", "The gate opens at nine."), await ServedAsync(id));
        Assert.Equal("text/plain", (await FindAsync(id)).MediaType);

        await PageAsync("/gate", "text/html", "<p>The gate opens at ten.</p>"u8.ToArray());
        await AddAsync(gate);
        Assert.Equal(("ready", "text/html", "<p>The gate opens at ten.</p>"), await ServedAsync(id));
        Assert.Equal(1, await CountAsync("knowledge_originals"));
    }

    [Fact]
    public async Task An_address_that_is_named_anew_and_does_not_answer_leaves_the_file_of_the_version_before()
    {
        var id = await AddAsync(Markdown("gate", "The gate opens at nine."));
        var url = await PageAsync("/gate", "text/plain", []);
        _pages["/gate"] = context => Status(context, 404);

        await AddAsync(DocumentForms.Check(new("gate", null, null, null, url, null, null), new()));

        Assert.Equal(("failed", "text/markdown", "The gate opens at nine."), await ServedAsync(id));
    }

    [Theory]
    [InlineData("file:///etc/passwd", "http and https")]
    [InlineData("ftp://host.example/x", "http and https")]
    [InlineData("javascript:alert(1)", "no whole address")]
    [InlineData("/etc/passwd", "no whole address")]
    [InlineData("example.com/page", "no whole address")]
    [InlineData("", "no whole address")]
    [InlineData("https://ada:swordfish@host.example/", "user name or password")]
    [InlineData("http://", "no whole address")]
    public void An_address_that_cannot_be_fetched_is_refused_with_what_would_help(string url, string sentence)
    {
        var refused = Assert.Throws<RefusedException>(() => DocumentForms.Check(new(null, null, null, null, url, null, null), new())).Refusal;

        Assert.Equal(400, refused.Status);
        Assert.Contains(sentence, Assert.Single(refused.Errors!["url"]), StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", refused.Detail, StringComparison.Ordinal);
    }

    private static Upload Asked(string url) => DocumentForms.Check(new(null, null, null, null, url, null, null), new());

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private async Task<string> PageAsync(string path, string mediaType, byte[] bytes)
    {
        _pages[path] = context =>
        {
            context.Response.ContentType = mediaType;
            return context.Response.Body.WriteAsync(bytes).AsTask();
        };
        if (_site is null)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            _site = builder.Build();
            _site.Run(context =>
            {
                _asked.Enqueue(context.Request.Path);
                return _pages.GetValueOrDefault(context.Request.Path, page => Status(page, 404))(context);
            });
            await _site.StartAsync();
        }

        return _site.Urls.First() + path;
    }

    private async Task<(string State, string MediaType, string Text)> ServedAsync(DocumentId id)
    {
        var (mediaType, bytes) = (await Contents.FileAsync(Acme, "docs", id, Members, default))!.Value;
        return ((await FindAsync(id)).State, mediaType, Encoding.UTF8.GetString(bytes));
    }

    private async Task<KnowledgeDocument> FindAsync(DocumentId id) => (await Documents.FindAsync(Acme, "docs", id, null, default))!;

    private async Task<IReadOnlyList<string>> TextsAsync(string words) =>
        [.. (await Search.SearchAsync(Acme, Members, new SearchRequest { Query = words, Namespaces = ["docs"], TopK = 10 }, default)).Hits.Select(hit => hit.Text.Trim())];
}
