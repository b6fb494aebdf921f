using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Batch;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Files;

namespace Parley.Server.Tests.Clients;

/// <summary>The OpenAI SDK for .NET, as published, against a running server.</summary>
[Collection(ClientsCollection.Name)]
public sealed class OpenAIDotNetTests(ClientsFixture clients)
{
    private static readonly ChatTool Weather = ChatTool.CreateFunctionTool(
        "get_weather", "The weather of a city.", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}"""));

    [Fact]
    public async Task It_reads_a_whole_answer()
    {
        var answer = (await Client().CompleteChatAsync([new UserChatMessage("Hi [[script: text=\"Whole, ünïcode 🙂.\"]]")])).Value;

        Assert.Equal(("Whole, ünïcode 🙂.", ChatFinishReason.Stop), (answer.Content[0].Text, answer.FinishReason));
        Assert.Equal(answer.Usage.TotalTokenCount, answer.Usage.InputTokenCount + answer.Usage.OutputTokenCount);
        Assert.True(answer.Usage.OutputTokenCount > 0);
        Assert.InRange((DateTimeOffset.UtcNow - answer.CreatedAt).TotalMinutes, -1, 5);
    }

    [Fact]
    public async Task It_reads_a_stream_to_the_letter()
    {
        var text = new StringBuilder();
        var updates = new List<StreamingChatCompletionUpdate>();
        await foreach (var update in Client().CompleteChatStreamingAsync([new UserChatMessage("Hi [[script: text=\"Bit by bit, ünïcode 🙂.\" rate=100]]")]))
        {
            updates.Add(update);
            text.Append(string.Concat(update.ContentUpdate.Select(part => part.Text)));
        }

        Assert.Equal("Bit by bit, ünïcode 🙂.", text.ToString());
        Assert.Contains(updates, update => update.FinishReason == ChatFinishReason.Stop);
        Assert.Contains(updates, update => update.Usage is { OutputTokenCount: > 0 });
        Assert.True(updates.Count > 2);
    }

    [Fact]
    public async Task Its_tools_are_called_and_their_results_answered()
    {
        List<ChatMessage> messages = [new UserChatMessage("""Weather? [[script: tool=get_weather arguments="{\"city\":\"Paris\"}" tokens=5]]""")];
        var options = new ChatCompletionOptions { Tools = { Weather } };

        var asked = (await Client().CompleteChatAsync(messages, options)).Value;
        var call = Assert.Single(asked.ToolCalls);
        messages.Add(new AssistantChatMessage(asked));
        messages.Add(new ToolChatMessage(call.Id, "Rain."));
        var answer = (await Client().CompleteChatAsync(messages, options)).Value;

        Assert.Equal((ChatFinishReason.ToolCalls, "get_weather", """{"city":"Paris"}"""), (asked.FinishReason, call.FunctionName, call.FunctionArguments.ToString()));
        Assert.NotEmpty(answer.Content[0].Text);
    }

    [Fact]
    public async Task Streamed_calls_of_tools_can_be_put_together()
    {
        var arguments = new StringBuilder();
        var names = new List<string>();
        await foreach (var update in Client().CompleteChatStreamingAsync(
            [new UserChatMessage("""Weather? [[script: tool=get_weather arguments="{\"city\":\"Paris\"}"]]""")], new ChatCompletionOptions { Tools = { Weather } }))
        {
            foreach (var part in update.ToolCallUpdates)
            {
                names.Add(part.FunctionName ?? "");
                arguments.Append(part.FunctionArgumentsUpdate?.ToString());
            }
        }

        Assert.Equal(("get_weather", """{"city":"Paris"}"""), (string.Concat(names), arguments.ToString()));
    }

    [Fact]
    public async Task A_reader_who_cancels_its_call_ends_only_the_reading()
    {
        using var leave = new CancellationTokenSource();
        var stream = Client().CompleteChatStreamingAsync(
            [new UserChatMessage("Hi [[script: text=\"Said to the end, heard or not.\" rate=20]]")], cancellationToken: leave.Token);
        var turn = "";
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in stream)
            {
                turn = update.CompletionId["chatcmpl-".Length..];
                await leave.CancelAsync();
            }
        });

        Assert.Equal("completed", (await clients.EndOfAsync(turn)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_stream_that_breaks_is_never_taken_for_a_whole_answer()
    {
        var finished = false;
        var broken = await Record.ExceptionAsync(async () =>
        {
            await foreach (var update in Client().CompleteChatStreamingAsync([new UserChatMessage("Hi [[script: tokens=40 fault=cut at=20]]")]))
            {
                finished |= update.FinishReason is not null;
            }
        });

        Assert.False(finished);
        Assert.NotNull(broken);
    }

    [Fact]
    public async Task What_is_refused_becomes_an_error_with_its_status()
    {
        var refused = await Assert.ThrowsAsync<ClientResultException>(
            () => Client().CompleteChatAsync([new UserChatMessage("Hi")], new ChatCompletionOptions { Temperature = 5 }));
        var unknown = await Assert.ThrowsAsync<ClientResultException>(
            () => Client("no-such-model").CompleteChatAsync([new UserChatMessage("Hi")]));

        Assert.Equal((400, 404), (refused.Status, unknown.Status));
        Assert.Contains("temperature", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_reads_embeddings_as_base64_and_as_floats()
    {
        var client = Embedder("parley-builtin-1");

        var embedded = (await client.GenerateEmbeddingsAsync(["The cat sat.", "Two cats sit.", "Interest rates rose."])).Value;
        using var plain = await clients.Server.Client.PostAsJsonAsync("/v1/embeddings", new { input = "The cat sat.", model = "parley-builtin-1", encoding_format = "float" });

        var floats = JsonElement.Parse(await plain.Content.ReadAsStringAsync());
        Assert.Equal([0, 1, 2], embedded.Select(one => one.Index));
        Assert.Equal(
            floats.GetProperty("data")[0].GetProperty("embedding").EnumerateArray().Select(number => number.GetSingle()), embedded[0].ToFloats().ToArray());
        Assert.True(embedded.Usage.InputTokenCount > 5);
        Assert.True(Likeness(embedded[0], embedded[1]) > Likeness(embedded[0], embedded[2]));
    }

    [Fact]
    public async Task Embeddings_that_cannot_be_made_are_errors_with_their_status()
    {
        var unknown = await Assert.ThrowsAsync<ClientResultException>(() => Embedder("no-such-model").GenerateEmbeddingAsync("x"));
        var shorter = await Assert.ThrowsAsync<ClientResultException>(
            () => Embedder("parley-builtin-1").GenerateEmbeddingAsync("x", new EmbeddingGenerationOptions { Dimensions = 64 }));
        using var tokens = await clients.Server.Client.PostAsJsonAsync("/v1/embeddings", new { input = new[] { 1, 2 } });

        Assert.Equal((404, 400), (unknown.Status, shorter.Status));
        Assert.Contains("dimensions", shorter.Message, StringComparison.Ordinal);
        var error = JsonElement.Parse(await tokens.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal(("input", "invalid_request_error"), (error.GetProperty("param").GetString(), error.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task It_uploads_a_file_and_has_its_lines_answered()
    {
        var line = $$"""{"custom_id": "a", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "{{clients.Model}}", "messages": [{"role": "user", "content": "Hi [[script: text=\"Überall.\"]]"}]} }""";
        var files = new OpenAIFileClient(new ApiKeyCredential(clients.Server.ApiKey), Options());
#pragma warning disable OPENAI001 // Its client of batches is marked as one that may change.
        var batches = new BatchClient(
            new ApiKeyCredential(clients.Server.ApiKey), new BatchClientOptions { Endpoint = new Uri(clients.Server.Url, "v1"), RetryPolicy = new ClientRetryPolicy(0) });
        var file = (await files.UploadFileAsync(BinaryData.FromString(line), "requests.jsonl", FileUploadPurpose.Batch)).Value;

        var made = await batches.CreateBatchAsync(
            BinaryContent.Create(BinaryData.FromObjectAsJson(new { input_file_id = file.Id, endpoint = "/v1/chat/completions", completion_window = "24h" })),
            waitUntilCompleted: true);
        var batch = JsonElement.Parse((await batches.GetBatchAsync(made.BatchId, null)).GetRawResponse().Content.ToString());
#pragma warning restore OPENAI001
        var output = (await files.DownloadFileAsync(batch.GetProperty("output_file_id").GetString())).Value.ToString();

        Assert.Equal("completed", batch.GetProperty("status").GetString());
        Assert.Equal(
            "Überall.",
            JsonElement.Parse(output).GetProperty("response").GetProperty("body").GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    [Fact]
    public async Task Texts_are_ranked_without_any_provider()
    {
        using var answer = await clients.Server.Client.PostAsJsonAsync(
            "/v1/rerank", new { query = "How is the kettle descaled?", documents = new object[] { "Tomatoes want sun.", new { text = "Descale the kettle with vinegar." } }, top_n = 1, return_documents = true });
        using var refused = await clients.Server.Client.PostAsJsonAsync("/v1/rerank", new { query = "x", documents = new[] { 1 } });

        var best = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("results").EnumerateArray().Single();
        Assert.Equal((1, "Descale the kettle with vinegar."), (best.GetProperty("index").GetInt32(), best.GetProperty("document").GetProperty("text").GetString()));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, refused.StatusCode);
    }

    private static double Likeness(OpenAIEmbedding one, OpenAIEmbedding other) =>
        one.ToFloats().ToArray().Zip(other.ToFloats().ToArray(), (a, b) => (double)a * b).Sum();

    private EmbeddingClient Embedder(string model) => new(
        model,
        new ApiKeyCredential(clients.Server.ApiKey),
        Options());

    private ChatClient Client(string? model = null) => new(
        model ?? clients.Model,
        new ApiKeyCredential(clients.Server.ApiKey),
        Options());

    private OpenAIClientOptions Options() => new() { Endpoint = new Uri(clients.Server.Url, "v1"), RetryPolicy = new ClientRetryPolicy(0) };
}
