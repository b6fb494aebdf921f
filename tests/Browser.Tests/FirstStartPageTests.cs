using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Parley.Host.Composition;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>The first minutes with a server that nobody has configured.</summary>
public sealed class FirstStartPageTests(BrowserFixture browser, FirstStartFixture fixture) : IClassFixture<FirstStartFixture>
{
    [Fact]
    public async Task The_printed_link_leads_to_an_answer_and_from_there_to_the_passage_it_stands_on()
    {
        await using var context = await browser.NewContextAsync(fixture.Server.Url);
        var page = new ParleyPage(await context.NewPageAsync());

        await page.Page.GotoAsync(fixture.Server.Output.All.Single(line => line.Contains("/welcome#token=", StringComparison.Ordinal)));
        await page.ShowAsync("welcome");
        await page.Page.GetByLabel("E-mail").FillAsync(ParleyPage.Email);
        await page.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(ParleyPage.Password);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Get started" }).ClickAsync();
        await Expect(page.Composer).ToBeVisibleAsync();
        Assert.DoesNotContain("token", page.Page.Url, StringComparison.Ordinal);
        await page.ShowAsync("new-conversation");

        await page.Page.GotoAsync("/knowledge");
        await page.Page.GetByTestId("namespace-row").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Page.Locator("[data-testid=document-row][data-state=ready]")).ToHaveCountAsync(ProductDocuments.All.Count);
        await page.ShowAsync("knowledge");

        await page.Page.GetByTestId("new-conversation").ClickAsync();
        var streamed = await page.Page.RunAndWaitForResponseAsync(
            () => page.AskAsync("How do I back up Parley?"),
            response => response.Request.Method == "POST" && response.Url.EndsWith("/turns", StringComparison.Ordinal));
        Assert.StartsWith("text/event-stream", await streamed.HeaderValueAsync("Content-Type"), StringComparison.Ordinal);
        await page.ExpectAnswerAsync("parley backup");
        await page.ShowAsync("answer");

        await page.Answers.Last.GetByTestId("citation-chip").First.ClickAsync();
        var passage = page.Page.GetByTestId("citation-panel").GetByTestId("cited-passage");
        await Expect(passage).ToBeInViewportAsync();
        await Expect(passage).ToHaveTextAsync(new Regex(@"\S{3}"));
        await page.ShowAsync("citation");
    }
}
