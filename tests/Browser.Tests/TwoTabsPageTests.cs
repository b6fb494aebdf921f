using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>What happens in one tab shows in the others, whichever of them listens to the server.</summary>
public sealed class TwoTabsPageTests(BrowserFixture browser)
{
    [Fact]
    public async Task What_happens_in_one_tab_shows_in_the_other_also_when_the_one_that_listened_is_closed()
    {
        await using var visit = await OwnersVisit.BeginAsync(browser, new() { Text = "An answer." });
        var first = visit.Page;
        await ListensAsync(first.Page);
        var second = await OpenAsync(visit.Context);

        await first.AskAsync("A question of the first tab");
        await first.ExpectAnswerAsync("An answer.");
        await Expect(Rows(second)).ToHaveCountAsync(1);
        await RenameAsync(first.Page, "The harbour");
        await Expect(Rows(second)).ToContainTextAsync("The harbour");
        // What is open is read.
        await first.Page.GetByTestId("new-conversation").ClickAsync();
        await Expect(first.Questions).ToHaveCountAsync(0);
        await PickAsync(second, "Mark as unread");
        await Expect(second.GetByRole(AriaRole.Img, new() { Name = "Unread" })).ToBeVisibleAsync();
        await Expect(first.Page.GetByRole(AriaRole.Img, new() { Name = "Unread" })).ToBeVisibleAsync();

        // The second goes on where the first was; a third hears of it from the second.
        await first.Page.CloseAsync();
        var third = await OpenAsync(visit.Context);
        await Expect(Rows(third)).ToContainTextAsync("The harbour");
        await RenameAsync(third, "The lighthouse");
        await Expect(Rows(second)).ToContainTextAsync("The lighthouse");
        await RenameAsync(second, "The pier");
        await Expect(Rows(third)).ToContainTextAsync("The pier");
    }

    [Fact]
    public async Task Signing_out_in_one_tab_signs_out_the_other_and_leaves_no_draft()
    {
        await using var visit = await OwnersVisit.BeginAsync(browser, new() { Text = "An answer." });
        var first = visit.Page;
        var second = await OpenAsync(visit.Context);
        await second.GetByTestId("composer").FillAsync("A secret, not sent yet");
        await second.WaitForFunctionAsync("() => JSON.stringify({ ...localStorage }).includes('secret')");
        await first.Page.GetByTestId("account").ClickAsync();
        await first.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Sign out" }).ClickAsync();
        await Expect(first.Page.GetByTestId("sign-in")).ToBeVisibleAsync();
        await Expect(second.GetByTestId("sign-in")).ToBeVisibleAsync();
        Assert.DoesNotContain("secret", await second.EvaluateAsync<string>("() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"), StringComparison.Ordinal);
    }

    private static ILocator Rows(IPage page) => page.GetByTestId("conversation-row");

    private static async Task<IPage> OpenAsync(IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await Expect(page.GetByTestId("composer")).ToBeVisibleAsync();
        return page;
    }

    /// <summary>Waits until the page holds the lock under which one tab listens for all.</summary>
    private static async Task ListensAsync(IPage page) =>
        await page.WaitForFunctionAsync("async () => (await navigator.locks.query()).held.some(lock => lock.name === 'parley.live')");

    private static async Task PickAsync(IPage page, string item)
    {
        await Rows(page).HoverAsync();
        await Rows(page).GetByRole(AriaRole.Button).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = item }).ClickAsync();
    }

    private static async Task RenameAsync(IPage page, string title)
    {
        await PickAsync(page, "Rename");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Textbox).FillAsync(title);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await Expect(Rows(page)).ToContainTextAsync(title);
    }
}
