using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>Stopping, asking again and changing a question.</summary>
public sealed class BranchPageTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_stopped_answer_keeps_its_text_and_its_siblings_stand_beside_it()
    {
        await using var visit = await OwnersVisit.BeginAsync(browser, new() { Text = "The second answer." });
        var page = visit.Page;
        visit.Server.Scripts.Put(new(null, null, [Scripts.Held(Scripts.Words("word", 600))]));

        await page.AskAsync("Count for me");
        await Expect(page.Answers).ToContainTextAsync("word20");
        await page.Page.GetByTestId("stop").ClickAsync();
        await page.ExpectAnswerAsync("word20", "cancelled");
        await page.ShowAsync("stopped");
        await page.Page.ReloadAsync();
        await page.ExpectAnswerAsync("word20", "cancelled");
        await Expect(page.Answers).Not.ToContainTextAsync("word600");

        await page.Answers.GetByTestId("regenerate").ClickAsync();
        await page.ExpectAnswerAsync("The second answer.");
        await Expect(page.Answers).ToHaveCountAsync(1);
        var versions = page.Answers.GetByTestId("branch-switcher");
        await Expect(versions).ToContainTextAsync("2/2");
        await versions.GetByLabel("Previous version").ClickAsync();
        await Expect(versions).ToContainTextAsync("1/2");
        await page.ExpectAnswerAsync("word20", "cancelled");
    }

    [Fact]
    public async Task A_changed_question_is_a_sibling_with_an_answer_of_its_own()
    {
        await using var visit = await OwnersVisit.BeginAsync(browser, new() { Text = "The second answer." });
        var page = visit.Page;
        visit.Server.Scripts.Put(new(null, null, [new() { Text = "The first answer." }]));
        await page.AskAsync("What is the frist?");
        await page.ExpectAnswerAsync("The first answer.");

        await page.Questions.HoverAsync();
        await page.Questions.GetByTestId("edit").ClickAsync();
        await page.Page.GetByTestId("edit-input").FillAsync("What is the second?");
        await page.Page.GetByTestId("edit-form").GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        await page.ExpectAnswerAsync("The second answer.");
        var versions = page.Questions.GetByTestId("branch-switcher");
        await Expect(versions).ToContainTextAsync("2/2");
        await Expect(page.Page.GetByTestId("message")).ToHaveTextAsync([new Regex("What is the second"), new Regex("The second answer")]);
        await page.ShowAsync("edited");
        await versions.GetByLabel("Previous version").ClickAsync();
        await Expect(page.Questions).ToContainTextAsync("What is the frist?");
        await page.ExpectAnswerAsync("The first answer.");
    }
}
