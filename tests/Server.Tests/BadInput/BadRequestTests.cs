using System.Net.Http.Headers;
using System.Text;

namespace Parley.Server.Tests.BadInput;

/// <summary>Addresses, headers and queries that make no sense.</summary>
public sealed class BadRequestTests(Things things) : IClassFixture<Things>
{
    public static TheoryData<string> Ids =>
    [
        "x", "conv_", "conv_00000000000000000000000000000000", "turn_00000000000000000000000000000000", "doc_00000000000000000000000000000000",
        "key_00000000000000000000000000000000", "job_00000000000000000000000000000000", "%F0%9F%98%80", "%FF%FE", "..%2F..", "'%20or%201=1--", new string('a', 5_000),
    ];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task An_id_of_nothing_is_refused_on_every_route(string id)
    {
        var bodies = BodyShapes.Of(things).ToDictionary(shape => shape.Route);
        var complaints = new List<string>();
        foreach (var route in things.Server.Routes.Where(route => route.Path.Contains("{id}", StringComparison.Ordinal)))
        {
            using var request = new HttpRequestMessage(
                new HttpMethod(route.Method), route.Path.Replace("{id}", id, StringComparison.Ordinal).Replace("{namespace}", Things.Namespace, StringComparison.Ordinal));
            request.Content = bodies.GetValueOrDefault(route.Name)?.Valid is { } valid ? new StringContent(valid.ToJsonString(), Encoding.UTF8, "application/json") : null;
            using var response = await things.Client.SendAsync(request);
            if (await Verdict.OnAsync(response) is { } complaint)
            {
                complaints.Add($"{route.Name}: {complaint}");
            }
        }

        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
    }

    [Theory]
    [InlineData("limit=abc")]
    [InlineData("limit=0")]
    [InlineData("limit=-1")]
    [InlineData("limit=1000000")]
    [InlineData("limit=99999999999999999999")]
    [InlineData("cursor=garbage")]
    [InlineData("cursor=%FF%FE")]
    [InlineData("limit=%00")]
    public async Task A_query_that_makes_no_sense_is_refused_on_every_list(string query)
    {
        foreach (var path in (string[])["/v1/conversations", $"/v1/conversations/{things.Conversation}/messages", $"/v1/knowledge/{Things.Namespace}/documents", "/v1/api-keys", "/v1/usage/records", "/v1/ledger/entries", "/v1/files", "/v1/shares", $"/v1/conversations/{things.Conversation}/shares"])
        {
            using var response = await things.Client.GetAsync($"{path}?{query}");
            Assert.Null(await Verdict.OnAsync(response) is { } complaint ? $"{path}?{query}: {complaint}" : null);
        }
    }

    [Theory]
    [InlineData("/v1/messages/search")]
    [InlineData("/v1/messages/search?query=")]
    [InlineData("/v1/messages/search?query=%20%20")]
    [InlineData("/v1/messages/search?query=%E2%80%AE%CC%81!")]
    [InlineData("/v1/messages/search?query=x&limit=51")]
    [InlineData("/v1/messages/search?query=x&limit=abc")]
    [InlineData("/v1/messages/search?query=x&cursor=garbage")]
    [InlineData("/v1/messages/search?query=x&cursor=99999999999-msg_1")]
    [InlineData("/v1/messages/search?query=x&from=yesterday")]
    [InlineData("/v1/messages/search?query=x&from=2026-13-01")]
    [InlineData("/v1/messages/search?query=x&to=2026-01-31T25:00:00Z")]
    [InlineData("/v1/messages/search?query=x&from=2026-02-01&to=2026-01-01")]
    [InlineData("/v1/messages/search?query=x&role=king")]
    [InlineData("/v1/messages/search?query=x&state=running")]
    [InlineData("/v1/messages/search?query=x&archived=maybe")]
    [InlineData("/v1/messages/search?query=%FF%FE")]
    [InlineData("/v1/messages/search?query=x&model=%ED%A0%80")]
    [InlineData("/v1/conversations?query=%FF%FE")]
    [InlineData("/v1/conversations?query=caf%E9")]
    [InlineData("/v1/conversations?query=")]
    [InlineData("/v1/conversations?query=x&cursor=garbage")]
    public async Task A_search_that_makes_no_sense_is_refused_with_a_sentence(string path)
    {
        using var response = await things.Client.GetAsync(path);

        Assert.Null(await Verdict.OnAsync(response));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("Last-Event-ID", "abc")]
    [InlineData("Last-Event-ID", "99999999999999999999")]
    [InlineData("Parley-End-User", "a b")]
    [InlineData("Parley-End-User", "")]
    [InlineData("Authorization", "Bearer \u007f!\"#")]
    [InlineData("Authorization", "Basic Og==")]
    [InlineData("Authorization", "Bearer")]
    [InlineData("Authorization", "Bearer a.b.c")]
    public async Task A_header_that_makes_no_sense_is_refused(string name, string value)
    {
        using var client = name == "Authorization" ? things.Server.NewClient(null) : things.Server.NewClient(things.Server.Key);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/turns/{things.Turn}/events");
        request.Headers.TryAddWithoutValidation(name, value);

        using var response = await client.SendAsync(request);

        Assert.Null(await Verdict.OnAsync(response));
    }

    [Fact]
    public async Task An_idempotency_key_that_is_too_long_is_refused()
    {
        var before = await things.StoredAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/conversations/{things.Conversation}/turns");
        request.Headers.Add("Idempotency-Key", new string('k', 10_000));
        request.Content = new StringContent("""{"message": "x"}""", Encoding.UTF8, "application/json");

        using var response = await things.Client.SendAsync(request);

        Assert.Null(await Verdict.OnAsync(response));
        Assert.Equal(before, await things.StoredAsync());
    }

    [Fact]
    public async Task Huge_headers_are_refused_and_the_server_goes_on()
    {
        using var client = things.Server.NewClient(things.Server.Key);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/me");
        request.Headers.Add("X-Huge", new string('h', 100_000));
        using var response = await client.SendAsync(request);

        Assert.Equal(431, (int)response.StatusCode);
        Assert.True((await client.GetAsync("/v1/me")).IsSuccessStatusCode);
    }

    [Theory]
    [InlineData(1_048_576, 202)]
    [InlineData(10_485_760, 202)]
    [InlineData(10_485_761, 413)]
    public async Task A_document_may_be_as_large_as_its_limit_and_no_larger(int bytes, int status)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent([.. Enumerable.Repeat((byte)' ', bytes - 1), (byte)'x']), "file", "large.txt" } };

        using var response = await things.Client.PostAsync("/v1/knowledge/large/documents", form);

        Assert.Equal(status, (int)response.StatusCode);
    }

    public static TheoryData<string, string, string> Forms => new()
    {
        { "no boundary", "multipart/form-data", "x" },
        { "an empty body", "multipart/form-data; boundary=b", "" },
        { "no end", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.md\"\r\n\r\nhello" },
        { "no file", "multipart/form-data; boundary=b", Part("title", "x") + "--b--\r\n" },
        { "a part without a name", "multipart/form-data; boundary=b", "--b\r\n\r\nhello\r\n--b--\r\n" },
        { "a zip named .md", "multipart/form-data; boundary=b", File("a.md", "PK\u0003\u0004\u0014\0\0\0") },
        { "a program named .txt", "multipart/form-data; boundary=b", File("a.txt", "\u007fELF\u0002\u0001") },
        { "zero bytes", "multipart/form-data; boundary=b", File("a.txt", "a\0b") },
        { "an empty file", "multipart/form-data; boundary=b", File("a.txt", "") },
        { "an archive named .md", "multipart/form-data; boundary=b", File("a.md", "\u001f\u008b\b\0\0") },
        { "an old Office file", "multipart/form-data; boundary=b", File("a.docx", "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1") },
        { "metadata that is no JSON", "multipart/form-data; boundary=b", Part("metadata", "{") + File("a.md", "hello") },
        { "metadata that is a list", "multipart/form-data; boundary=b", Part("metadata", "[1]") + File("a.md", "hello") },
        { "an acl that is no JSON", "multipart/form-data; boundary=b", Part("acl", "[1") + File("a.md", "hello") },
        { "an acl with half of a surrogate pair", "multipart/form-data; boundary=b", Part("acl", "[\"\\ud800\"]") + File("a.md", "hello") },
        { "an acl of nobody", "multipart/form-data; boundary=b", Part("acl", "[1]") + File("a.md", "hello") },
        { "a title with a control character", "multipart/form-data; boundary=b", Part("title", "a\u0007b") + File("a.md", "hello") },
        { "too many parts", "multipart/form-data; boundary=b", string.Concat(Enumerable.Range(0, 200).Select(number => Part($"p{number}", "x"))) + File("a.md", "hello") },
        { "a huge part header", "multipart/form-data; boundary=b", $"--b\r\nX: {new string('h', 100_000)}\r\n\r\nhello\r\n--b--\r\n" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task An_upload_that_is_broken_is_refused(string name, string mediaType, string body)
    {
        var before = await things.StoredAsync();
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);

        using var response = await things.Client.PostAsync($"/v1/knowledge/{Things.Namespace}/documents", content);

        Assert.Null(await Verdict.OnAsync(response) is { } complaint ? $"{name}: {complaint}" : null);
        Assert.Equal(before, await things.StoredAsync());
    }

    private static string Part(string name, string value) => $"--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n";

    private static string File(string name, string text) =>
        $"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{text}\r\n--b--\r\n";
}
