using System.Net.Http.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>What an owner sets for the whole tenant.</summary>
public sealed class AdministrationPageTests(BrowserFixture browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_provider_is_edited_and_shows_what_would_come_of_a_sign_in()
    {
        await using var server = await StartAsync();
        using var made = await server.Client.PostAsJsonAsync(
            "/v1/auth/providers",
            new { name = "Company", issuer = "https://login.example.com", client_id = "parley", domains = new[] { "example.com" } }, Cancel);
        made.EnsureSuccessStatusCode();
        await using var context = await browser.NewContextAsync(server.Url);
        var owner = await ParleyPage.SignInAsync(context);
        var page = owner.Page;
        await page.GotoAsync("/settings/sign-in");
        await PickAsync(page, "Options of Company", "Edit");
        var form = page.GetByTestId("edit-provider");
        await form.GetByLabel("Name", new() { Exact = true }).FillAsync("Works");
        await form.GetByRole(AriaRole.Button, new() { Name = "Add a group" }).ClickAsync();
        await form.GetByLabel("Group 1 at the provider").FillAsync("captains");
        await form.GetByRole(AriaRole.Combobox, new() { Name = "Role of group 1" }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "admin" }).ClickAsync();
        await form.GetByRole(AriaRole.Switch, new() { Name = "get an account with their first sign-in" }).CheckAsync();
        await owner.ShowAsync("settings-provider-edit");
        await form.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByTestId("provider-row")).ToContainTextAsync("Works");

        await PickAsync(page, "Options of Works", "Preview a sign-in");
        await page.GetByLabel("Claims").FillAsync("""{"sub": "7", "email": "eve@example.com", "email_verified": true, "groups": ["captains"]}""");
        await page.GetByTestId("preview-form").GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.GetByTestId("preview-result")).ToContainTextAsync("They would get an account");
        await Expect(page.GetByTestId("preview-result")).ToContainTextAsync("admin");
        await owner.ShowAsync("settings-provider-preview");
        await page.Keyboard.PressAsync("Escape");

        await page.GetByTestId("domain-form").GetByLabel("Domain", new() { Exact = true }).FillAsync("parley-harbour.com");
        await page.GetByTestId("domain-form").GetByRole(AriaRole.Button, new() { Name = "Claim" }).ClickAsync();
        await Expect(page.Locator("[data-testid=domain-row][data-state=pending]")).ToContainTextAsync("_parley-challenge.parley-harbour.com");
        await owner.ShowAsync("settings-domain");
    }

    [Fact]
    public async Task Plans_and_origins_are_set_and_the_trail_tells_who_did_it_by_name()
    {
        await using var server = await StartAsync();
        await using var context = await browser.NewContextAsync(server.Url);
        var owner = await ParleyPage.SignInAsync(context);
        var page = owner.Page;
        await page.GotoAsync("/settings/limits");
        await page.GetByTestId("new-plan").ClickAsync();
        await page.GetByTestId("plan-form").GetByLabel("Name").FillAsync("crew");
        await page.GetByTestId("plan-form").GetByLabel("Messages a day").FillAsync("7");
        await page.GetByTestId("plan-form").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByTestId("plan-row").Filter(new() { HasText = "crew" })).ToContainTextAsync("7");
        await page.GetByTestId("assign").ClickAsync();
        await page.GetByTestId("assign-plan").GetByRole(AriaRole.Combobox, new() { Name = "Plan" }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "crew" }).ClickAsync();
        await page.GetByTestId("assign-plan").GetByRole(AriaRole.Button, new() { Name = "Assign" }).ClickAsync();
        await Expect(page.GetByTestId("plan-row").Filter(new() { HasText = "crew" })).ToContainTextAsync("yours");
        await Expect(page.GetByTestId("quota-bell")).ToBeVisibleAsync();
        await owner.ShowAsync("settings-plans");

        await page.GotoAsync("/settings/keys");
        var origins = page.GetByTestId("origins-form");
        await origins.GetByRole(AriaRole.Combobox).FillAsync("https://app.example.com");
        await page.Keyboard.PressAsync("Enter");
        var saved = await page.RunAndWaitForResponseAsync(
            () => origins.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync(), response => response.Request.Method == "PUT");
        Assert.Equal(200, saved.Status);
        await page.ReloadAsync();
        await Expect(origins).ToContainTextAsync("https://app.example.com");
        await owner.ShowAsync("settings-origins");

        await page.GotoAsync("/settings/audit");
        await page.GetByTestId("audit-filters").GetByLabel("Action").FillAsync("tenant.settings_changed");
        await Expect(page.GetByTestId("audit-row")).ToHaveCountAsync(1);
        await Expect(page.GetByTestId("audit-row")).ToContainTextAsync("https://app.example.com");
        await Expect(page.GetByTestId("audit-row").GetByRole(AriaRole.Cell).Nth(1)).ToHaveTextAsync(ParleyPage.Email);
        await owner.ShowAsync("settings-audit-filtered");
    }

    private static async Task PickAsync(IPage page, string menu, string item)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = menu }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = item }).ClickAsync();
    }

    private static Task<ServerProcess> StartAsync() =>
        ServerProcess.StartAsync(new() { Environment = ParleyPage.Owner.ToDictionary(setting => setting.Name, setting => setting.Value) });
}
