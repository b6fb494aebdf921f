using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Accounts;
using Parley.Conversations;
using Parley.Knowledge;
using Parley.Models;
using Parley.Safety;
using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>The rooms that answer a turn, for real, on a fresh database; the built-in model answers.</summary>
internal sealed class TurnHouse : IAsyncDisposable
{
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    /// <summary>A lease that is over when it begins, also in the millisecond in which it does.</summary>
    public static TimeSpan Lapsed { get; } = TimeSpan.FromMilliseconds(-1);
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;
    private readonly List<IHostedService> _running = [];

    private TurnHouse(TestDatabase database, ServiceProvider services) => (_database, _services) = (database, services);

    public TestDatabase Database => _database;

    public AcceptTurn Accept => Get<AcceptTurn>();

    public LogReader Log => Get<LogReader>();

    public TurnAccess Turns => Get<TurnAccess>();

    public ConversationStore Conversations => Get<ConversationStore>();

    public MessageStore Messages => Get<MessageStore>();

    /// <param name="also">What the test brings along.</param>
    /// <param name="works">False leaves every accepted turn without a worker.</param>
    public static async Task<TurnHouse> OpenAsync(
        DatabaseKind kind, bool works = true, TimeProvider? time = null, Action<IServiceCollection>? also = null)
    {
        var database = await TestDatabase.CreateAsync(
            kind,
            time ?? TimeProvider.System,
            new MigrationSource("accounts", typeof(AccountsModule).Assembly),
            new MigrationSource("conversations", typeof(ConversationsModule).Assembly),
            new MigrationSource("models", typeof(ModelsModule).Assembly),
            new MigrationSource("knowledge", typeof(KnowledgeModule).Assembly),
            new MigrationSource("safety", typeof(SafetyModule).Assembly),
            new MigrationSource("orchestration", typeof(OrchestrationModule).Assembly));
        var house = new TurnHouse(database, Services(database, works, also));
        foreach (var service in new IHostedService[] { house.Get<LogWriter>(), house.Get<RunScheduler>() })
        {
            await service.StartAsync(CancellationToken.None);
            house._running.Add(service);
        }

        return house;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static Caller Caller(string tenant = "tenant_a", string subject = "sub_a") => new()
    {
        Tenant = new(new(tenant)),
        Subject = new(subject),
        Scopes = FrozenSet.Create(Scopes.Chat),
        AclTags = ["public", "members"],
    };

    public static Send Question(ConversationId conversation, string text = "Hello", string? key = null, ParentChoice parent = default) => new()
    {
        Route = SendTurn.Route,
        Conversation = conversation,
        Messages = [new("user", text)],
        Options = new() { Retrieval = null },
        IdempotencyKey = key,
        Parent = parent,
    };

    public async Task<ConversationId> StartAsync(Caller caller) =>
        (await Conversations.CreateAsync(caller, "", CancellationToken.None)).Id;

    /// <summary>Sends a question and waits for its terminal event.</summary>
    public async Task<(TurnId Turn, LogEntry End)> AskAsync(Caller caller, Send send)
    {
        var accepted = await Accept.AcceptAsync(caller, send, CancellationToken.None);
        var end = await Log.WaitForEndAsync(caller.Tenant, caller.Subject, accepted.Turn, CancellationToken.None);
        return (accepted.Turn, end!);
    }

    /// <summary>Accepts a turn in a house without workers, and takes it as the scheduler would.</summary>
    public async Task<(TurnId Turn, HeldRun Held, RunLog Log)> ClaimAsync(TimeSpan? lease = null, TurnOptions? options = null, string text = "Hello")
    {
        var caller = Caller();
        var question = Question(await StartAsync(caller), text);
        var accepted = await Accept.AcceptAsync(caller, question with { Options = options ?? question.Options }, CancellationToken.None);
        var held = Assert.Single(await Get<RunStore>().ClaimAsync(lease ?? Lease, Limit, 5, CancellationToken.None));
        return (accepted.Turn, held, await LogOfAsync(held));
    }

    public async Task<RunLog> LogOfAsync(HeldRun held)
    {
        var key = await Database.Sealer.KeyAsync(Caller().Tenant.Id, Caller().Subject.Value);
        return new(held.Turn, held.Tenant, held.Fence, key, 0, Get<LogWriter>(), new TurnFeed());
    }

    public async Task<IReadOnlyList<LogEntry>> ReadAsync(TurnId turn)
    {
        var caller = Caller();
        var key = await Database.Sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value);
        return await Log.ReadAsync(caller.Tenant, key, turn, 0, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = _running.Count - 1; i >= 0; i--)
        {
            await _running[i].StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static ServiceProvider Services(TestDatabase database, bool works, Action<IServiceCollection>? also)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton(database.Time).AddSingleton(database.Tenants).AddSingleton(database.System).AddSingleton(database.Sealer);
        services.AddSingleton(database.Signals).AddSingleton(database.Jobs);
        services.AddSingleton<AuditTrail>().AddSingleton<MessageQuota>().Configure<LimitsOptions>(limits => { });
        services.AddSingleton<Ledger>().AddSingleton<IHostApplicationLifetime, Lifetime>();
        services.AddModels().AddSafety().AddKnowledge().AddConversations().AddOrchestration(works);
        also?.Invoke(services);
        return services.BuildServiceProvider();
    }

    /// <summary>A host that never stops by itself: disposing the house stops its services.</summary>
    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
