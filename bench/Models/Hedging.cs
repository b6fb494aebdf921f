using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Models;
using Parley.Storage;
using Parley.TestKit;

namespace Parley.Bench.Models;

/// <summary>Two replicas that now and then take seconds to begin: what asking a second one brings and costs. Through the whole gateway, in real time.</summary>
internal static class Hedging
{
    private const int Calls = 2_000;
    private const double PerSecond = 40;

    public static async Task RunAsync()
    {
        Console.WriteLine($"2 replicas, 100 to 200 ms to a first token, 4 s in {StutteringClient.Stutters:P0} of the calls; {Calls:N0} calls, {PerSecond} a second");
        Console.WriteLine("| part that may be asked twice | TTFT p50, ms | p95, ms | p99, ms | longest, ms | asked twice |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var budget in (double[])[0, 0.02, 0.05, 0.1])
        {
            Console.WriteLine(await RoundAsync(budget));
        }
    }

    private static async Task<string> RoundAsync(double budget)
    {
        await using var database = await TestDatabase.CreateAsync(
            DatabaseKind.Sqlite, TimeProvider.System, new MigrationSource("accounts", typeof(AccountsModule).Assembly));
        var ledger = new Ledger(database.Tenants, new(database.Tenants, TimeProvider.System), TimeProvider.System, NullLogger<Ledger>.Instance);
        var options = Options.Create(new FailoverOptions { HedgeBudget = budget });
        var factory = new DeploymentFactory(ledger, options, Options.Create(new LoadOptions()), TimeProvider.System, NullLogger<Meter>.Instance);
        var gateway = new ModelGateway(options, new(new(), null), null, TimeProvider.System, new Random(1), NullLogger<ModelGateway>.Instance);
        var plan = new ModelPlan("replicas", [[.. Enumerable.Range(0, 2).Select(number => new WeightedDeployment(
            factory.Make("openai", $"replica-{number}", new($"replica-{number}", 8_000, 1_000, ModelAbilities.Chat, new StutteringClient(number))), 1))]]);
        var (waits, asked, began) = (new List<Task<double>>(Calls), 0, TimeProvider.System.GetTimestamp());
        for (var call = 0; call < Calls; call++)
        {
            var wait = TimeSpan.FromSeconds(call / PerSecond) - TimeProvider.System.GetElapsedTime(began);
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
            waits.Add(FirstTokenAsync());
        }

        var sorted = (await Task.WhenAll(waits)).Order().ToList();
        return FormattableString.Invariant(
            $"| {budget:P0} | {VirtualFleet.Percentile(sorted, 50):0} | {VirtualFleet.Percentile(sorted, 95):0} | {VirtualFleet.Percentile(sorted, 99):0} | {sorted[^1]:0} | {(double)(asked - Calls) / Calls:P1} |");

        async Task<double> FirstTokenAsync()
        {
            var (start, first, context) = (TimeProvider.System.GetTimestamp(), 0.0, new CallContext { Tenant = new(new("tenant_a")), Purpose = "chat" });
            await foreach (var update in gateway.For(plan).GetStreamingResponseAsync([new(ChatRole.User, "hi")], new ChatOptions().With(context)))
            {
                first = first == 0 && update.Text.Length > 0 ? TimeProvider.System.GetElapsedTime(start).TotalMilliseconds : first;
            }

            Interlocked.Add(ref asked, context.Attempts.Count);
            return first;
        }
    }

    /// <summary>A model that mostly begins soon.</summary>
    private sealed class StutteringClient(int seed) : IChatClient
    {
        public const double Stutters = 0.02;
        private readonly Random _random = new(seed);

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Delay(Late(), cancellationToken);
            yield return new(ChatRole.Assistant, "Hello.");
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        private TimeSpan Late()
        {
            lock (_random)
            {
                return TimeSpan.FromMilliseconds(_random.NextDouble() < Stutters ? 4_000 : 100 + (100 * _random.NextDouble()));
            }
        }
    }
}
