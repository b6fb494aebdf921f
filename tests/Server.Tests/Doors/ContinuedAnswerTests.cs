using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Parley.ScriptedProvider;

namespace Parley.Server.Tests.Doors;

/// <summary>A provider that can continue a given answer, and breaks in the middle of it.</summary>
public sealed class ContinuedAnswerTests(ContinuedAnswerTests.Fixture fixture) : IClassFixture<ContinuedAnswerTests.Fixture>
{
    [Theory]
    [InlineData("cut")]
    [InlineData("error-frame")]
    [InlineData("malformed")]
    [InlineData("missing-done")]
    public async Task A_broken_answer_goes_on_where_it_broke_and_a_wire_format_shows_it_whole(string fault)
    {
        var text = string.Concat(Enumerable.Range(1, 40).Select(number => $"Word {number} 🙂. "));
        using var response = await fixture.Server.Client.PostAsJsonAsync("/v1/chat/completions", new
        {
            model = "scripted",
            stream = true,
            messages = new[] { new { role = "user", content = $"Count. [[script: text=\"{text}\" fault={fault} at=50 times=1]]" } },
        });
        var shown = await (await EventStream.OpenAsync(response)).ReadToEndAsync();

        Assert.Equal("[DONE]", shown[^1].Data);
        Assert.Equal(text, string.Concat(shown.SkipLast(1).Select(chunk =>
            chunk.Json.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : "")));
        var asked = fixture.Seen.Where(record => record.Body?.ToString().Contains($"fault={fault} ", StringComparison.Ordinal) == true && record.Path == "/v1/chat/completions").ToList();
        Assert.Equal(2, asked.Count);
        Assert.True(asked[1].ContinuesGivenText);
    }

    public sealed class Fixture : IAsyncLifetime
    {
        private WebApplication _provider = null!;

        public ServerProcess Server { get; private set; } = null!;

        public IReadOnlyList<RecordedRequest> Seen => _provider.Services.GetRequiredService<RequestLog>().All;

        public async ValueTask InitializeAsync()
        {
            _provider = ScriptedProviderApp.Create(new() { Urls = "http://127.0.0.1:0", OwnedBy = "vllm" });
            await _provider.StartAsync();
            Server = await ServerProcess.StartAsync(new() { Provider = new Uri(_provider.Urls.First() + "/v1") });
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (!(await Server.Client.GetStringAsync("/v1/models", deadline.Token)).Contains("\"scripted\"", StringComparison.Ordinal))
            {
                await Task.Delay(25, deadline.Token);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            await _provider.DisposeAsync();
        }
    }
}
