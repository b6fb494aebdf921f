using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>What a person sees of their limits while they write.</summary>
public sealed class QuotaPageTests(BrowserFixture browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_comes_near_the_end_of_the_day_s_messages_is_told_and_at_the_end_keeps_what_they_typed()
    {
        await using var server = await ChatServer.StartAsync("sqlite", new() { Text = "An answer." }, ParleyPage.Owner);
        var me = await server.Client.GetFromJsonAsync<JsonElement>("/v1/me", Cancel);
        var tenant = me.GetProperty("tenant").GetProperty("id").GetString();
        using var limited = await server.Client.PutAsJsonAsync($"/v1/tenants/{tenant}/plan", new { plan = "free", messages_per_day = 5 }, Cancel);
        limited.EnsureSuccessStatusCode();

        // In Tokyo the day of the plan begins at nine in the morning.
        await using var context = await browser.NewContextAsync(server.Node.Url, new() { TimezoneId = "Asia/Tokyo", Locale = "en-GB" });
        var page = await ParleyPage.SignInAsync(context);
        var notice = page.Page.GetByTestId("quota-notice");
        for (var number = 1; number <= 4; number++)
        {
            await Expect(notice).ToHaveCountAsync(0);
            await page.AskAsync($"Question {number}");
            await Expect(page.Answers).ToHaveCountAsync(number);
            await page.ExpectAnswerAsync("An answer.");
        }

        await Expect(notice).ToContainTextAsync("4 of 5 messages of the day are used");
        await Expect(notice).ToContainTextAsync("09:00");
        await page.Page.GetByTestId("quota-bell").ClickAsync();
        await Expect(page.Page.GetByTestId("meter")).ToContainTextAsync("4 of 5 used, 1 left");
        await page.ShowAsync("quota-warning");
        await page.Page.Keyboard.PressAsync("Escape");
        await notice.GetByRole(AriaRole.Button, new() { Name = "Dismiss" }).ClickAsync();
        await page.AskAsync("Question 5");
        await Expect(page.Answers).ToHaveCountAsync(5);
        await page.ExpectAnswerAsync("An answer.");
        await Expect(notice).ToHaveCountAsync(0);

        await page.AskAsync("One question too many");
        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("allows 5 messages a day, and they are used up");
        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("09:00");
        await Expect(page.Composer).ToHaveValueAsync("One question too many");
        await Expect(page.Questions).ToHaveCountAsync(5);
        await page.ShowAsync("quota-stop");
    }
}
