using Microsoft.Playwright;
using Parley.ScriptedProvider;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>The models of a tenant: which there are, how they fare, and who answers what.</summary>
public sealed class ModelsPageTests(BrowserFixture browser)
{
    private const int Narrow = 360;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_that_is_added_is_tested_and_answers_by_the_route_that_leads_to_it()
    {
        await using var other = ScriptedProviderApp.Create(
            new() { Urls = "http://127.0.0.1:0", Models = ["second"], Script = new() { Text = "The added model's answer." } });
        await other.StartAsync(Cancel);
        await using var visit = await OwnersVisit.BeginAsync(
            browser, new() { Text = "The first model's answer." }, settings: [("Parley__Http__AllowPrivateAddresses", "true")]);
        var (owner, page) = (visit.Page, visit.Page.Page);
        await page.GotoAsync("/settings/models");

        await page.GetByTestId("add-deployment").ClickAsync();
        var form = page.GetByTestId("deployment-form");
        await form.GetByLabel("Name").FillAsync("harbour");
        await form.GetByLabel("Address").FillAsync($"{other.Urls.First()}/v1");
        await form.GetByLabel("Model", new() { Exact = true }).FillAsync("missing");
        await form.GetByLabel("Price of a million tokens in").FillAsync("2.50");
        await form.GetByLabel("Price of a million tokens out").FillAsync("10");
        await form.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(form).ToContainTextAsync("The server does not list this model; it lists second.");
        await owner.ShowAsync("settings-model-refused");
        await form.GetByLabel("Model", new() { Exact = true }).FillAsync("second");
        await form.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();

        var row = page.GetByTestId("deployment-row").Filter(new() { HasText = "harbour" });
        await Expect(row.GetByTestId("standing")).ToHaveAttributeAsync("data-breaker", "closed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Options of harbour" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Test" }).ClickAsync();
        await Expect(row.GetByTestId("test-result")).ToContainTextAsync("3 of 3 answers came");
        await Expect(row.GetByTestId("standing")).ToContainTextAsync("first token after");

        await page.GetByTestId("add-route").ClickAsync();
        var route = page.GetByTestId("route-form");
        await route.GetByLabel("Name").FillAsync("default");
        await route.GetByRole(AriaRole.Combobox, new() { Name = "Model 1 of rule 1", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "harbour" }).ClickAsync();
        await owner.ShowAsync("settings-route-form");
        await route.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByTestId("route-row")).ToContainTextAsync("Every question: harbour");
        Assert.Empty(await Axe.CheckAsync(page));
        await owner.ShowAsync("settings-models");

        await page.GotoAsync("/");
        await owner.AskAsync("Who answers?");
        await owner.ExpectAnswerAsync("The added model's answer.");
        await Expect(owner.Answers).ToContainTextAsync("harbour");

        await page.SetViewportSizeAsync(Narrow, 800);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.GotoAsync("/settings/models");
        await Expect(page.GetByTestId("usage")).ToContainTextAsync("harbour");
        await Expect(row.GetByTestId("standing")).ToBeVisibleAsync();
        await owner.ExpectFitsAsync(Narrow);
        await owner.ShowAsync("settings-models-narrow");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the route default" }).ClickAsync();
        await route.GetByRole(AriaRole.Button, new() { Name = "Add a condition" }).ClickAsync();
        await owner.ExpectFitsAsync(Narrow);
        Assert.Empty(await Axe.CheckAsync(page));
        await owner.ShowAsync("settings-route-narrow");
    }
}
