using System.Net;
using System.Net.Http.Json;
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

    [Fact]
    public async Task What_a_policy_shows_first_and_takes_back_leaves_the_page_and_the_refusal_stands_there()
    {
        await using var visit = await OwnersVisit.BeginAsync(browser, Scripts.Held($"{Scripts.Words("word", 60)} It is the forbidden fruit, and it tastes of figs. {Scripts.Words("more", 60)}"));
        var page = visit.Page;
        using var made = await visit.Server.Client.PostAsJsonAsync(
            "/v1/policies",
            new { policy = new { name = "fast", answers = "at_once", deny = new[] { new { name = "stop", terms = new[] { "forbidden fruit" }, action = "block" } } } },
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        await page.AskAsync("What grows there?");
        await Expect(page.Answers).ToContainTextAsync("word20");

        visit.Server.Scripts.Release();

        await page.ExpectAnswerAsync("I cannot go on with this answer.");
        await Expect(page.Answers).ToContainTextAsync("word50");
        await Expect(page.Answers).Not.ToContainTextAsync("forbidden");
        await Expect(page.Answers).Not.ToContainTextAsync("more1");
        await page.ShowAsync("taken-back");
        await page.Page.ReloadAsync();
        await page.ExpectAnswerAsync("I cannot go on with this answer.");
        await Expect(page.Answers).Not.ToContainTextAsync("forbidden");
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
