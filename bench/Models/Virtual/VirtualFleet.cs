using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Models;

namespace Parley.Bench.Models;

/// <summary>Deployments that are chosen among and never called: what their calls would take is told by the simulation.</summary>
internal static class VirtualFleet
{
    public static IReadOnlyList<Deployment> Deploy(int count, FailoverOptions options, TimeProvider time)
    {
        var factory = new DeploymentFactory(null!, Options.Create(options), Options.Create(new LoadOptions()), time, NullLogger<Meter>.Instance);
        return [.. Enumerable.Range(0, count).Select(number => factory.Make(
            "openai", $"replica-{number}", new($"replica-{number}", 1_000_000, 1_000, ModelAbilities.Chat, new NeverAsked())))];
    }

    /// <summary>The value that so many of a hundred are below.</summary>
    public static double Percentile(IReadOnlyList<double> sorted, double percent) => sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];

    private sealed class NeverAsked : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("Nobody calls this one.");

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("Nobody calls this one.");

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
