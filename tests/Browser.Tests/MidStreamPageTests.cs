using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>What befalls a page while an answer is written.</summary>
public sealed partial class MidStreamPageTests(BrowserFixture browser)
{
    private static readonly string Whole = Scripts.Words("word", 200);

    [Fact]
    public async Task A_reload_in_mid_stream_and_a_second_tab_show_the_same_answer_whole_and_once()
    {
        await using var visit = await OwnersVisit.BeginAsync(browser, Scripts.Held(Whole));
        var page = visit.Page;
        await page.AskAsync("Count for me");
        await Expect(page.Answers).ToContainTextAsync("word20");

        await page.Page.ReloadAsync();
        await page.ExpectStateAsync("running");
        await Expect(page.Answers).ToContainTextAsync("word20");
        var other = new ParleyPage(await visit.Context.NewPageAsync());
        await other.Page.GotoAsync(page.Page.Url);
        await other.ExpectStateAsync("running");
        visit.Server.Scripts.Release();

        await ExpectOnceAndWholeAsync(page);
        await ExpectOnceAndWholeAsync(other);
        Assert.Single(visit.Server.ProviderRequests.All, request => request.Path == "/v1/chat/completions");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_whose_server_is_killed_heals_by_itself_and_the_answer_ends_whole(bool modelContinues)
    {
        await using var server = await ChatServer.StartAsync(
            "sqlite",
            Scripts.Held(Whole),
            [.. ParleyPage.Owner, ("Parley__Runs__LeaseSeconds", "2"), ("Parley__Models__OpenAI__Continue", modelContinues ? "true" : "false")]);
        await using var context = await browser.NewContextAsync(server.Node.Url);
        var page = await ParleyPage.SignInAsync(context);
        await page.AskAsync("Count for me");
        await Expect(page.Answers).ToContainTextAsync("word20");

        await server.Node.KillAsync();
        await Expect(page.Page.GetByTestId("connection")).ToContainTextAsync("Connection lost");
        await Expect(page.Answers).ToContainTextAsync("word20");
        await page.ShowAsync("connection-lost");
        server.Scripts.Release();
        await server.Node.StartAgainAsync();

        await ExpectOnceAndWholeAsync(page);
        await Expect(page.Page.GetByTestId("connection")).ToBeEmptyAsync();
    }

    private static async Task ExpectOnceAndWholeAsync(ParleyPage page)
    {
        await page.ExpectAnswerAsync(Whole);
        await Expect(page.Questions).ToHaveCountAsync(1);
        await Expect(page.Answers).ToHaveCountAsync(1);
        Assert.Single(FirstWord().Matches(await page.Answers.InnerTextAsync()));
    }

    [GeneratedRegex(@"\bword1\b")]
    private static partial Regex FirstWord();
}
