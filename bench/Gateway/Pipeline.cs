using System.Net.Http.Json;
using Parley.Safety;
using Parley.ServerKit;

namespace Parley.Bench.Gateway;

/// <summary>The whole product: every answer is a turn, whose events are in the log before they are shown.</summary>
internal sealed class Pipeline : Target
{
    private readonly ServerProcess _server;

    private Pipeline(ServerProcess server, string name) => (_server, Name) = (server, name);

    public override string Name { get; }

    public override Uri Url => _server.Url;

    protected override IReadOnlyList<string> Headers => [$"Authorization: Bearer {_server.ApiKey}"];

    protected override IReadOnlyList<int> Processes => [_server.ProcessId];

    /// <summary>By the standard policy, which holds answers until a clause passed.</summary>
    public static Task<Pipeline> HoldingAsync(Uri upstream) => StartAsync("Parley, full pipeline", upstream, rule: null);

    /// <summary>By one that reviews, and holds nothing.</summary>
    public static Task<Pipeline> LookingBehindAsync(Uri upstream) => StartAsync("Parley, harm looked for behind", upstream, new { action = "review" });

    /// <summary>By one that looks for nothing in answers, as the gateways beside it do; what stands below the score for a block and above that for a review would be looked for.</summary>
    public static Task<Pipeline> UnguardedAsync(Uri upstream) => StartAsync("Parley, no guards", upstream, new { action = "allow", block_at = 1, review_at = 1 });

    /// <param name="rule">What is done about harm, the same for each kind; null for the standard policy.</param>
    private static async Task<Pipeline> StartAsync(string name, Uri upstream, object? rule)
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

        if (rule is not null)
        {
            var policy = new
            {
                name,
                categories = Kinds.Harm.ToDictionary(kind => kind, _ => rule),
                personal_data = Kinds.Personal.ToDictionary(kind => kind, _ => "keep"),
            };
            using var made = await server.Client.PostAsJsonAsync("/v1/policies", new { policy });
            made.EnsureSuccessStatusCode();
        }

        return new(server, name);
    }

    public override ValueTask DisposeAsync() => _server.DisposeAsync();
}
