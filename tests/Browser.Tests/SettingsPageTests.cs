using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Parley.Accounts;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>An owner's settings, and the people whom they let in.</summary>
public sealed class SettingsPageTests(BrowserFixture browser)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    [Fact]
    public async Task Somebody_who_is_invited_comes_in_by_the_link_and_goes_out_when_disabled()
    {
        await using var server = await StartAsync();
        await using var owners = await browser.NewContextAsync(server.Url);
        var owner = (await ParleyPage.SignInAsync(owners)).Page;
        await owner.GotoAsync("/settings/people");
        await owner.GetByTestId("invite").ClickAsync();
        await owner.GetByTestId("invite-form").GetByLabel("E-mail").FillAsync("bob@example.com");
        await owner.GetByTestId("invite-form").GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        var link = await owner.GetByTestId("secret").InnerTextAsync();
        await new ParleyPage(owner).ShowAsync("settings-invited");

        await using var others = await browser.NewContextAsync(server.Url);
        var guest = await others.NewPageAsync();
        await guest.GotoAsync(link.Trim());
        await guest.GetByLabel("Name").FillAsync("Bob");
        await guest.GetByLabel("Password", new() { Exact = true }).FillAsync(ParleyPage.Password);
        await guest.GetByRole(AriaRole.Button, new() { Name = "Get started" }).ClickAsync();
        await Expect(guest.GetByTestId("composer")).ToBeVisibleAsync();
        await guest.GotoAsync("/settings");
        await Expect(guest.GetByRole(AriaRole.Link, new() { Name = "API keys" })).ToBeVisibleAsync();
        await Expect(guest.GetByRole(AriaRole.Link, new() { Name = "People" })).ToHaveCountAsync(0);

        await owner.GotoAsync("/settings/people");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Options of Bob" }).ClickAsync();
        await owner.GetByRole(AriaRole.Menuitem, new() { Name = "Disable" }).ClickAsync();
        await Expect(owner.Locator("[data-testid=user-row][data-state=disabled]")).ToContainTextAsync("Bob");
        await guest.GotoAsync("/settings");
        await Expect(guest.GetByTestId("sign-in")).ToBeVisibleAsync();
        await owner.GotoAsync("/settings/audit");
        await Expect(owner.GetByTestId("audit-row").First).ToBeVisibleAsync();
        await new ParleyPage(owner).ShowAsync("settings-audit");
    }

    [Fact]
    public async Task A_second_factor_is_asked_for_once_it_is_on()
    {
        await using var server = await StartAsync();
        await using var context = await browser.NewContextAsync(server.Url);
        var page = (await ParleyPage.SignInAsync(context)).Page;
        await page.GotoAsync("/settings/security");
        await page.GetByRole(AriaRole.Button, new() { Name = "Turn on" }).ClickAsync();
        await page.GetByLabel("Your password").FillAsync(ParleyPage.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        var secret = Decode((await page.GetByTestId("secret").InnerTextAsync()).Trim());
        var now = Totp.StepOf(TimeProvider.System.GetUtcNow());
        await page.GetByTestId("factor-form").GetByRole(AriaRole.Textbox, new() { Name = "Code" }).FillAsync(Totp.Code(secret, now));
        await page.GetByTestId("factor-form").GetByRole(AriaRole.Button, new() { Name = "Turn on" }).ClickAsync();
        await Expect(page.GetByTestId("secret")).ToHaveTextAsync(new Regex(@"\S+\s+\S+"));
        await new ParleyPage(page).ShowAsync("settings-second-factor");

        await using var elsewhere = await browser.NewContextAsync(server.Url);
        var again = await elsewhere.NewPageAsync();
        await again.GotoAsync("/");
        await again.GetByLabel("E-mail").FillAsync(ParleyPage.Email);
        await again.GetByLabel("Password", new() { Exact = true }).FillAsync(ParleyPage.Password);
        await again.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await again.GetByTestId("second-factor").GetByRole(AriaRole.Textbox, new() { Name = "Code" }).FillAsync("000000");
        await again.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(again.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();

        // The first code was used up; the next one counts a little before its time.
        await again.GetByTestId("second-factor").GetByRole(AriaRole.Textbox, new() { Name = "Code" }).FillAsync(Totp.Code(secret, Math.Max(now, Totp.StepOf(TimeProvider.System.GetUtcNow())) + 1));
        await again.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(again.GetByTestId("composer")).ToBeVisibleAsync();
    }

    private static Task<ServerProcess> StartAsync() =>
        ServerProcess.StartAsync(new() { Environment = ParleyPage.Owner.ToDictionary(setting => setting.Name, setting => setting.Value) });

    private static byte[] Decode(string base32)
    {
        var bits = string.Concat(base32.Select(letter => Convert.ToString(Alphabet.IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(at => Convert.ToByte(bits.Substring(at * 8, 8), 2))];
    }
}
