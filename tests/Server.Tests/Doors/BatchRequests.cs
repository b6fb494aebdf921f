using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Parley.TestKit;

namespace Parley.Server.Tests.Doors;

/// <summary>Makes batches over the routes, and reads what came of them.</summary>
internal static class BatchRequests
{
    public static string Chat(string id, string text) => JsonSerializer.Serialize(new
    {
        custom_id = id,
        method = "POST",
        url = "/v1/chat/completions",
        body = new { model = "scripted", messages = new[] { new { role = "user", content = text } } },
    });

    public static string Embed(string id, string text) => JsonSerializer.Serialize(new
    {
        custom_id = id,
        method = "POST",
        url = "/v1/embeddings",
        body = new { model = "parley-builtin-1", input = text },
    });

    /// <returns>The new batch.</returns>
    public static async Task<JsonElement> MakeBatchAsync(this HttpClient client, string lines, string endpoint = "/v1/chat/completions")
    {
        using var form = new MultipartFormDataContent { { new StringContent("batch"), "purpose" } };
        form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(lines)) { Headers = { ContentType = new MediaTypeHeaderValue("application/jsonl") } }, "file", "lines.jsonl");
        var file = await ReadAsync(await client.PostAsync("/v1/files", form));
        return await ReadAsync(await client.PostAsJsonAsync(
            "/v1/batches", new { input_file_id = file.GetProperty("id").GetString(), endpoint, completion_window = "24h" }));
    }

    public static async Task<JsonElement> BatchAsync(this HttpClient client, JsonElement batch) =>
        await client.GetFromJsonAsync<JsonElement>($"/v1/batches/{batch.GetProperty("id").GetString()}");

    /// <returns>The batch at its end.</returns>
    public static async Task<JsonElement> EndOfBatchAsync(this HttpClient client, JsonElement batch)
    {
        await Poll.UntilAsync(
            async () => (batch = await client.BatchAsync(batch)).GetProperty("status").GetString() is "completed" or "failed" or "expired" or "cancelled", "the batch ends");
        return batch;
    }

    public static int Count(this JsonElement batch, string which) => batch.GetProperty("request_counts").GetProperty(which).GetInt32();

    /// <returns>The lines of one of a batch's files.</returns>
    public static async Task<List<JsonElement>> LinesAsync(this HttpClient client, JsonElement batch, string file) =>
        batch.GetProperty(file).GetString() is not { } id ? []
            : [.. (await client.GetStringAsync($"/v1/files/{id}/content")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    public static string Id(this JsonElement line) => line.GetProperty("custom_id").GetString()!;

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, text);
            return JsonElement.Parse(text);
        }
    }
}
