using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>The page as a person sees and uses it.</summary>
internal sealed class ParleyPage(IPage page)
{
    public const string Email = "ada@example.com";
    public const string Password = "a long enough password";

    /// <summary>A server with an owner, patient with answers that a test holds.</summary>
    public static (string Name, string Value)[] Owner { get; } =
        [("PARLEY_ADMIN_EMAIL", Email), ("PARLEY_ADMIN_PASSWORD", Password), ("Parley__Models__OpenAI__BetweenTokensTimeout", "00:08:00")];

    public IPage Page => page;

    public ILocator Composer => page.GetByTestId("composer");

    public ILocator Questions => page.Locator("[data-testid=message][data-role=user]");

    public ILocator Answers => page.Locator("[data-testid=message][data-role=assistant]");

    public ILocator Documents => page.GetByTestId("document-row");

    public static async Task<ParleyPage> SignInAsync(IBrowserContext context)
    {
        var page = new ParleyPage(await context.NewPageAsync());
        await page.Page.GotoAsync("/");
        await page.Page.GetByLabel("E-mail").FillAsync(Email);
        await page.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.Composer).ToBeVisibleAsync();
        return page;
    }

    public async Task AskAsync(string question)
    {
        await Composer.FillAsync(question);
        await page.GetByTestId("send").ClickAsync();
    }

    /// <summary>Waits until the only or last answer stands there whole.</summary>
    public async Task ExpectAnswerAsync(string text, string state = "complete")
    {
        await ExpectStateAsync(state);
        await Expect(Answers.Last).ToContainTextAsync(text);
    }

    public Task ExpectStateAsync(string state) => Expect(Answers.Last).ToHaveAttributeAsync("data-state", state);

    /// <summary>Nothing stands out at the side of the window.</summary>
    public async Task ExpectFitsAsync(int width)
    {
        var widest = await page.EvaluateAsync<int>("() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)");
        Assert.True(widest <= width, $"{page.Url} is {widest} wide in a window of {width}.");
    }

    /// <summary>Keeps a picture in the folder that <c>PARLEY_SCREENSHOTS</c> names, for people to look at.</summary>
    public async Task ShowAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("PARLEY_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
        }
    }
}
