using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>A conversation of 10,000 messages in the page, and how much script it takes. The figures go to the test's output.</summary>
public sealed class LongConversationPageTests(BrowserFixture browser, ITestOutputHelper output)
{
    private const int Messages = 10_000;
    // What it is, with a little room: it may become less, and not more by accident.
    private const int MostScript = 220_000;

    private static readonly string Newest = $"[data-message-id={LongConversation.MessageId(Messages)}]";

    [Fact]
    public async Task Ten_thousand_messages_open_at_their_end_and_scroll_without_a_jump()
    {
        await using var server = await ChatServer.StartAsync("sqlite", Scripts.Wide, ParleyPage.Owner);
        await using var context = await browser.NewContextAsync(server.Node.Url, new() { ViewportSize = new() { Width = 1280, Height = 800 } });
        await new LongConversation(Messages).ServeAsync(context);
        await context.AddInitScriptAsync("""
            window.tasks = [];
            new PerformanceObserver(list => list.getEntries().forEach(task => window.tasks.push(task.duration))).observe({ type: 'longtask', buffered: true });
            """);
        var page = (await ParleyPage.SignInAsync(context)).Page;
        await page.GotoAsync($"/c/{LongConversation.Id}");
        await Expect(page.Locator(Newest)).ToBeInViewportAsync();
        await NoteAsync(page, "newest message shown, ms since navigation", "performance.now()");
        var thread = page.GetByTestId("thread");
        await Expect(thread).ToHaveAttributeAsync("data-whole", "true");
        await Expect(thread).ToHaveAttributeAsync("data-count", $"{Messages}");
        await NoteAsync(page, "all messages read, ms since navigation", "performance.now()");
        await NoteAsync(page, "long tasks until then, ms", "window.tasks.splice(0)");
        await Expect(page.Locator(Newest)).ToBeInViewportAsync();
        Assert.InRange(await page.Locator("article").CountAsync(), 2, 40);

        // Each step moves what is read by exactly as much, whatever is built above it meanwhile.
        var strays = await page.EvaluateAsync<double[]>("""
            async () => {
              const view = document.querySelector('[data-testid=thread]');
              const frame = () => new Promise(done => requestAnimationFrame(done));
              const strays = [];
              for (let step = 0; step < 150; step++) {
                const { left, top, width } = view.getBoundingClientRect();
                const row = document.elementFromPoint(left + width / 2, top + 300).closest('article');
                const before = row?.getBoundingClientRect().top;
                view.scrollTop -= 140;
                await frame();
                await frame();
                if (row?.isConnected) strays.push(Math.abs(row.getBoundingClientRect().top - before - 140));
              }
              return strays;
            }
            """);
        Assert.True(strays.Length > 100);
        Assert.InRange(strays.Max(), 0, 2);
        await NoteAsync(page, "long tasks over 21,000 px of reading, ms", "window.tasks.splice(0)");

        var frames = await page.EvaluateAsync<JsonElement>("""
            async () => {
              const view = document.querySelector('[data-testid=thread]');
              const took = [];
              const way = view.scrollTop / 240;
              for (let step = 0, last = performance.now(); step < 240; step++) {
                view.scrollTop -= way;
                const now = await new Promise(done => requestAnimationFrame(done));
                took.push(now - last);
                last = now;
              }
              took.sort((a, b) => a - b);
              return { median: took[120], p95: took[228], longest: took[239], over_34_ms: took.filter(ms => ms > 34).length, of: 240 };
            }
            """);
        output.WriteLine($"frames from end to start, ms: {frames}");

        await thread.FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await Expect(page.Locator($"[data-message-id={LongConversation.MessageId(1)}]")).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("End");
        await Expect(page.Locator(Newest)).ToBeInViewportAsync();
        await NoteAsync(page, "heap, MB", "performance.memory.usedJSHeapSize / 1e6");

        await page.GotoAsync($"/c/{LongConversation.Id}?at={LongConversation.MessageId(5_001)}");
        await Expect(page.Locator($"[data-message-id={LongConversation.MessageId(5_001)}]")).ToBeInViewportAsync();
        await NoteAsync(page, "message in the middle shown, ms since navigation", "performance.now()");
    }

    [Fact]
    public async Task The_script_that_opening_a_conversation_loads_is_small()
    {
        await using var server = await ChatServer.StartAsync("sqlite", Scripts.Wide, ParleyPage.Owner);
        await using var context = await browser.NewContextAsync(server.Node.Url);
        await new LongConversation(20).ServeAsync(context);
        // What the page fetches ahead once it has been open for a while is no part of opening a conversation.
        await context.AddInitScriptAsync("""
            {
              const wait = window.setTimeout;
              window.setTimeout = (run, ms, ...more) => (ms >= 2000 ? 0 : wait(run, ms, ...more));
            }
            """);
        var page = (await ParleyPage.SignInAsync(context)).Page;
        var scripts = new List<IResponse>();
        page.Response += (_, response) => scripts.AddRange(response.Request.ResourceType == "script" ? [response] : []);
        await page.GotoAsync($"/c/{LongConversation.Id}");
        await Expect(page.GetByTestId("thread").Locator("table").First).ToBeVisibleAsync();
        await Expect(page.GetByTestId("thread")).ToHaveAttributeAsync("data-whole", "true");
        await Expect(page.GetByTestId("composer")).ToBeVisibleAsync();

        var sizes = new List<(string Name, int Bytes)>();
        // A page before may have been loading some of them still.
        foreach (var script in scripts.DistinctBy(script => script.Url).ToList())
        {
            // Out of the browser's cache nothing is sent: the packed file tells.
            using var client = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Get, script.Url);
            request.Headers.AcceptEncoding.ParseAdd("br");
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            sizes.Add((new Uri(script.Url).AbsolutePath, (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length));
        }

        foreach (var (name, bytes) in sizes.OrderByDescending(size => size.Bytes))
        {
            output.WriteLine($"{bytes,9:N0} {name}");
        }

        output.WriteLine($"{sizes.Sum(size => size.Bytes),9:N0} bytes of script in all");
        Assert.InRange(sizes.Sum(size => size.Bytes), 100_000, MostScript);
    }

    private async Task NoteAsync(IPage page, string what, string expression) =>
        output.WriteLine($"{what}: {await page.EvaluateAsync<JsonElement>($"() => JSON.parse(JSON.stringify({expression}, (_, value) => typeof value === 'number' ? Math.round(value) : value))")}");
}
