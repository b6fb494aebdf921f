using System.Net;

namespace Parley.ScriptedProvider.Tests;

public sealed class FaultTests
{
    [Theory]
    [InlineData("429", 429, "3")]
    [InlineData("500", 500, null)]
    public async Task A_refusal_has_its_status_and_openais_shape(string fault, int status, string? retryAfter)
    {
        await using var provider = await RunningProvider.StartAsync(new() { Fault = fault, RetryAfter = retryAfter is null ? null : 3 });

        using var response = await provider.PostAsync(Wire.Ask("Hi", stream: true));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(retryAfter, response.Headers.RetryAfter?.ToString());
        Assert.NotNull(Wire.Parsed(await response.Content.ReadAsStringAsync())!["error"]!["message"]);
        Assert.Equal("refused", provider.Log.All[0].Outcome);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task A_stall_sends_what_comes_before_it_and_ends_when_the_client_leaves(int at)
    {
        await using var provider = await RunningProvider.StartAsync();
        using var leave = new CancellationTokenSource();
        using var response = await provider.PostAsync(Wire.Ask($"Hi [[script: tokens=40 fault=stall at={at}]]", stream: true));
        var reading = response.Content.ReadAsStreamAsync(leave.Token);
        await provider.RecordAsync(record => record.TokensSent == at && record.Fault == "stall");

        await using (await reading)
        {
            response.Dispose();
        }

        var record = await provider.RecordAsync(record => record.DisconnectedAt is not null);
        Assert.Equal(("disconnected", at), (record.Outcome, record.TokensSent));
        Assert.Equal(at == 0, record.FirstTokenAt is null);
    }

    [Fact]
    public async Task A_stall_with_an_end_goes_on()
    {
        await using var provider = await RunningProvider.StartAsync(new() { Tokens = 10, Fault = "stall", FaultAt = 4, FaultMs = 100 });
        var whole = Wire.Text(await provider.AskAsync(Wire.Ask("Hi")));

        Assert.Equal(whole, Wire.Text(await provider.StreamAsync(Wire.Ask("Hi", stream: true))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cut_resets_the_connection(bool stream)
    {
        await using var provider = await RunningProvider.StartAsync(new() { Tokens = 40, Fault = "cut", FaultAt = 30 });

        var broken = await Record.ExceptionAsync(() => provider.StreamAsync(Wire.Ask("Hi", stream)));

        Assert.True(broken is HttpRequestException or IOException, $"{broken}");
        var record = await provider.RecordAsync(record => record.Outcome == "cut");
        Assert.Equal(stream ? 30 : 0, record.TokensSent);
        Assert.Null(record.DisconnectedAt);
    }

    [Fact]
    public async Task A_malformed_frame_stands_among_whole_ones()
    {
        await using var provider = await RunningProvider.StartAsync(new() { Tokens = 9, Fault = "malformed", FaultAt = 3 });

        var events = await provider.StreamAsync(Wire.Ask("Hi", stream: true));

        Assert.Equal(2, events.Count(data => Wire.Parsed(data) is null));
        Assert.Equal(9, Pieces.Count(Wire.Text(events)));
        using var whole = await provider.PostAsync(Wire.Ask("Hi"));
        Assert.Null(Wire.Parsed(await whole.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_missing_end_and_an_error_in_the_stream_can_be_scripted()
    {
        await using var provider = await RunningProvider.StartAsync(new() { Tokens = 9 });

        var endless = await provider.StreamAsync(Wire.Ask("Hi [[script: fault=missing-done]]", stream: true));
        var error = await provider.StreamAsync(Wire.Ask("Hi [[script: fault=error-frame at=2]]", stream: true));

        Assert.Equal(9, Pieces.Count(Wire.Text(endless)));
        Assert.DoesNotContain(endless, data => data.Contains("DONE", StringComparison.Ordinal) || data.Contains("stop", StringComparison.Ordinal));
        Assert.NotNull(Wire.Parsed(error[^1])!["error"]);
        Assert.All(provider.Log.All, record => Assert.Equal("broken", record.Outcome));
    }

    [Fact]
    public async Task Slow_headers_come_late_and_a_wrong_content_type_is_html()
    {
        await using var provider = await RunningProvider.StartAsync();

        await provider.StreamAsync(Wire.Ask("[[script: fault=slow-headers fault_ms=200]]", stream: true));
        using var page = await provider.PostAsync(Wire.Ask("[[script: fault=content-type]]", stream: true));

        Assert.True(provider.Log.All[0].FirstTokenAt - provider.Log.All[0].ReceivedAt >= TimeSpan.FromMilliseconds(195));
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task A_fault_with_times_strikes_so_often_and_then_lets_the_same_message_pass()
    {
        await using var provider = await RunningProvider.StartAsync();
        var ask = Wire.Ask("Hi [[script: fault=503 times=2]]");
        var statuses = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            using var response = await provider.PostAsync(ask);
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([503, 503, 200], statuses);
    }
}
