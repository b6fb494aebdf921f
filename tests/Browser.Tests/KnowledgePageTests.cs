using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>A person's own documents, with the built-in model.</summary>
[Collection(BrowserFixture.Name)]
public sealed class KnowledgePageTests(BrowserFixture browser)
{
    private const string Handbook = """
        # Harbour handbook

        ## Mooring

        The blue ferry moors at pier seven. Its lines are checked by the night watch at half past nine.

        ## Fuel

        Diesel is sold on weekdays from eight to five.
        """;

    [Fact]
    public async Task An_uploaded_file_becomes_ready_by_itself_and_is_cited_by_the_next_answer()
    {
        await using var server = await ServerProcess.StartAsync(new() { Environment = ParleyPage.Owner.ToDictionary(setting => setting.Name, setting => setting.Value) });
        await using var context = await browser.NewContextAsync(server.Url);
        var page = await ParleyPage.SignInAsync(context);

        await page.Page.GotoAsync("/knowledge?namespace=handbook");
        await page.Page.GetByTestId("upload-input").SetInputFilesAsync(
            new FilePayload { Name = "harbour.md", MimeType = "text/markdown", Buffer = Encoding.UTF8.GetBytes(Handbook) });
        await Expect(page.Documents).ToHaveCountAsync(1);
        await Expect(page.Documents).ToHaveAttributeAsync("data-state", "ready");
        await page.ShowAsync("uploaded");

        await page.Page.GetByTestId("new-conversation").ClickAsync();
        await page.AskAsync("Where does the blue ferry moor?");
        await page.ExpectAnswerAsync("pier seven");
        await page.Answers.Last.GetByTestId("source").First.ClickAsync();
        await Expect(page.Page.GetByTestId("cited-passage")).ToContainTextAsync("pier seven");
    }
}
