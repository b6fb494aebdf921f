using System.Net.Http.Json;
using Parley.Safety;
using Parley.ServerKit;

namespace Parley.Bench.Gateway;

/// <summary>The whole product: every answer is a turn, whose events are in the log before they are shown.</summary>
internal sealed class Pipeline : Target
{
    private readonly ServerProcess _server;

    private Pipeline(ServerProcess server, bool holds) => (_server, Name) = (server, holds ? "Parley, full pipeline" : "Parley, harm looked for behind");

    public override string Name { get; }

    public override Uri Url => _server.Url;

    protected override IReadOnlyList<string> Headers => [$"Authorization: Bearer {_server.ApiKey}"];

    protected override IReadOnlyList<int> Processes => [_server.ProcessId];

    /// <param name="holds">Whether the standard policy is in force, which holds answers until a clause passed; otherwise one that reviews, and holds for no more than a word.</param>
    public static async Task<Pipeline> StartAsync(Uri upstream, bool holds)
    {
        var server = await ServerProcess.StartAsync(new()
        {
            Provider = new Uri(upstream, "/v1"),
            PlantsDocumentation = true,
            Environment = new Dictionary<string, string> { ["Logging__LogLevel__Default"] = "Warning" },
        });

        // It serves before it knows what its provider has.
        while (!(await server.Client.GetStringAsync("/v1/models")).Contains(Script.Model, StringComparison.Ordinal))
        {
            await Task.Delay(100);
        }

        if (!holds)
        {
            var policy = new
            {
                name = "looks behind",
                categories = Kinds.Harm.ToDictionary(kind => kind, _ => new { action = "review" }),
                personal_data = Kinds.Personal.ToDictionary(kind => kind, _ => "keep"),
            };
            using var made = await server.Client.PostAsJsonAsync("/v1/policies", new { policy });
            made.EnsureSuccessStatusCode();
        }

        return new(server, holds);
    }

    public override ValueTask DisposeAsync() => _server.DisposeAsync();
}
