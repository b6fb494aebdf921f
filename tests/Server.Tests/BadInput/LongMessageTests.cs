using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Parley.Server.Tests.BadInput;

/// <summary>Messages of a megabyte, and of characters that a careless hand would mangle.</summary>
public sealed class LongMessageTests(LongMessageFixture fixture) : IClassFixture<LongMessageFixture>
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Right-to-left overrides, marks that combine, flags, families joined by nothing, a byte order mark, and the end of Unicode.</summary>
    private const string Hard = "\u202Eabc\u202C e\u0301 \u1112\u1161\u11AB 👩‍👩‍👧‍👦 🇩🇪 a\u0300\u0316\u0489 \uFEFF\u200B\uFFFE \U0010FFFD \t\r\n<b>&amp;\u2028";

    [Theory]
    [InlineData("/v1/conversations/{id}/turns", false)]
    [InlineData("/v1/conversations/{id}/turns", true)]
    [InlineData("/v1/chat", true)]
    [InlineData("/v1/chat.completions", true)]
    [InlineData("/v1/chat/completions", true)]
    public async Task A_message_of_the_longest_length_is_taken_answered_and_given_back_to_the_letter(string path, bool isEscaped)
    {
        var text = Exactly(LongMessageFixture.Longest);
        var conversation = await StartAsync();

        using var response = await SendAsync(path, conversation, text, isEscaped);
        var answer = await response.Content.ReadAsStringAsync(Cancel);

        Assert.True(response.IsSuccessStatusCode, answer);
        var messages = await fixture.Client.GetFromJsonAsync<JsonElement>($"/v1/conversations/{conversation}/messages", Cancel);
        var branch = messages.GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(["assistant", "user"], branch.Select(message => message.GetProperty("role").GetString()));
        Assert.Equal("complete", branch[0].GetProperty("state").GetString());
        Assert.True(text == branch[1].GetProperty("content").GetString(), "The message came back changed.");
    }

    [Theory]
    [InlineData("/v1/conversations/{id}/turns")]
    [InlineData("/v1/chat")]
    [InlineData("/v1/chat.completions")]
    [InlineData("/v1/chat/completions")]
    public async Task One_character_more_is_refused_with_the_limit_and_nothing_is_kept(string path)
    {
        var conversation = await StartAsync();

        using var response = await SendAsync(path, conversation, Exactly(LongMessageFixture.Longest) + "x", isEscaped: true);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("1,000,000", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        var messages = await fixture.Client.GetFromJsonAsync<JsonElement>($"/v1/conversations/{conversation}/messages", Cancel);
        Assert.Empty(messages.GetProperty("data").EnumerateArray());
    }

    [Theory]
    [InlineData("\"half of a pair: \\ud83d\"")]
    [InlineData("\"the other half: \\ude00 first\"")]
    [InlineData("\"nothing: \\u0000\"")]
    public async Task What_is_no_text_is_refused(string json)
    {
        var conversation = await StartAsync();
        using var content = new StringContent($"{{\"message\": {json}}}", Encoding.UTF8, "application/json");

        using var response = await fixture.Client.PostAsync($"/v1/conversations/{conversation}/turns", content, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Null(await Verdict.OnAsync(response));
    }

    private static string Exactly(int length)
    {
        var text = new StringBuilder();
        while (text.Length + Hard.Length < length)
        {
            text.Append(Hard);
        }

        return text.Append('z', length - text.Length).ToString();
    }

    private async Task<string> StartAsync()
    {
        using var response = await fixture.Client.PostAsJsonAsync("/v1/conversations", new { title = "Long" }, Cancel);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetString()!;
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string conversation, string text, bool isEscaped)
    {
        object[] messages = [new { role = "user", content = text }];
        object body = path switch
        {
            "/v1/chat" => new { prompt = text, conversation_id = conversation },
            "/v1/chat.completions" => new { messages, conversation_id = conversation, response = new { stream = false } },
            "/v1/chat/completions" => new { model = "extractive", messages, conversation_id = conversation },
            _ => new { message = text, retrieval = false, response = new { stream = false } },
        };

        // The usual writer escapes all that is not ASCII; the relaxed one sends it as it is.
        using var content = new StringContent(JsonSerializer.Serialize(body, isEscaped ? JsonSerializerOptions.Default : Relaxed), Encoding.UTF8, "application/json");
        return await fixture.Client.PostAsync(path.Replace("{id}", conversation, StringComparison.Ordinal), content, Cancel);
    }
}

/// <summary>A server whose longest message is a million characters.</summary>
public sealed class LongMessageFixture : IAsyncLifetime
{
    internal const int Longest = 1_000_000;

    private InProcessServer _server = null!;

    internal HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await InProcessServer.StartAsync(settings: new KeyValuePair<string, string?>("Parley:Runs:LongestMessage", $"{Longest}"));
        Client = _server.NewClient(_server.Key);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
    }
}
