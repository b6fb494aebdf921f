using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>A person's own documents, with the built-in model.</summary>
public sealed class KnowledgePageTests(BrowserFixture browser) : IDisposable
{
    private const string Handbook = """
        # Harbour handbook

        ## Mooring

        The blue ferry moors at pier seven. Its lines are checked by the night watch at half past nine.

        ## Fuel

        Diesel is sold on weekdays from eight to five.
        """;

    private static readonly byte[] Regulations = Papers.Pdf(
        ["Harbour regulations", "The office keeps a list of all berths and of the ships that lie there."],
        ["Passengers", "The crimson ferry leaves from pier eleven every Monday evening, and its", "gangway is taken in five minutes before."]);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-shelf-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Files_are_uploaded_side_by_side_a_broken_one_says_why_and_the_others_are_cited()
    {
        await using var server = await ServeAsync();
        await using var context = await browser.NewContextAsync(server.Url);
        var page = await ParleyPage.SignInAsync(context);

        await page.Page.GotoAsync("/knowledge?namespace=handbook");
        await page.Page.GetByTestId("upload-input").SetInputFilesAsync((FilePayload[])
        [
            new() { Name = "harbour.md", MimeType = "text/markdown", Buffer = Encoding.UTF8.GetBytes(Handbook) },
            new() { Name = "cut.pdf", MimeType = "application/pdf", Buffer = Papers.CutPdf },
            new() { Name = "notes.txt", MimeType = "text/plain", Buffer = "Notes of the quay meeting."u8.ToArray() },
            new() { Name = "empty.md", MimeType = "text/markdown", Buffer = [] },
        ]);
        await Expect(page.Documents).ToHaveCountAsync(3);
        await Expect(page.Page.GetByTestId("upload-row")).ToHaveAttributeAsync("data-state", "failed");
        await Expect(page.Page.GetByTestId("upload-row")).ToContainTextAsync("empty.md");
        await Expect(page.Page.GetByTestId("upload-status")).ToContainTextAsync("3 of 4 files uploaded. 1 could not be taken.");
        var broken = page.Documents.Filter(new() { HasText = "cut.pdf" });
        await Expect(broken).ToHaveAttributeAsync("data-state", "failed");
        await Expect(broken).ToContainTextAsync("damaged");
        await Expect(page.Page.Locator("[data-testid=document-row][data-state=ready]")).ToHaveCountAsync(2);
        await page.ShowAsync("uploaded");

        await page.Page.GetByTestId("new-conversation").ClickAsync();
        await page.AskAsync("Where does the blue ferry moor?");
        await page.ExpectAnswerAsync("pier seven");
        await page.Answers.Last.GetByTestId("source").First.ClickAsync();
        await Expect(page.Page.GetByTestId("cited-passage")).ToContainTextAsync("pier seven");
    }

    [Fact]
    public async Task A_citation_of_a_pdf_opens_its_page_with_the_passage_marked_and_the_answer_tells_how_it_was_found()
    {
        await using var server = await ServeAsync();
        await using var context = await browser.NewContextAsync(server.Url);
        var page = await ParleyPage.SignInAsync(context);
        await UploadAsync(page, "regulations", new FilePayload { Name = "regulations.pdf", MimeType = "application/pdf", Buffer = Regulations });

        await page.Page.GetByTestId("new-conversation").ClickAsync();
        await page.AskAsync("From which pier does the crimson ferry leave?");
        await page.ExpectAnswerAsync("pier eleven");
        await page.Answers.Last.GetByTestId("citation-chip").First.ClickAsync();
        var sheet = page.Page.Locator("[data-testid=pdf-page][data-page='2']");
        var marked = sheet.GetByTestId("cited-passage").Filter(new() { HasText = "The crimson ferry leaves from pier eleven" });
        await Expect(marked).ToBeInViewportAsync();
        Assert.True(await sheet.Locator("canvas").EvaluateAsync<bool>(
            "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value, at) => at % 4 === 0 && value < 100)"));
        // The square is a picture in JPEG 2000.
        Assert.True(await sheet.Locator("canvas").EvaluateAsync<bool>(
            """
            canvas => {
              const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              for (let at = 0; at < data.length; at += 4) if (data[at] > 150 && data[at + 1] < 80 && data[at + 2] < 80) return true;
              return false;
            }
            """));
        await page.ShowAsync("cited-page");
        await page.Page.GetByTestId("citation-panel").GetByText("Text", new() { Exact = true }).ClickAsync();
        await Expect(page.Page.GetByTestId("cited-passage")).ToContainTextAsync("pier eleven");
        await page.Page.Keyboard.PressAsync("Escape");

        await page.Answers.Last.GetByTestId("how-answered").ClickAsync();
        await Expect(page.Page.GetByTestId("entered")).ToContainTextAsync("S1");
        await Expect(page.Page.GetByTestId("queries")).ToContainTextAsync("crimson ferry");
        await Expect(page.Page.GetByTestId("cut-off")).ToBeVisibleAsync();
        Assert.Equal([], await Axe.CheckAsync(page.Page));
        await page.Page.GetByTestId("entered").GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.Page.GetByTestId("document-facts")).ToContainTextAsync("application/pdf");
    }

    [Fact]
    public async Task A_source_is_made_run_paused_and_deleted_and_a_wrong_field_says_what_is_wrong_with_it()
    {
        await using var server = await ServeAsync(("Parley__Sources__Folders__0", _folder.FullName));
        await using var context = await browser.NewContextAsync(server.Url);
        var page = await ParleyPage.SignInAsync(context);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "barge.md"), "# Barge\n\nThe green barge docks at quay four.", TestContext.Current.CancellationToken);

        await page.Page.GotoAsync("/knowledge/quay/sources");
        await page.Page.GetByTestId("new-source").ClickAsync();
        var form = page.Page.GetByTestId("source-form");
        await page.Page.GetByRole(AriaRole.Radio, new() { Name = "Folder" }).ClickAsync();
        await form.GetByLabel("Name", new() { Exact = true }).FillAsync("The shelf");
        await form.GetByLabel("Path on the server").FillAsync("/somewhere/else");

        // On a schedule its first run would be due at once, and the one that is asked for might find nothing more to add.
        await form.GetByRole(AriaRole.Combobox, new() { Name = "Runs", Exact = true }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Option, new() { Name = "when asked", Exact = true }).ClickAsync();
        await form.GetByRole(AriaRole.Button, new() { Name = "Add source" }).ClickAsync();
        await Expect(form.GetByLabel("Path on the server")).ToHaveAttributeAsync("aria-invalid", "true");
        await form.GetByLabel("Path on the server").FillAsync(_folder.FullName);
        await form.GetByRole(AriaRole.Button, new() { Name = "Add source" }).ClickAsync();

        await page.Page.GetByTestId("run-source").ClickAsync();
        await Expect(page.Page.Locator("[data-count=added] dd")).ToHaveTextAsync("1");
        await Expect(page.Page.GetByTestId("source-item")).ToHaveAttributeAsync("data-state", "current");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.Page.GetByTestId("source-page")).ToHaveAttributeAsync("data-state", "paused");
        Assert.Equal([], await Axe.CheckAsync(page.Page));
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Documents" }).ClickAsync();
        await Expect(page.Documents).ToContainTextAsync("Barge");

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Sources" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Delete The shelf" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await Expect(page.Page.GetByTestId("source-row")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_search_can_be_tried_and_is_explained_up_to_why_a_document_was_not_found()
    {
        await using var server = await ServeAsync();
        await using var context = await browser.NewContextAsync(server.Url);
        var page = await ParleyPage.SignInAsync(context);
        await UploadAsync(
            page, "handbook",
            new FilePayload { Name = "harbour.md", MimeType = "text/markdown", Buffer = Encoding.UTF8.GetBytes(Handbook) },
            new FilePayload { Name = "regulations.pdf", MimeType = "application/pdf", Buffer = Regulations });

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Try a search" }).ClickAsync();
        await page.Page.GetByTestId("playground-query").FillAsync("Where does the blue ferry moor?");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Page.GetByTestId("playground-result").First).ToContainTextAsync("pier seven");
        await Expect(page.Page.GetByTestId("leg")).ToHaveCountAsync(2);
        await Expect(page.Page.GetByTestId("candidate").First).ToContainTextAsync("Harbour handbook");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Features of candidate 1" }).ClickAsync();
        await Expect(page.Page.GetByTestId("features")).ToContainTextAsync("similarity");
        await page.ShowAsync("playground");

        await page.Page.GetByTestId("why-not").GetByRole(AriaRole.Combobox).FillAsync("regulations");
        await page.Page.GetByRole(AriaRole.Option, new() { Name = "regulations" }).ClickAsync();
        await page.Page.GetByTestId("why-not").GetByRole(AriaRole.Button, new() { Name = "Explain" }).ClickAsync();
        await Expect(page.Page.GetByTestId("verdict")).ToContainTextAsync("blue");
        Assert.Equal([], await Axe.CheckAsync(page.Page));
        await page.Page.GetByTestId("playground-result").First.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Page.GetByTestId("cited-passage").First).ToContainTextAsync("pier seven");
    }

    private static async Task UploadAsync(ParleyPage page, string name, params FilePayload[] files)
    {
        await page.Page.GotoAsync($"/knowledge/{name}");
        await page.Page.GetByTestId("upload-input").SetInputFilesAsync(files);
        await Expect(page.Page.Locator("[data-testid=document-row][data-state=ready]")).ToHaveCountAsync(files.Length);
    }

    private static Task<ServerProcess> ServeAsync(params (string Name, string Value)[] settings) =>
        ServerProcess.StartAsync(new() { Environment = ParleyPage.Owner.Concat(settings).ToDictionary(setting => setting.Name, setting => setting.Value) });
}
