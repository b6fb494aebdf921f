using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Models;
using Parley.OpenAI;
using Parley.ScriptedProvider;
using Parley.Storage;
using Parley.TestKit;

namespace Parley.Bench.Models;

/// <summary>
/// Conversations on four replicas that keep a bounded part of the prompts they read and take time for the rest: the same talk, led to the
/// replicas in four ways.
/// </summary>
internal static class PrefixRouting
{
    private const int Replicas = 4;
    private const int KeptTokens = 60_000;
    private const double PrefillMs = 0.1;

    public static async Task RunAsync(int talks, int turns, double pauseSeconds)
    {
        Console.WriteLine($"{Replicas} replicas, {KeptTokens:N0} tokens kept by each, {PrefillMs} ms per token read; {talks} conversations of {turns} turns, {pauseSeconds} s between them on average");
        Console.WriteLine("| way | tokens found in the cache | TTFT p50, ms | p99, ms | busiest replica / mean, by tokens read | by calls |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var way in Enum.GetValues<Way>())
        {
            Console.WriteLine(await RoundAsync(way, talks, turns, pauseSeconds));
        }
    }

    private static async Task<string> RoundAsync(Way way, int talks, int turns, double pauseSeconds)
    {
        await using var database = await TestDatabase.CreateAsync(
            DatabaseKind.Sqlite, TimeProvider.System, new MigrationSource("accounts", typeof(AccountsModule).Assembly));
        var ledger = new Ledger(database.Tenants, new(database.Tenants, TimeProvider.System), TimeProvider.System, NullLogger<Ledger>.Instance);
        var options = Options.Create(new FailoverOptions { HedgeBudget = 0, PrefixCacheTokens = KeptTokens });
        var factory = new DeploymentFactory(ledger, options, Options.Create(new LoadOptions()), TimeProvider.System, NullLogger<Meter>.Instance);
        using var transport = new OpenAITransport(new OpenAIOptions());
        var (apps, replicas) = (new List<WebApplication>(), new List<Deployment>());
        for (var i = 0; i < Replicas; i++)
        {
            var app = ScriptedProviderApp.Create(new() { Urls = "http://127.0.0.1:0", PrefillMs = PrefillMs, PrefixTokens = KeptTokens, Script = new() { Tokens = 150 } });
            await app.StartAsync();
            apps.Add(app);
            var connection = await new OpenAIProvider(transport, TimeProvider.System).ConnectAsync(new(new(app.Urls.First() + "/v1")), CancellationToken.None);
            replicas.Add(factory.Make("openai", $"replica-{i}", connection!));
        }

        var gateway = new ModelGateway(options, new(new(), null), null, TimeProvider.System, new Random(1), NullLogger<ModelGateway>.Instance);
        var led = new Leading(way, replicas);
        var seen = await Task.WhenAll(Enumerable.Range(0, talks).Select(talk => new Talk(talk, turns, pauseSeconds).RunAsync(gateway, led)));
        foreach (var app in apps)
        {
            await app.DisposeAsync();
        }

        return Row(way, [.. seen.SelectMany(attempts => attempts)]);
    }

    private static string Row(Way way, IReadOnlyList<CallAttempt> attempts)
    {
        var waits = attempts.Select(attempt => attempt.FirstToken!.Value.TotalMilliseconds).Order().ToList();
        var (input, cached) = (attempts.Sum(attempt => attempt.Receipt.InputTokens), attempts.Sum(attempt => attempt.Receipt.CachedTokens));
        var byReplica = attempts.GroupBy(attempt => attempt.Deployment).ToList();
        return FormattableString.Invariant(
            $"| {way} | {(double)cached / input:P1} | {waits[waits.Count / 2]:0} | {waits[(int)(waits.Count * 0.99)]:0} | {Skew(byReplica.Select(group => group.Sum(one => one.Receipt.InputTokens - one.Receipt.CachedTokens)))} | {Skew(byReplica.Select(group => (long)group.Count()))} |");
    }

    private static string Skew(IEnumerable<long> loads)
    {
        var all = loads.ToList();
        return FormattableString.Invariant($"{all.Max() / ((double)all.Sum() / Replicas):0.00}");
    }
}

internal enum Way
{
    RoundRobin,
    LeastBusy,
    ConsistentHashing,
    Prefix,
}

/// <summary>Says where the next call of a conversation may go.</summary>
internal sealed class Leading(Way way, IReadOnlyList<Deployment> replicas)
{
    private int _next;

    public ModelPlan For(int talk) => way switch
    {
        Way.RoundRobin => ModelPlan.Of(replicas[(int)((uint)Interlocked.Increment(ref _next) % replicas.Count)]),

        // Highest random weight: D. Thaler and C. Ravishankar (1998).
        Way.ConsistentHashing => ModelPlan.Of(replicas.MaxBy(replica => HashCode.Combine(replica.Name, talk))!),
        _ => new("replicas", [[.. replicas.Select(replica => new WeightedDeployment(replica, 1))]])
        {
            Balance = way == Way.Prefix ? Balance.Prefix : Balance.LeastBusy,
        },
    };
}

/// <summary>One conversation: the same questions after the same pauses, however its calls are led.</summary>
internal sealed class Talk(int number, int turns, double pauseSeconds)
{
    private const int Assistants = 3;
    private readonly Random _random = new(number);

    public async Task<List<CallAttempt>> RunAsync(ModelGateway gateway, Leading led)
    {
        var attempts = new List<CallAttempt>();

        // One assistant is liked more than the others.
        var assistant = _random.NextDouble() < 0.6 ? 0 : 1 + _random.Next(Assistants - 1);
        List<ChatMessage> messages = [new(ChatRole.System, Words(new Random(1000 + assistant), 800))];
        for (var turn = 0; turn < turns; turn++)
        {
            await Task.Delay(TimeSpan.FromSeconds(-Math.Log(1 - _random.NextDouble()) * pauseSeconds));
            messages.Add(new(ChatRole.User, Words(_random, _random.Next(20, 120))));
            var context = new CallContext { Tenant = new(new("tenant_a")), Purpose = "chat" };
            var answer = await gateway.For(led.For(number)).GetResponseAsync(messages, new ChatOptions().With(context));
            messages.Add(new(ChatRole.Assistant, answer.Text));
            attempts.AddRange(context.Attempts);
        }

        return attempts;
    }

    private static string Words(Random random, int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => "w" + random.Next(10_000)));
}
