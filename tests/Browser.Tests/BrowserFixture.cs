using System.Collections.Concurrent;
using Microsoft.Playwright;
using Parley.Browser.Tests;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace Parley.Browser.Tests;

/// <summary>One browser for all tests of the page. A machine without one, or a server without the page, skips them.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private const float LongestWaitMs = 120_000;

    private readonly ConcurrentQueue<string> _violations = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string Program => Environment.GetEnvironmentVariable("PARLEY_CHROMIUM") ?? "/usr/bin/chromium";

    private static bool HasPage => File.Exists(Path.Combine(Path.GetDirectoryName(ServerProcess.ServerPath)!, "web", "index.html"));

    /// <summary>What the browser refused to the pages of all tests so far because their content security policy forbids it.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

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
    /// <param name="isAttacked">True when the test itself does what the page's policy forbids.</param>
    public async Task<IBrowserContext> NewContextAsync(Uri server, BrowserNewContextOptions? options = null, bool isAttacked = false)
    {
        Assert.SkipUnless(File.Exists(Program), $"There is no browser at {Program}; PARLEY_CHROMIUM may name one.");
        Assert.SkipUnless(HasPage, "The server was built without the page; build src/Host without SkipWebBuild.");
        var context = await _browser!.NewContextAsync(new(options ?? new()) { BaseURL = server.ToString() });
        context.SetDefaultTimeout(LongestWaitMs);
        if (!isAttacked)
        {
            context.Console += (_, message) => Take(message);
        }

        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        Assert.Equal("", string.Join(Environment.NewLine, _violations));
    }

    private void Take(IConsoleMessage message)
    {
        if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
        {
            _violations.Enqueue($"{message.Page?.Url}: {message.Text}");
        }
    }
}
