using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Parley.Server.Tests.Knowledge;

/// <summary>The knowledge base as programs see it.</summary>
public sealed class KnowledgeTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Documents = "/v1/knowledge/handbook/documents";

    private HttpClient Client => fixture.Server.Client;

    [Fact]
    public async Task An_uploaded_file_becomes_ready_is_found_and_can_be_read_and_deleted()
    {
        using var form = File("# Canteen\n\nLentils are served on Mondays, and rice on Tuesdays.", "canteen.md");
        form.Add(new StringContent("canteen"), "external_id");
        var document = (await SentAsync(Documents, form, HttpStatusCode.Accepted)).GetProperty("document");
        var id = document.GetProperty("id").GetString()!;
        var ready = await ReadyAsync(Documents, id);

        Assert.Equal(("Canteen", "canteen", "text/markdown"), (Text(ready, "title"), Text(ready, "external_id"), Text(ready, "media_type")));
        Assert.Equal(["members"], ready.GetProperty("acl").EnumerateArray().Select(tag => tag.GetString()));
        var found = await SentAsync("/v1/knowledge/handbook/search", JsonContent.Create(new { query = "When are lentils served?" }), HttpStatusCode.OK);
        var best = found.GetProperty("results")[0];
        var text = Text(await Client.GetFromJsonAsync<JsonElement>($"{Documents}/{id}/text"), "text")!;
        Assert.Equal(text[best.GetProperty("start").GetInt32()..best.GetProperty("end").GetInt32()], Text(best, "text"));
        Assert.True(found.GetProperty("answerable").GetBoolean());
        Assert.Contains(
            (await Client.GetFromJsonAsync<JsonElement>("/v1/knowledge")).GetProperty("data").EnumerateArray(), one => Text(one, "name") == "handbook");

        Assert.Equal(HttpStatusCode.NoContent, (await Client.DeleteAsync($"{Documents}/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Client.GetAsync($"{Documents}/{id}")).StatusCode);
    }

    [Fact]
    public async Task A_file_without_a_title_of_its_own_is_called_by_its_name()
    {
        using var form = File("Umbrellas may be borrowed at the reception.", "umbrellas of the house.txt");
        var document = (await SentAsync(Documents, form, HttpStatusCode.Accepted)).GetProperty("document");

        Assert.Equal("umbrellas of the house", Text(await ReadyAsync(Documents, document.GetProperty("id").GetString()!), "title"));
        var found = await SentAsync("/v1/knowledge/handbook/search", JsonContent.Create(new { query = "Where can I borrow umbrellas?" }), HttpStatusCode.OK);
        Assert.Equal("umbrellas of the house", Text(found.GetProperty("results")[0], "title"));
    }

    [Fact]
    public async Task An_end_user_finds_and_reads_only_what_is_public()
    {
        var open = await AddAsync("people", new { external_id = "open", text = "The office opens at nine.", acl = new[] { "public" } });
        var closed = await AddAsync("people", new { external_id = "closed", text = "The office safe has the code 4711." });
        using var visitor = fixture.Server.NewClient(fixture.Server.ApiKey);
        visitor.DefaultRequestHeaders.Add("Parley-End-User", "visitor-1");

        using var answer = await visitor.PostAsJsonAsync("/v1/knowledge/people/search", new { query = "office" });
        var results = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("results").EnumerateArray().ToList();

        Assert.Equal("open", Text(Assert.Single(results), "external_id"));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"/v1/knowledge/people/documents/{open}/text")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/v1/knowledge/people/documents/{closed}/text")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.DeleteAsync($"/v1/knowledge/people/documents/{open}")).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("quick")]
    public async Task A_way_of_searching_that_there_is_not_is_refused_by_name(string mode)
    {
        using var answer = await Client.PostAsJsonAsync("/v1/knowledge/handbook/search", new { query = "lentils", mode });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("mode", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_takes_the_good_lines_and_says_what_is_wrong_with_the_others()
    {
        var lines = string.Join('\n', """{"external_id":"a","text":"First."}""", "{broken", """{"text":""}""", "", """{"text":"x","acl":["everybody"]}""", """{"external_id":"b","text":"Second."}""");
        var answer = await SentAsync("/v1/knowledge/batch/documents/batch", new StringContent(lines, Encoding.UTF8, "application/x-ndjson"), HttpStatusCode.Accepted);

        Assert.Equal(2, answer.GetProperty("accepted").GetInt32());
        Assert.Equal([2, 3, 5], answer.GetProperty("rejected").EnumerateArray().Select(line => line.GetProperty("line").GetInt32()));
        await UntilAsync(async () => Text(await Client.GetFromJsonAsync<JsonElement>($"/v1/jobs/{Text(answer, "job_id")}"), "state") == "done");
    }

    public static TheoryData<string, byte[], int> Unreadable => new()
    {
        { "archive.md", [0x50, 0x4b, 3, 4, 20, 0, 0, 0], 415 },
        { "zeros.md", [65, 0, 66], 415 },
        { "program.txt", [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1], 415 },
        { "letter.doc", [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1], 415 },
        { "pages.pdf", [0x1f, 0x8b, 8, 0], 415 },
        { "empty.md", [], 400 },
        { "blank.md", Encoding.ASCII.GetBytes("  \n"), 400 },
        { "huge.txt", Encoding.ASCII.GetBytes(new string('a', (10 * 1024 * 1024) + 1)), 413 },
    };

    [Theory]
    [MemberData(nameof(Unreadable), DisableDiscoveryEnumeration = true)]
    public async Task What_cannot_be_read_is_refused_and_nothing_is_stored(string name, byte[] bytes, int status)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "file", name } };
        await SentAsync("/v1/knowledge/refused/documents", form, (HttpStatusCode)status);

        Assert.Empty((await Client.GetFromJsonAsync<JsonElement>("/v1/knowledge/refused/documents")).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task A_broken_form_is_refused()
    {
        var cut = new StringContent("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.md\"\r\n\r\nhalf");
        cut.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
        await SentAsync("/v1/knowledge/refused/documents", cut, HttpStatusCode.BadRequest);

        var unbound = new StringContent("nothing");
        unbound.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data");
        await SentAsync("/v1/knowledge/refused/documents", unbound, HttpStatusCode.BadRequest);

        using var empty = new MultipartFormDataContent { { new StringContent("x"), "title" } };
        await SentAsync("/v1/knowledge/refused/documents", empty, HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("""{"text": "x", "acl": ["everybody"]}""")]
    [InlineData("""{"text": "x", "acl": [null]}""")]
    [InlineData("""{"text": "x", "metadata": 5}""")]
    [InlineData("""{"text": "x", "external_id": "a\nb"}""")]
    [InlineData("""{"text": 5}""")]
    [InlineData("""{"title": "no text"}""")]
    [InlineData("{")]
    [InlineData("null")]
    public async Task A_document_of_the_wrong_form_is_refused(string json) => await SentAsync(
        "/v1/knowledge/refused/documents", new StringContent(json, Encoding.UTF8, "application/json"), HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("Upper")]
    [InlineData("-dash")]
    [InlineData("a.b")]
    [InlineData("%C3%A4")]
    public async Task A_namespace_has_a_plain_name(string name) =>
        await SentAsync($"/v1/knowledge/{name}/documents", JsonContent.Create(new { text = "x" }), HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_namespace_settings_are_changed_within_their_bounds()
    {
        await AddAsync("settings", new { text = "One." });
        using var good = await Client.PatchAsJsonAsync("/v1/knowledge/settings", new { chunk_tokens = 128, overlap_tokens = 16, floor = 0.25 });
        var changed = await good.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((128, 16, 0.25), (changed.GetProperty("chunk_tokens").GetInt32(), changed.GetProperty("overlap_tokens").GetInt32(), changed.GetProperty("floor").GetDouble()));

        Assert.Equal(HttpStatusCode.BadRequest, (await Client.PatchAsJsonAsync("/v1/knowledge/settings", new { chunk_tokens = 5 })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Client.PatchAsJsonAsync("/v1/knowledge/settings", new { overlap_tokens = 100 })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Client.PatchAsJsonAsync("/v1/knowledge/unknown", new { floor = 0.1 })).StatusCode);
    }

    private static MultipartFormDataContent File(string text, string name) => new() { { new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", name } };

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
        }
    }

    private async Task<string> AddAsync(string name, object document)
    {
        var path = $"/v1/knowledge/{name}/documents";
        var id = Text((await SentAsync(path, JsonContent.Create(document), HttpStatusCode.Accepted)).GetProperty("document"), "id")!;
        await ReadyAsync(path, id);
        return id;
    }

    private async Task<JsonElement> ReadyAsync(string path, string id)
    {
        JsonElement document = default;
        await UntilAsync(async () => Text(document = await Client.GetFromJsonAsync<JsonElement>($"{path}/{id}"), "state") is "ready" or "failed");
        Assert.Equal("ready", Text(document, "state"));
        return document;
    }

    private async Task<JsonElement> SentAsync(string path, HttpContent content, HttpStatusCode status)
    {
        using var response = await Client.PostAsync(path, content);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode} {text}");
        var body = JsonElement.Parse(text);
        Assert.Equal((int)status >= 400, body.TryGetProperty("code", out _));
        return body;
    }
}
