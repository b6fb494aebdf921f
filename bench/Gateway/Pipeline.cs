using Parley.ServerKit;

namespace Parley.Bench.Gateway;

/// <summary>The whole product: every answer is a turn, whose events are in the log before they are shown.</summary>
internal sealed class Pipeline : Target
{
    private readonly ServerProcess _server;

    private Pipeline(ServerProcess server) => _server = server;

    public override string Name => "Parley, full pipeline";

    public override Uri Url => _server.Url;

    protected override IReadOnlyList<string> Headers => [$"Authorization: Bearer {_server.ApiKey}"];

    protected override IReadOnlyList<int> Processes => [_server.ProcessId];

    public static async Task<Pipeline> StartAsync(Uri upstream)
    {
        var server = await ServerProcess.StartAsync(new()
        {
            Provider = new Uri(upstream, "/v1"),
            Environment = new Dictionary<string, string> { ["Logging__LogLevel__Default"] = "Warning" },
        });

        // It serves before it knows what its provider has.
        while (!(await server.Client.GetStringAsync("/v1/models")).Contains(Script.Model, StringComparison.Ordinal))
        {
            await Task.Delay(100);
        }

        return new(server);
    }

    public override ValueTask DisposeAsync() => _server.DisposeAsync();
}
