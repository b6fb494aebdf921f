using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>Makes the pictures of the documentation: <c>docs/screenshots.sh</c> runs it.</summary>
public sealed class PictureTests(BrowserFixture browser)
{
    private const string Answer = """
        A harbour master sees to it that ships come and go safely. In short:

        1. **Berths** are given out by length and draught.
        2. **Pilots** board two miles before the entrance.
        3. **Dues** are reckoned from the gross tonnage.

        | Length | Berth | Dues a day |
        | --- | --- | --- |
        | up to 12 m | East quay | 18 € |
        | up to 24 m | Long pier | 41 € |
        | beyond | Roadstead | on request |

        ```csharp
        var berth = await harbour.FindBerthAsync(ship.Length, ship.Draught, cancellationToken);
        ```
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_pages_of_the_documentation_are_shown_as_they_are()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PARLEY_SCREENSHOTS") is { Length: > 0 }, "PARLEY_SCREENSHOTS names no folder.");
        await using var server = await ChatServer.StartAsync("sqlite", new() { Text = Answer }, ParleyPage.Owner);
        using var client = await SignInAsync(server.Node.Url);
        await FillAsync(client);

        await using var light = await browser.NewContextAsync(server.Node.Url, Screen(1280, 800, ColorScheme.Light));
        var page = await ParleyPage.SignInAsync(light);
        await page.AskAsync("What does a harbour master do?");
        await page.ExpectAnswerAsync("FindBerthAsync");
        await Expect(page.Page.GetByTestId("conversation-row").First).ToBeVisibleAsync();
        await ShowAsync(page, "chat-light");
        await page.Page.Keyboard.PressAsync("Control+k");
        await Expect(page.Page.GetByTestId("palette")).ToBeVisibleAsync();
        await page.ShowAsync("palette");

        await using var dark = await browser.NewContextAsync(server.Node.Url, Screen(1280, 800, ColorScheme.Dark));
        var night = await ParleyPage.SignInAsync(dark);
        await night.Page.GetByTestId("conversation-row").GetByRole(AriaRole.Link, new() { Name = "What does a harbour master do?" }).ClickAsync();
        await night.ExpectAnswerAsync("FindBerthAsync");
        await ShowAsync(night, "chat-dark");

        await using var phone = await browser.NewContextAsync(server.Node.Url, Screen(360, 740, ColorScheme.Light));
        var small = await ParleyPage.SignInAsync(phone);
        await small.AskAsync("What does a harbour master do?");
        await small.ExpectAnswerAsync("FindBerthAsync");
        await ShowAsync(small, "chat-phone");
    }

    private static BrowserNewContextOptions Screen(int width, int height, ColorScheme colours) => new()
    {
        ViewportSize = new() { Width = width, Height = height },
        ColorScheme = colours,
        Locale = "en-GB",
        TimezoneId = "Europe/Berlin",
        ReducedMotion = ReducedMotion.Reduce,
        IsMobile = width < 760,
        HasTouch = width < 760,
    };

    /// <summary>A picture of the page at rest: nothing of it is waited for or has the pointer over it.</summary>
    private static async Task ShowAsync(ParleyPage page, string name)
    {
        await Expect(page.Answers.Last.Locator("pre code")).ToBeVisibleAsync();
        await page.Page.Mouse.MoveAsync(0, 0);
        await page.Page.EvaluateAsync("() => document.fonts.ready");
        await page.ShowAsync(name);
    }

    private static async Task<HttpClient> SignInAsync(Uri server)
    {
        var client = new HttpClient { BaseAddress = server };
        using var signedIn = await client.PostAsJsonAsync("/v1/auth/login", new { email = ParleyPage.Email, password = ParleyPage.Password }, Cancel);
        var tokens = await signedIn.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens.GetProperty("access_token").GetString());
        return client;
    }

    /// <summary>A few conversations such as people have.</summary>
    private static async Task FillAsync(HttpClient client)
    {
        var folder = await PostAsync(client, "/v1/folders", new { name = "Harbour office" });
        var titles = new (string Title, bool Pinned, bool InFolder)[]
        {
            ("Tide tables for the summer", false, false), ("Checklist for new pilots", true, false), ("Letter to the port authority", false, true),
            ("Dues, reckoned anew", false, true), ("Why does the crane beep?", false, false), ("Plan for the open day", true, false),
            ("Translation of the safety rules", false, false), ("Minutes of the quay meeting", false, false),
        };
        foreach (var (title, pinned, inFolder) in titles)
        {
            var made = await PostAsync(client, "/v1/conversations", new { title });
            var id = made.GetProperty("id").GetString();
            var change = new { pinned, folder_id = inFolder ? folder.GetProperty("id").GetString() : null };
            using var changed = await client.PatchAsJsonAsync($"/v1/conversations/{id}", change, Cancel);
            changed.EnsureSuccessStatusCode();
        }
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body, Cancel);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }
}
