using Microsoft.Playwright;
using Parley.ServerKit;

namespace Parley.Server.Tests.Browser;

/// <summary>One browser for all tests of the page. A machine without one, or a server without the page, skips them.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserFixture : IAsyncLifetime, ICollectionFixture<BrowserFixture>
{
    public const string Name = "the page in a browser";
    private const float LongestWaitMs = 45_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string Program => Environment.GetEnvironmentVariable("PARLEY_CHROMIUM") ?? "/usr/bin/chromium";

    private static bool HasPage => File.Exists(Path.Combine(Path.GetDirectoryName(ServerProcess.ServerPath)!, "web", "index.html"));

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program) || !HasPage)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout(LongestWaitMs);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = ["--no-sandbox"] });
    }

    /// <summary>A person's own browser: no cookie of another test is in it.</summary>
    public async Task<IBrowserContext> NewContextAsync(Uri server, BrowserNewContextOptions? options = null)
    {
        Assert.SkipUnless(File.Exists(Program), $"There is no browser at {Program}; PARLEY_CHROMIUM may name one.");
        Assert.SkipUnless(HasPage, "The server was built without the page; build src/Host without SkipWebBuild.");
        var context = await _browser!.NewContextAsync(new(options ?? new()) { BaseURL = server.ToString() });
        context.SetDefaultTimeout(LongestWaitMs);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
