using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>The page on small and dark screens.</summary>
[Collection(BrowserFixture.Name)]
public sealed class ScreenSizePageTests(BrowserFixture browser)
{
    private const int Narrow = 360;

    [Theory]
    [InlineData(Narrow, 740, ColorScheme.Light)]
    [InlineData(1280, 800, ColorScheme.Light)]
    [InlineData(1280, 800, ColorScheme.Dark)]
    public async Task Nothing_on_any_page_stands_out_at_the_side(int width, int height, ColorScheme colours)
    {
        await using var server = await ChatServer.StartAsync("sqlite", Scripts.Wide, ParleyPage.Owner);
        await using var context = await browser.NewContextAsync(
            server.Node.Url, new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = colours, HasTouch = width == Narrow, IsMobile = width == Narrow });
        var size = $"{width}-{colours}".ToLowerInvariant();

        var stranger = new ParleyPage(await context.NewPageAsync());
        await stranger.Page.GotoAsync("/");
        await Expect(stranger.Page.GetByTestId("sign-in")).ToBeVisibleAsync();
        await stranger.ExpectFitsAsync(width);
        await stranger.ShowAsync($"sign-in-{size}");

        var page = await ParleyPage.SignInAsync(context);
        await page.ExpectFitsAsync(width);
        await page.ShowAsync($"start-{size}");
        await page.AskAsync($"A question with a long word: {new string('q', 80)}");
        await page.ExpectAnswerAsync("A quotation, and the end of it.");
        await Expect(page.Answers.GetByRole(AriaRole.Table)).ToBeVisibleAsync();
        await page.ExpectFitsAsync(width);
        await page.ShowAsync($"answer-{size}");

        foreach (var place in (string[])["security", "keys", "people", "groups", "sign-in", "limits", "audit"])
        {
            await page.Page.GotoAsync($"/settings/{place}");
            await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 2 }).First).ToBeVisibleAsync();
            await page.ExpectFitsAsync(width);
            await page.ShowAsync($"settings-{place}-{size}");
        }

        await page.Page.GotoAsync("/knowledge");
        await Expect(page.Documents.First).ToBeVisibleAsync();
        await page.ExpectFitsAsync(width);
        await page.ShowAsync($"knowledge-{size}");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Parley" }).First.ClickAsync();
        await Expect(page.Page.GetByTestId("citation-panel")).ToBeVisibleAsync();
        await page.ExpectFitsAsync(width);
        await page.ShowAsync($"document-{size}");
    }
}
