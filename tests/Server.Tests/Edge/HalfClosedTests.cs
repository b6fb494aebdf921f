using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Parley.Host.Edge;
using Parley.TestKit;

namespace Parley.Server.Tests.Edge;

/// <summary>Clients that close their own side of the connection and go on listening, and those that leave altogether.</summary>
public sealed class HalfClosedTests(EdgeServerFixture fixture) : IClassFixture<EdgeServerFixture>
{
    private const string Prompt = "{\"prompt\": \"Hello\"}";
    private const string Streamed = "{\"model\": \"extractive\", \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}], \"stream\": true}";

    private const string Message = "{\"model\": \"extractive\", \"max_tokens\": 50, \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}], \"stream\": true}";

    private string Head => $"Host: x\r\nAuthorization: Bearer {fixture.Server.Key}\r\n";

    public static TheoryData<string, string, string> Requests => new()
    {
        { "GET /v1/me", "", "\"user\"" },
        { "POST /v1/chat", $"Content-Type: application/json\r\nContent-Length: {Prompt.Length}\r\n\r\n{Prompt}", "\"text\"" },
        { "POST /v1/chat", $"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{Prompt.Length:x}\r\n{Prompt}\r\n0\r\n\r\n", "\"text\"" },
        { "POST /v1/messages", $"Content-Type: application/json\r\nContent-Length: {Message.Length}\r\n\r\n{Message}", "event: message_stop" },
        { "POST /v1/chat/completions", $"Content-Type: application/json\r\nContent-Length: {Streamed.Length}\r\n\r\n{Streamed}", "data: [DONE]" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Who_sends_a_request_and_closes_one_side_gets_the_whole_answer(string line, string rest, string expected)
    {
        using var connection = await RawConnection.OpenAsync(fixture.Url);
        await connection.SendAsync($"{line} HTTP/1.1\r\n{Head}{(rest.Length == 0 ? "\r\n" : rest)}");
        connection.HalfClose();

        var answer = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Contains(expected, answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n0\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_requests_that_were_sent_before_the_side_was_closed_are_answered()
    {
        using var connection = await RawConnection.OpenAsync(fixture.Url);
        await connection.SendAsync(string.Concat(Enumerable.Repeat($"GET /v1/me HTTP/1.1\r\n{Head}\r\n", 20)));
        connection.HalfClose();

        var answers = await connection.ReadToEndAsync();

        Assert.Equal(20, answers.Split("HTTP/1.1 200 ").Length - 1);
    }

    [Fact]
    public async Task A_client_that_only_seems_to_listen_is_waited_for_no_longer_than_is_said()
    {
        var time = new FakeTime();
        var (input, output) = (new Pipe(), new Pipe());
        using var closed = new CancellationTokenSource();
        var connection = new DefaultConnectionContext { ConnectionClosed = closed.Token, Transport = new Duplex(input.Reader, output.Writer) };
        var left = new TaskCompletionSource();
        var serving = new HalfClosed(
            async one =>
            {
                await using var registration = one.ConnectionClosed.Register(left.SetResult);
                await left.Task;
            },
            time).ServeAsync(connection);

        await closed.CancelAsync();
        time.Advance(HalfClosed.Patience - TimeSpan.FromSeconds(1));
        Assert.False(left.Task.IsCompleted);
        await Poll.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(left.Task.IsCompleted);
            },
            "the client was taken for gone");
        await serving;
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
