using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>Every page and what opens over it, for people who use it by ear, by keyboard, with weak eyes or on a small screen.</summary>
public sealed class AccessibilityPageTests(BrowserFixture browser)
{
    private const int Narrow = 320;

    private static readonly string[] Settings = ["security", "keys", "conversations", "people", "groups", "sign-in", "models", "limits", "audit"];

    private readonly List<string> _wrong = [];

    [Theory]
    [InlineData(Narrow, 640, "en-GB")]
    [InlineData(1280, 800, "de-DE")]
    public async Task Nothing_on_any_page_is_seriously_wrong_or_stands_out_at_the_side_in_either_colours(int width, int height, string locale)
    {
        await using var server = await ChatServer.StartAsync("sqlite", Scripts.Wide, [.. ParleyPage.Owner, ("Parley__Documentation", "true")]);
        await using var context = await browser.NewContextAsync(server.Node.Url, new()
        {
            ViewportSize = new() { Width = width, Height = height },
            Locale = locale,
            ReducedMotion = ReducedMotion.Reduce,
            HasTouch = width == Narrow,
            IsMobile = width == Narrow,
        });
        var stranger = await context.NewPageAsync();
        await stranger.GotoAsync("/shared#token=unknown");
        await Expect(stranger.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToBeVisibleAsync();
        await CheckAsync(stranger);
        foreach (var form in (string[])["welcome", "new-password"])
        {
            await stranger.GotoAsync($"/{(form == "welcome" ? form : "reset")}#token=unknown");
            await Expect(stranger.GetByTestId(form)).ToBeVisibleAsync();
            await CheckAsync(stranger);
        }

        await stranger.GotoAsync("/");
        await Expect(stranger.GetByTestId("sign-in")).ToBeVisibleAsync();
        await CheckAsync(stranger);
        await SignInAsync(stranger);
        await CheckAsync(stranger);

        var page = new ParleyPage(stranger);
        await page.AskAsync($"A question with a long word: {new string('q', 80)}");
        await page.ExpectAnswerAsync("A quotation, and the end of it.");
        await Expect(page.Answers.GetByRole(AriaRole.Table)).ToBeVisibleAsync();
        await CheckAsync(stranger);

        await ShowListAsync(stranger, width);
        await CheckAsync(stranger);
        await stranger.GetByTestId("conversation-row").First.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(stranger.GetByRole(AriaRole.Menu)).ToBeVisibleAsync();
        await CheckAsync(stranger);
        await CheckSharingAsync(stranger);
        await stranger.GetByTestId("search").FillAsync("quotation");
        await Expect(stranger.GetByTestId("search-result").First).ToBeVisibleAsync();
        await CheckAsync(stranger);
        await stranger.GetByTestId("search").FillAsync("");
        await stranger.Keyboard.PressAsync("Escape");
        await stranger.Keyboard.PressAsync("Control+k");
        await Expect(stranger.GetByTestId("palette")).ToBeVisibleAsync();
        await CheckAsync(stranger);
        await stranger.Keyboard.PressAsync("Escape");

        foreach (var place in Settings)
        {
            await stranger.GotoAsync($"/settings/{place}");
            await Expect(stranger.GetByRole(AriaRole.Heading, new() { Level = 2 }).First).ToBeVisibleAsync();
            await CheckAsync(stranger);
        }

        await CheckKnowledgeAsync(page);
        Assert.True(_wrong.Count == 0, string.Join(Environment.NewLine, _wrong.Distinct()));
    }

    [Fact]
    public async Task Everything_can_be_done_by_the_keys_alone()
    {
        await using var visit = await OwnersVisit.BeginAsync(browser, new() { Text = "An answer." }, new() { ReducedMotion = ReducedMotion.Reduce });
        var page = visit.Page;
        var keys = page.Page.Keyboard;

        await page.Page.ReloadAsync();
        await Expect(page.Composer).ToBeFocusedAsync();
        await keys.TypeAsync("A first question");
        await keys.PressAsync("Enter");
        await page.ExpectAnswerAsync("An answer.");
        await Expect(page.Page.GetByTestId("conversation-row")).ToHaveCountAsync(1);
        await keys.PressAsync("Alt+Shift+KeyN");
        await Expect(page.Questions).ToHaveCountAsync(0);
        await Expect(page.Composer).ToBeFocusedAsync();
        await keys.TypeAsync("A second question?");
        await Expect(page.Composer).ToHaveValueAsync("A second question?");
        await keys.PressAsync("Enter");
        await page.ExpectAnswerAsync("An answer.");
        await Expect(page.Page.GetByTestId("conversation-row")).ToHaveCountAsync(2);
        await Expect(page.Page.GetByTestId("conversation-row").First).ToHaveAttributeAsync("data-open", "true");
        await keys.PressAsync("Alt+Shift+ArrowDown");
        await Expect(page.Questions).ToContainTextAsync("A first question");

        await keys.PressAsync("Control+k");
        await Expect(page.Page.GetByTestId("palette").GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        await keys.TypeAsync("Keyboard");
        await keys.PressAsync("Enter");
        await Expect(page.Page.GetByTestId("shortcuts")).ToBeVisibleAsync();
        await keys.PressAsync("Escape");
        await Expect(page.Page.GetByTestId("shortcuts")).ToHaveCountAsync(0);

        await keys.PressAsync("Alt+Shift+KeyF");
        await Expect(page.Page.GetByTestId("search")).ToBeFocusedAsync();
        await page.Page.GetByTestId("conversation-row").First.GetByRole(AriaRole.Link).FocusAsync();
        await keys.PressAsync("ArrowDown");
        await Expect(page.Page.GetByTestId("conversation-row").Nth(1).GetByRole(AriaRole.Link)).ToBeFocusedAsync();
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await Expect(page.Page.GetByRole(AriaRole.Menuitem).First).ToBeVisibleAsync();
        await keys.PressAsync("Home");
        await Expect(page.Page.GetByRole(AriaRole.Menuitem).First).ToBeFocusedAsync();
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Enter");
        await Expect(page.Page.GetByRole(AriaRole.Region, new() { Name = "Pinned" })).ToBeVisibleAsync();
    }

    /// <summary>From the open menu of a conversation: the dialogs of exporting and sharing, and what the link leads to.</summary>
    private async Task CheckSharingAsync(IPage page)
    {
        await page.GetByTestId("export-conversation").ClickAsync();
        await Expect(page.GetByTestId("export-dialog")).ToBeVisibleAsync();
        await CheckAsync(page);
        await page.Locator(".mantine-Modal-close").ClickAsync();
        await Expect(page.GetByTestId("export-dialog")).ToHaveCountAsync(0);
        await page.GetByTestId("conversation-row").First.GetByRole(AriaRole.Button).ClickAsync();
        await page.GetByTestId("share-conversation").ClickAsync();
        var dialog = page.GetByTestId("share-dialog");
        await Expect(dialog).ToBeVisibleAsync();
        await CheckAsync(page);
        await dialog.GetByRole(AriaRole.Button).First.ClickAsync();
        var link = await dialog.GetByTestId("share-link").Locator("span").First.InnerTextAsync();
        await CheckAsync(page);
        await page.Locator(".mantine-Modal-close").ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);

        var reader = await page.Context.NewPageAsync();
        await reader.GotoAsync(new Uri(link).PathAndQuery + new Uri(link).Fragment);
        await Expect(reader.GetByRole(AriaRole.Table)).ToBeVisibleAsync();
        await CheckAsync(reader);
        await reader.CloseAsync();
    }

    /// <summary>Every view of the knowledge section, with what opens over it.</summary>
    private async Task CheckKnowledgeAsync(ParleyPage page)
    {
        var tab = page.Page;
        await tab.GotoAsync("/knowledge");
        await tab.GetByTestId("namespace-row").First.GetByRole(AriaRole.Link).WaitForAsync();
        await CheckAsync(tab);
        await tab.GetByTestId("namespace-row").First.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Documents.First).ToBeVisibleAsync();
        await CheckAsync(tab);
        var address = new Uri(tab.Url).AbsolutePath;
        await tab.GetByTestId("access-of-new").ClickAsync();
        await tab.GetByRole(AriaRole.Dialog).Locator("input[value=some]").ClickAsync();
        await CheckAsync(tab);
        await tab.Keyboard.PressAsync("Escape");
        await Expect(tab.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        foreach (var form in (string[])["add-address", "add-text"])
        {
            await tab.GetByTestId(form).ClickAsync();
            await Expect(tab.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
            await CheckAsync(tab);
            await tab.Keyboard.PressAsync("Escape");
            await Expect(tab.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        }

        await page.Documents.First.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(tab.GetByTestId("document-facts")).ToBeVisibleAsync();
        await CheckAsync(tab);
        await tab.GotoAsync($"{new Uri(tab.Url).AbsolutePath}?view=passages");
        await Expect(tab.GetByTestId("chunk").First).ToBeVisibleAsync();
        await CheckAsync(tab);
        foreach (var (place, there) in ((string, string)[])[("sources", "new-source"), ("sources/new", "source-form"), ("settings", "namespace-settings")])
        {
            await tab.GotoAsync($"{address}/{place}");
            await Expect(tab.GetByTestId(there)).ToBeVisibleAsync();
            await CheckAsync(tab);
        }

        await tab.GotoAsync($"{address}/search");
        await tab.GetByTestId("playground-query").FillAsync("How is a source made?");
        await tab.GetByTestId("playground-search").ClickAsync();
        await Expect(tab.GetByTestId("candidate").First).ToBeVisibleAsync();
        await CheckAsync(tab);
    }

    private async Task CheckAsync(IPage page)
    {
        await DressAsync(page, ColorScheme.Light);
        _wrong.AddRange(await Axe.CheckAsync(page));
        await new ParleyPage(page).ExpectFitsAsync(page.ViewportSize!.Width);
        await DressAsync(page, ColorScheme.Dark);
        _wrong.AddRange((await Axe.CheckAsync(page, "color-contrast")).Select(line => "dark " + line));
    }

    /// <summary>Changes the colours and waits until the page has changed into them.</summary>
    private static async Task DressAsync(IPage page, ColorScheme colours)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = colours });
        await page.WaitForFunctionAsync(
            """
            colours => document.documentElement.dataset.mantineColorScheme === colours
              && document.getAnimations().every(animation => animation.effect?.getTiming().iterations === Infinity)
            """,
            colours.ToString().ToLowerInvariant());
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }

    private static async Task SignInAsync(IPage page)
    {
        await page.GetByTestId("sign-in").Locator("input[type=email]").FillAsync(ParleyPage.Email);
        await page.GetByTestId("sign-in").Locator("input[type=password]").FillAsync(ParleyPage.Password);
        await page.GetByTestId("sign-in").Locator("button[type=submit]").ClickAsync();
        await Expect(page.GetByTestId("composer")).ToBeVisibleAsync();
    }

    /// <summary>On a phone the list is a drawer.</summary>
    private static async Task ShowListAsync(IPage page, int width)
    {
        if (width == Narrow)
        {
            await page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Button).First.ClickAsync();
        }

        await Expect(page.GetByTestId("conversation-row").First).ToBeVisibleAsync();
    }
}
