using System.Diagnostics;
using System.Text.Json;
using Parley.ScriptedProvider;
using Parley.Server.Tests.Turns;
using Parley.TestKit;

namespace Parley.Server.Tests.Seeing;

/// <summary>What a scrape finds, and what the log says of each request.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Prometheus_own_tool_finds_nothing_wrong_with_the_metrics()
    {
        await using var server = await ChatServer.StartAsync("sqlite", new() { Tokens = 8 });
        await server.Client.AskAsync(new { message = "Tell me.", retrieval = false });
        await server.Client.AskAsync(new { message = "Tell me. [[script: fault=429 times=1]]", retrieval = false });
        var metrics = await server.Client.GetStringAsync("/metrics", Asking.Cancelled);

        var (code, complaints) = await PromtoolAsync(metrics);

        Assert.True(code == 0, complaints);
        Assert.Contains("gen_ai_client_operation_duration_seconds_count{gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"openai\",gen_ai_request_model=\"scripted\"} 2", metrics, StringComparison.Ordinal);
        Assert.Contains("error_type=\"rate_limited\"", metrics, StringComparison.Ordinal);
        Assert.Contains("gen_ai_token_type=\"output\"", metrics, StringComparison.Ordinal);
        Assert.Contains("gen_ai_server_time_to_first_token_seconds_bucket", metrics, StringComparison.Ordinal);
        Assert.Contains("parley_turns_ended_total{state=\"completed\"} 2", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_request_is_one_line_with_outcome_duration_tokens_and_cost_and_probes_are_none()
    {
        await using var server = await ChatServer.StartAsync("sqlite", new() { Tokens = 8 });
        var (turn, _) = await server.Client.AskAsync(new { message = "Tell me.", retrieval = false });
        using var refused = await server.Client.GetAsync("/v1/turns/turn_none?x=quill", Asking.Cancelled);
        using var stranger = await server.Node.NewClient(null).GetAsync("/v1/me", Asking.Cancelled);
        using var probe = await server.Client.GetAsync("/health/live", Asking.Cancelled);

        await Poll.UntilAsync(() => Requests(server).Any(state => Text(state, "Route") == "/v1/me"), "the last line was written");
        var lines = Requests(server);

        var sent = Assert.Single(lines, state => Text(state, "Route") == "/v1/conversations/{id}/turns");
        Assert.Equal(("POST", "completed", turn, "0"), (Text(sent, "Method"), Text(sent, "Outcome"), Text(sent, "TurnId"), Text(sent, "Cost")));
        Assert.Equal((200, 8L), (sent.GetProperty("Status").GetInt32(), sent.GetProperty("OutputTokens").GetInt64()));
        Assert.True(sent.GetProperty("ElapsedMs").GetDouble() > 0 && sent.GetProperty("InputTokens").GetInt64() > 0);
        Assert.StartsWith("tenant_", Text(sent, "TenantId"), StringComparison.Ordinal);
        Assert.Equal("refused", Text(Assert.Single(lines, state => Text(state, "Route") == "/v1/turns/{id}"), "Outcome"));
        Assert.Equal(401, Assert.Single(lines, state => Text(state, "Route") == "/v1/me").GetProperty("Status").GetInt32());
        Assert.DoesNotContain(lines, state => Text(state, "Route")!.StartsWith("/health", StringComparison.Ordinal));
        Assert.All(server.Node.Log.All, line => Assert.DoesNotContain("quill", line, StringComparison.Ordinal));
    }

    private static List<JsonElement> Requests(ChatServer server) =>
    [
        .. server.Node.Log.All.Where(line => line.Contains("Telemetry.RequestLog", StringComparison.Ordinal))
            .Select(line => JsonElement.Parse(line).GetProperty("State")),
    ];

    private static string? Text(JsonElement state, string name) => state.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static async Task<(int Code, string Complaints)> PromtoolAsync(string metrics)
    {
        using var tool = TryStart() ?? throw new InvalidOperationException("promtool did not start.");
        var complaints = tool.StandardOutput.ReadToEndAsync(Asking.Cancelled);
        var errors = tool.StandardError.ReadToEndAsync(Asking.Cancelled);
        await tool.StandardInput.WriteAsync(metrics);
        tool.StandardInput.Close();
        await tool.WaitForExitAsync(Asking.Cancelled);
        return (tool.ExitCode, await complaints + await errors);
    }

    private static Process? TryStart()
    {
        try
        {
            return Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("promtool is not installed: Debian's package 'prometheus' brings it.");
            throw;
        }
    }
}
