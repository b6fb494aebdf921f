using Microsoft.Playwright;
using Parley.ScriptedProvider;

namespace Parley.Browser.Tests;

/// <summary>A server of its own whose model answers by a script, and its owner, signed in with a browser of their own.</summary>
internal sealed record OwnersVisit(ChatServer Server, IBrowserContext Context, ParleyPage Page) : IAsyncDisposable
{
    /// <param name="settings">Settings of the server beside those of its owner.</param>
    public static async Task<OwnersVisit> BeginAsync(
        BrowserFixture browser, Script answer, BrowserNewContextOptions? options = null, bool isAttacked = false, params (string Name, string Value)[] settings)
    {
        var server = await ChatServer.StartAsync("sqlite", answer, [.. ParleyPage.Owner, .. settings]);
        IBrowserContext? context = null;
        try
        {
            context = await browser.NewContextAsync(server.Node.Url, options, isAttacked);
            return new(server, context, await ParleyPage.SignInAsync(context));
        }
        catch
        {
            await EndAsync(context, server);
            throw;
        }
    }

    public ValueTask DisposeAsync() => EndAsync(Context, Server);

    private static async ValueTask EndAsync(IBrowserContext? context, ChatServer server)
    {
        await using (server)
        {
            if (context is not null)
            {
                await context.DisposeAsync();
            }
        }
    }
}
