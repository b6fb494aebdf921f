using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Server.Tests.Edge;

/// <summary>Line breaks wherever something of a request could reach a header of its answer.</summary>
public sealed class HeaderInjectionTests(EdgeServerFixture fixture) : IClassFixture<EdgeServerFixture>
{
    private const string Break = "%0d%0aX-Injected:%20yes";

    [Theory]
    [InlineData("GET /v1/conversations/" + Break)]
    [InlineData("GET /v1/turns/turn_1" + Break + "/events")]
    [InlineData("POST /v1/turns/turn_1" + Break + "/cancel")]
    [InlineData("POST /v1/turns/turn_1" + Break + "/approvals")]
    [InlineData("GET /v1/knowledge/ns" + Break + "/documents")]
    [InlineData("POST /v1/knowledge/ns" + Break + "/documents")]
    [InlineData("GET /v1/conversations?cursor=" + Break)]
    [InlineData("GET /v1/conversations?limit=" + Break)]
    [InlineData("GET /" + Break)]
    [InlineData("GET /assets/" + Break + ".js")]
    [InlineData("GET /c/" + Break + "?next=" + Break)]
    [InlineData("GET //evil.example/" + Break)]
    public async Task An_escaped_line_break_in_an_address_makes_no_header(string line)
    {
        var answer = await AskAsync(line, "Content-Type: application/json\r\n", line.StartsWith("POST", StringComparison.Ordinal) ? "{\"text\": \"x\", \"call_id\": \"x\", \"decision\": \"deny\"}" : "");

        AssertClean(answer);
    }

    [Theory]
    [InlineData("Idempotency-Key")]
    [InlineData("Parley-End-User")]
    [InlineData("Last-Event-ID")]
    [InlineData("Origin")]
    [InlineData("Access-Control-Request-Headers")]
    [InlineData("If-None-Match")]
    [InlineData("Accept")]
    [InlineData("X-Forwarded-Host")]
    [InlineData("X-Forwarded-Proto")]
    [InlineData("traceparent")]
    public async Task A_bare_line_break_in_a_header_is_refused_or_stays_what_it_is(string name)
    {
        foreach (var end in new[] { "\r", "\n", "\n ", "\u0085", "\u0000" })
        {
            AssertClean(await AskAsync("GET /v1/conversations", $"{name}: a{end}X-Injected: yes\r\n", ""));
            AssertClean(await AskAsync("OPTIONS /v1/conversations", $"{name}: a{end}X-Injected: yes\r\n", ""));
        }
    }

    [Fact]
    public async Task A_line_break_in_a_file_name_makes_no_header_and_is_kept_as_text_or_refused()
    {
        const string Body = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\\\r\nX-Injected: yes.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n";

        AssertClean(await AskAsync("POST /v1/knowledge/names/documents", "Content-Type: multipart/form-data; boundary=b\r\n", Body));
        AssertClean(await AskAsync(
            "POST /v1/knowledge/names/documents", "Content-Type: multipart/form-data; boundary=b\r\n",
            Body.Replace("filename=\"a\\\r\nX-Injected: yes.txt\"", "filename*=UTF-8''a%0d%0aX-Injected:%20yes.txt", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Line_breaks_in_bodies_stay_in_bodies()
    {
        var value = "x\r\nX-Injected: yes\r\n\r\n";
        object[] bodies =
        [
            new { title = value, end_user = value },
            new { name = value, scopes = new[] { value } },
            new { message = "x", client_message_id = value, model = value, response = new { stream = false } },
        ];
        using var made = await fixture.Client.PostAsJsonAsync("/v1/conversations", new { }, Cancel);
        var id = JsonElement.Parse(await made.Content.ReadAsStringAsync(Cancel)).GetProperty("id").GetString();
        foreach (var (path, body) in new[] { "/v1/conversations", "/v1/api-keys", $"/v1/conversations/{id}/turns" }.Zip(bodies))
        {
            using var answer = await fixture.Client.PostAsJsonAsync(path, body, Cancel);
            Assert.False(answer.Headers.Contains("X-Injected"), path);
            Assert.InRange((int)answer.StatusCode, 200, 499);
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Task<string> AskAsync(string line, string headers, string body) => RawConnection.AskAsync(
        fixture.Url,
        $"{line} HTTP/1.1\r\nHost: {fixture.Url.Authority}\r\nAuthorization: Bearer {fixture.Server.Key}\r\nConnection: close\r\n{headers}Content-Length: {body.Length}\r\n\r\n{body}");

    private static void AssertClean(string answer)
    {
        var head = answer.Split("\r\n\r\n")[0];
        Assert.Matches("^HTTP/1.1 [234][0-9][0-9] ", answer);
        Assert.DoesNotContain("\nX-Injected", head, StringComparison.OrdinalIgnoreCase);
        Assert.All(head.Split("\r\n"), line => Assert.DoesNotContain('\n', line));
    }
}
