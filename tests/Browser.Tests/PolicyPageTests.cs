using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>The content security policy, as a browser enforces it.</summary>
public sealed class PolicyPageTests(BrowserFixture browser)
{
    [Fact]
    public async Task Dialogs_menus_colours_formulas_and_code_live_with_the_policy_of_the_page()
    {
        await using var visit = await OwnersVisit.BeginAsync(browser, Scripts.Wide);
        var page = visit.Page;
        await page.AskAsync("Show me everything");
        await page.ExpectAnswerAsync("A quotation, and the end of it.");
        await Expect(page.Answers.Locator(".katex").First).ToBeVisibleAsync();
        await Expect(page.Answers.Locator("pre code").First).ToBeVisibleAsync();
        await page.Page.GetByTestId("knobs").ClickAsync();

        await page.Page.GotoAsync("/settings/keys");
        await page.Page.GetByTestId("new-key").ClickAsync();
        await Expect(page.Page.GetByTestId("key-form")).ToBeVisibleAsync();
        await Expect(page.Page.Locator("body")).ToHaveCSSAsync("overflow", "hidden");
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Page.GetByTestId("account").ClickAsync();
        await page.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Dark" }).ClickAsync();
        await Expect(page.Page.Locator("html")).ToHaveAttributeAsync("data-mantine-color-scheme", "dark");

        Assert.Equal("", string.Join(Environment.NewLine, browser.Violations));
    }

    [Fact]
    public async Task What_somebody_slips_into_the_page_neither_dresses_it_nor_runs()
    {
        await using var visit = await OwnersVisit.BeginAsync(browser, Scripts.Wide, isAttacked: true);
        var page = visit.Page;

        await page.Page.EvaluateAsync(
            """
            () => {
              document.head.insertAdjacentHTML('beforeend', '<style>body { letter-spacing: 7px }</style>');
              document.body.insertAdjacentHTML('beforeend', '<i id="slipped" onclick="window.ran = true">x</i>');
              document.getElementById('slipped').click();
              const script = document.createElement('script');
              script.textContent = 'window.ran = true';
              document.body.append(script);
            }
            """);

        await Expect(page.Page.Locator("body")).ToHaveCSSAsync("letter-spacing", "normal");
        Assert.False(await page.Page.EvaluateAsync<bool>("() => window.ran === true"));
    }
}
