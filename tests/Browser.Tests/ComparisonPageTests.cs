using Microsoft.Playwright;
using Parley.ScriptedProvider;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>The answers of two models side by side.</summary>
public sealed class ComparisonPageTests(BrowserFixture browser)
{
    [Fact]
    public async Task The_answers_of_two_models_stand_side_by_side_until_one_is_chosen()
    {
        await using var other = ScriptedProviderApp.Create(new() { Urls = "http://127.0.0.1:0", Models = ["second"], Script = new() { Text = "The second model's answer." } });
        await other.StartAsync(TestContext.Current.CancellationToken);
        await using var server = await ChatServer.StartAsync(
            "sqlite", new() { Text = "The first model's answer." },
            [.. ParleyPage.Owner, ("ANTHROPIC_BASE_URL", other.Urls.First()), ("ANTHROPIC_API_KEY", "sk-test"), ("ANTHROPIC_MODEL", "second")]);
        await using var context = await browser.NewContextAsync(server.Node.Url, new() { ViewportSize = new() { Width = 1280, Height = 800 } });
        var page = await ParleyPage.SignInAsync(context);
        await page.AskAsync("Who answers?");
        await page.ExpectAnswerAsync("The first model's answer.");

        await page.Answers.HoverAsync();
        await page.Answers.GetByTestId("message-menu").ClickAsync();
        await page.Page.GetByTestId("compare").Filter(new() { HasText = "second" }).ClickAsync();
        await ExpectBothAsync();
        await page.Page.ReloadAsync();
        await ExpectBothAsync();
        await page.ShowAsync("side-by-side");

        await page.Page.GetByTestId("choose-answer").Nth(1).ClickAsync();
        await Expect(page.Page.GetByTestId("comparison")).ToHaveCountAsync(0);
        await page.ExpectAnswerAsync("The second model's answer.");
        await Expect(page.Answers.GetByTestId("branch-switcher")).ToContainTextAsync("2/2");

        async Task ExpectBothAsync()
        {
            var sides = page.Page.GetByTestId("comparison").Locator("[data-testid=message]");
            await Expect(sides).ToContainTextAsync(["The first model's answer.", "The second model's answer."]);
            var (left, right) = (await sides.Nth(0).BoundingBoxAsync(), await sides.Nth(1).BoundingBoxAsync());
            Assert.True(left!.X + left.Width <= right!.X, "The second answer does not stand beside the first.");
        }
    }
}
