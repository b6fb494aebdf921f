using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Server.Tests.Turns;

/// <summary>Whole turns by a provider that speaks Anthropic's API: through our own routes and through OpenAI's door.</summary>
public sealed class AnthropicTests : IAsyncLifetime
{
    private ProviderServer _provider = null!;
    private ServerProcess _server = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await ProviderServer.StartAsync(new() { Tokens = 20 });
        _server = await ServerProcess.StartAsync(new()
        {
            Environment = new Dictionary<string, string>
            {
                ["ANTHROPIC_BASE_URL"] = _provider.BaseUrl.ToString(),
                ["ANTHROPIC_API_KEY"] = "sk-ant-test",
                ["ANTHROPIC_MODEL"] = "claude-haiku-4-5",
            },
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task A_turn_is_answered_goes_on_after_a_cut_and_calls_tools()
    {
        await _server.Client.StartConversationAsync();
        var (turn, shown) = await _server.Client.AskAsync(new { message = "Tell me.", retrieval = false, temperature = 1.4 });

        Assert.Equal("turn.completed", shown[^1].Name);
        Assert.NotEmpty(Asking.Text(shown));
        var adjusted = shown[0].Json.GetProperty("adjusted").EnumerateArray().Select(change => change.GetProperty("knob").GetString()).ToList();
        Assert.Equal(["temperature", "top_p", "frequency_penalty"], adjusted);
        Assert.Equal("claude-haiku-4-5", shown[0].Json.GetProperty("model").GetString());
        Assert.True(shown[^1].Json.GetProperty("usage").GetProperty("input_tokens").GetInt64() > 0);

        // A model that continues a given answer shows no word twice, and withdraws none.
        var (_, broken) = await _server.Client.AskAsync(new { message = "And more? [[script: fault=cut at=7 times=1]]", retrieval = false });
        Assert.Equal("turn.completed", broken[^1].Name);
        Assert.DoesNotContain(broken, told => told.Name == "retract");
        Assert.Equal(true, _provider.Requests.All[^1].ContinuesGivenText);

        var (_, called) = await _server.Client.AskAsync(new
        {
            message = """Weather? [[script: tool=get_weather arguments="{\"city\":\"Paris\"}"]]""",
            retrieval = false,
            tools = new[] { new { name = "get_weather", description = "Tells it", schema = new { type = "object" } } },
        });
        Assert.Equal("tool", called[^1].Json.GetProperty("finish_reason").GetString());
        Assert.Equal("Paris", called.Single(told => told.Name == "tool.call").Json.GetProperty("arguments").GetProperty("city").GetString());
        var provenance = await _server.Client.GetFromJsonAsync<JsonElement>($"/v1/turns/{turn}/provenance", TestContext.Current.CancellationToken);
        Assert.Equal("claude-haiku-4-5", provenance.GetProperty("deployment").GetString());
    }

    [Fact]
    public async Task OpenAIs_door_leads_to_it_and_readiness_and_the_doctor_know_it()
    {
        using var response = await _server.Client.PostAsJsonAsync(
            "/v1/chat/completions",
            new
            {
                model = "claude-haiku-4-5",
                messages = new object[] { new { role = "system", content = "Be brief." }, new { role = "user", content = "Hello" } },
                temperature = 2,
            },
            TestContext.Current.CancellationToken);

        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.NotEmpty(answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!);
        var change = Assert.Single(answer.GetProperty("parley").GetProperty("adjusted").EnumerateArray());
        Assert.Equal(("temperature", 2, 1), (change.GetProperty("knob").GetString(), change.GetProperty("asked").GetInt32(), change.GetProperty("used").GetInt32()));
        var sent = _provider.Requests.All[^1].Body!.Value;
        Assert.Equal("Be brief.", sent.GetProperty("system")[0].GetProperty("text").GetString());
        Assert.Equal(8192, sent.GetProperty("max_tokens").GetInt32());

        var ready = await _server.Client.GetFromJsonAsync<JsonElement>("/health/ready", TestContext.Current.CancellationToken);
        Assert.Equal("ok", ready.GetProperty("checks").GetProperty("models").GetString());
        Assert.Contains("a language model answers", (await _server.RunVerbAsync("doctor")).Output, StringComparison.Ordinal);
    }
}
