using System.Text.Json;

namespace Parley.Server.Tests.Edge;

/// <summary>Clients that send or read by drops, or hang up half of the line.</summary>
public sealed class SlowClientTests(EdgeServerFixture fixture) : IClassFixture<EdgeServerFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_comes_byte_by_byte_is_answered()
    {
        using var connection = await RawConnection.OpenAsync(fixture.Url);
        foreach (var letter in $"GET /v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {fixture.Server.Key}\r\n\r\n")
        {
            await connection.SendAsync(letter.ToString());
        }

        Assert.StartsWith("HTTP/1.1 200 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_ends_early_because_the_line_is_half_closed_is_refused_or_dropped()
    {
        using var connection = await RawConnection.OpenAsync(fixture.Url);
        await connection.SendAsync($"POST /v1/conversations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Server.Key}\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{{\"title\"");
        connection.HalfClose();

        var answer = await connection.ReadToEndAsync();

        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal), answer);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001")]
    [InlineData("GET /health/live HTTP/9.9\r\nHost: x\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("GET /health/live HTTP/1.1\r\n\r\n")]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")]
    [InlineData("POST /v1/chat HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /v1/chat HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST /v1/chat HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    public async Task What_is_no_request_is_refused_and_hurts_nobody_else(string bytes)
    {
        using var connection = await RawConnection.OpenAsync(fixture.Url);
        await connection.SendAsync(bytes);
        connection.HalfClose();

        Assert.DoesNotMatch("^HTTP/1.1 50[0-4]", await connection.ReadToEndAsync());
        Assert.Contains("alive", await fixture.Client.GetStringAsync("/health/live", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_who_hangs_up_half_of_the_line_hears_the_turn_to_its_end()
    {
        var conversation = JsonElement.Parse(await (await fixture.Client.PostAsync("/v1/conversations", null, Cancel)).Content.ReadAsStringAsync(Cancel)).GetProperty("id").GetString();
        using var connection = await RawConnection.OpenAsync(fixture.Url);
        const string Body = "{\"message\": \"Hello\", \"retrieval\": false}";
        await connection.SendAsync(
            $"POST /v1/conversations/{conversation}/turns HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Server.Key}\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}");
        var head = await connection.ReadUntilAsync(text => text.Contains("\r\n\r\n", StringComparison.Ordinal));
        connection.HalfClose();
        var rest = await connection.ReadToEndAsync();

        var turn = head.Split("Parley-Turn-Id: ")[1].Split("\r\n")[0];
        var events = await fixture.Client.GetStringAsync($"/v1/turns/{turn}/events", Cancel);

        Assert.Contains("event: turn.completed", head + rest, StringComparison.Ordinal);
        Assert.Contains("event: turn.completed", events, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_without_end_are_refused()
    {
        using var connection = await RawConnection.OpenAsync(fixture.Url);
        await connection.SendAsync("GET /health/live HTTP/1.1\r\nHost: x\r\n" + string.Concat(Enumerable.Repeat($"X-More: {new string('a', 1000)}\r\n", 50)));

        Assert.StartsWith("HTTP/1.1 431 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }
}
