using System.Text.Json;

namespace Parley.Server.Tests.Clients;

/// <summary>The npm package <c>openai</c>, as published, beyond the chat: models, embeddings, forms of answers, files and batches.</summary>
[Collection(ClientsCollection.Name)]
public sealed class OpenAIPlatformTests(ClientsFixture clients)
{
    [Fact]
    public async Task It_reads_models_embeddings_and_answers_of_a_form()
    {
        var (models, embeddings) = (await SeenAsync("models"), await SeenAsync("embeddings"));

        Assert.Equal((clients.Model, "model"), (models.GetProperty("one").GetProperty("id").GetString(), models.GetProperty("one").GetProperty("object").GetString()));
        Assert.Contains("parley-builtin-1", models.GetProperty("ids").EnumerateArray().Select(id => id.GetString()));
        Assert.Equal((2, 256, true), (
            embeddings.GetProperty("count").GetInt32(), embeddings.GetProperty("dimensions").GetInt32(), embeddings.GetProperty("same").GetBoolean()));
        Assert.Equal("Paris", (await SeenAsync("structured")).GetProperty("city").GetString());
    }

    [Theory]
    [InlineData("noModel", "NotFoundError", 404, "model_not_found", null)]
    [InlineData("deleteModel", "PermissionDeniedError", 403, "forbidden", null)]
    [InlineData("tokens", "BadRequestError", 400, "invalid_request", "input")]
    [InlineData("unknown", "BadRequestError", 400, "invalid_request", "wholly_new")]
    [InlineData("refused", "BadRequestError", 400, "invalid_request", "n")]
    [InlineData("noFile", "NotFoundError", 404, "not_found", null)]
    [InlineData("noBatch", "NotFoundError", 404, "not_found", null)]
    [InlineData("wrongPurpose", "BadRequestError", 400, "invalid_request", "input_file_id")]
    public async Task What_is_refused_becomes_the_error_it_knows(string operation, string error, int status, string code, string? param)
    {
        var refused = await SeenAsync(operation);

        Assert.Equal((error, status, code), (
            refused.GetProperty("error").GetString(), refused.TryGetProperty("status", out var given) ? given.GetInt32() : 0, refused.GetProperty("code").GetString()));
        Assert.Equal(param, refused.GetProperty("body").GetProperty("param").GetString());
        Assert.Equal(refused.GetProperty("body").GetProperty("trace_id").GetString(), refused.GetProperty("requestID").GetString());
    }

    [Fact]
    public async Task It_uploads_lists_reads_and_deletes_files()
    {
        var files = await SeenAsync("files");

        Assert.Equal(("file", "batch", """{"a":1}"""), (
            files.GetProperty("got").GetProperty("object").GetString(), files.GetProperty("got").GetProperty("purpose").GetString(), files.GetProperty("content").GetString()));
        Assert.True(files.GetProperty("inOrder").GetBoolean());
        Assert.All(files.GetProperty("deleted").EnumerateArray(), deleted => Assert.True(deleted.GetBoolean()));
    }

    [Fact]
    public async Task A_batch_answers_its_lines_and_tells_the_refused_ones_as_the_route_would()
    {
        var seen = await SeenAsync("batch");

        var batch = seen.GetProperty("batch");
        Assert.Equal(("completed", 6, 2, 4, "one"), (
            batch.GetProperty("status").GetString(), Count(batch, "total"), Count(batch, "completed"), Count(batch, "failed"),
            batch.GetProperty("metadata").GetProperty("night").GetString()));
        Assert.Equal(
            [("one", "Eins."), ("two", "Zwei.")],
            seen.GetProperty("output").EnumerateArray().Select(line => (line.GetProperty("custom_id").GetString(), Text(line))));
        Assert.Equal(
            [("hot", 400, "temperature"), ("wrong", 400, "messages"), ("streamed", 400, "stream"), ("nobody", 404, null)],
            seen.GetProperty("errors").EnumerateArray().Select(line => (
                line.GetProperty("custom_id").GetString(), line.GetProperty("response").GetProperty("status_code").GetInt32(),
                line.GetProperty("response").GetProperty("body").GetProperty("error").GetProperty("param").GetString())));
    }

    [Fact]
    public async Task A_batch_of_embeddings_is_answered_too()
    {
        var line = Assert.Single((await SeenAsync("embedBatch")).GetProperty("output").EnumerateArray());

        Assert.Equal(256 * sizeof(float), line.GetProperty("response").GetProperty("body").GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64().Length);
    }

    [Fact]
    public async Task A_batch_whose_file_is_not_in_order_fails_and_names_each_line()
    {
        var batch = (await SeenAsync("badBatch")).GetProperty("batch");

        Assert.Equal("failed", batch.GetProperty("status").GetString());
        Assert.Equal(
            [("duplicate_custom_id", 2), ("invalid_json_line", 3), ("invalid_method", 4), ("mismatched_endpoint", 5)],
            batch.GetProperty("errors").GetProperty("data").EnumerateArray().Select(error => (error.GetProperty("code").GetString(), error.GetProperty("line").GetInt32())));
    }

    [Fact]
    public async Task A_cancelled_batch_ends_soon_and_keeps_what_was_answered()
    {
        var seen = await SeenAsync("cancelled");

        var end = seen.GetProperty("end");
        Assert.Equal(("cancelling", "cancelled"), (seen.GetProperty("status").GetString(), end.GetProperty("status").GetString()));
        Assert.InRange(Count(end, "completed"), 1, 39);
        Assert.Equal(Count(end, "completed"), seen.GetProperty("output").GetArrayLength());
    }

    [Fact]
    public async Task Batches_are_listed_page_by_page()
    {
        var seen = await SeenAsync("batches");

        Assert.True(seen.GetProperty("ids").GetArrayLength() >= 4);
        Assert.Equal(seen.GetProperty("ids").GetArrayLength(), seen.GetProperty("unique").GetInt32());
    }

    private async Task<JsonElement> SeenAsync(string operation) => (await clients.SeenAsync("platform.mjs")).GetProperty(operation);

    private static int Count(JsonElement batch, string which) => batch.GetProperty("request_counts").GetProperty(which).GetInt32();

    private static string? Text(JsonElement line) =>
        line.GetProperty("response").GetProperty("body").GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();
}
