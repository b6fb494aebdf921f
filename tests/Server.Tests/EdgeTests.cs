using System.Net;
using System.Text;
using System.Text.Json;

namespace Parley.Server.Tests;

/// <summary>What every request meets before any room sees it.</summary>
public sealed class EdgeTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private HttpClient Client => fixture.Server.Client;

    [Theory]
    [InlineData("GET", "/v1/nowhere", 404, "not_found")]
    [InlineData("POST", "/health/live", 405, "method_not_allowed")]
    [InlineData("GET", "/v1/nowhere?x=%00", 400, "invalid_request")]
    [InlineData("GET", "/v1/nowhere?x=a%FF%FE", 400, "invalid_request")]
    [InlineData("GET", "/v1/nowhere?x=%25FF+%C3%A4%zz%2", 404, "not_found")]
    public async Task A_refusal_is_a_problem_document(string method, string path, int status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await Client.SendAsync(request);
        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal((status, code), (problem.GetProperty("status").GetInt32(), problem.GetProperty("code").GetString()));
        Assert.All(new[] { "type", "title", "detail", "trace_id" }, name => Assert.NotEmpty(problem.GetProperty(name).GetString()!));
    }

    [Theory]
    [InlineData("{", "body is not valid JSON")]
    [InlineData("[]", "The body must be an object.")]
    [InlineData("""{"message": 5}""", "'message' must be a string.")]
    [InlineData("""{"message": "x", "temperature": "hot"}""", "'temperature' must be a number.")]
    [InlineData("""{"message": "x", "message": "y"}""", "'message' stands twice")]
    [InlineData("""{"message": "a\u0000b"}""", "U+0000")]
    [InlineData("""{"message": "\ud800"}""", "half of a surrogate pair")]
    [InlineData("""{"message": "x", "parent_id": "\ud800"}""", "half of a surrogate pair")]
    [InlineData("""{"message": "x", "response": {"schema": {"a": ["\udc00"]}}}""", "half of a surrogate pair")]
    [InlineData("""{"message": "x", "response": {"schema": {"\ud800": 1}}}""", "half of a surrogate pair")]
    [InlineData("""{"message": "x", "response": {"schema": {"a": 1, "a": 2}}}""", "'a' stands twice")]
    [InlineData("""{"message": "x", "response": {"stream": "yes"}}""", "'response.stream' must be true or false.")]
    [InlineData("""{"message": "x", "tools": [null]}""", "'tools': an item of the list is null.")]
    [InlineData("""{"message": "x", "max_tokens": 1.5}""", "'max_tokens' must be a whole number.")]
    public async Task A_body_of_the_wrong_form_is_refused_with_the_field_and_what_it_should_be(string body, string sentence)
    {
        var problem = await RefusedTurnAsync(new StringContent(body, Encoding.UTF8, "application/json"), 400);

        Assert.Contains(sentence, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"message\": \"", "\"}")]
    [InlineData("{\"message\": \"x\", \"response\": {\"schema\": {\"type\": [\"", "\"]}}}")]
    [InlineData("{\"message\": \"x\", \"response\": {\"schema\": {\"", "\": 1}}}")]
    public async Task Bytes_that_are_no_text_are_refused_wherever_they_stand(string before, string after)
    {
        var body = new ByteArrayContent([.. Encoding.UTF8.GetBytes(before), 0xff, 0xfe, .. Encoding.UTF8.GetBytes(after)]);
        body.Headers.ContentType = new("application/json");

        var problem = await RefusedTurnAsync(body, 400);

        Assert.Contains("not valid UTF-8", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_prompt_of_ten_megabytes_is_refused_with_the_limit(bool chunked)
    {
        var text = Encoding.UTF8.GetBytes($$"""{"message": "{{new string('a', 10_000_000)}}"}""");
        HttpContent body = chunked ? new StreamContent(new UnknownLength(text)) : new ByteArrayContent(text);
        body.Headers.ContentType = new("application/json");

        var problem = await RefusedTurnAsync(body, 413);

        Assert.Equal("body_too_large", problem.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_or_is_missing_is_refused()
    {
        await RefusedTurnAsync(new FormUrlEncodedContent([new("message", "x")]), 415);
        var problem = await RefusedTurnAsync(null, 400);

        Assert.Contains("needs a JSON body", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_is_told_how_to_prove_who_they_are_and_nothing_else()
    {
        using var stranger = fixture.Server.NewClient(null);
        using var response = await stranger.GetAsync("/v1/me");
        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), (response.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
    }

    private async Task<JsonElement> RefusedTurnAsync(HttpContent? body, int status)
    {
        using var response = await Client.PostAsync("/v1/conversations/conv_none/turns", body);
        var text = await response.Content.ReadAsStringAsync();

        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode} {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return JsonElement.Parse(text);
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_that_keep_a_browser_safe_and_no_cache_keeps_it()
    {
        using var response = await Client.GetAsync("/v1/nowhere");

        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Metrics_are_written_for_Prometheus()
    {
        await Client.GetAsync("/health/live");

        using var response = await Client.GetAsync("/metrics");
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n');

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(lines, line => line.StartsWith("http_server_request_duration_seconds_bucket{", StringComparison.Ordinal));
        Assert.Contains("parley_requests_unexpected_total 0", lines);
        Assert.Contains(lines, line => line.StartsWith("dotnet_gc_collections_total{", StringComparison.Ordinal));
    }

    /// <summary>Bytes that do not say how many they are, so that they are sent in chunks.</summary>
    private sealed class UnknownLength(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
