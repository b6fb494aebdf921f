using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Accounts;
using Parley.Conversations;
using Parley.Knowledge;
using Parley.Models;
using Parley.Orchestration;
using Parley.Storage;

namespace Parley.Memory;

/// <summary>The rooms that remember, for real, on a fresh database; every conversation has a subject of its own.</summary>
internal sealed class Home : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;
    private int _subjects;

    private Home(TestDatabase database, ServiceProvider services) => (_database, _services) = (database, services);

    public static TenantScope Tenant { get; } = new(new("tenant_a"));

    public static async Task<Home> OpenAsync()
    {
        var database = await TestDatabase.CreateAsync(
            DatabaseKind.Sqlite,
            TimeProvider.System,
            new MigrationSource("accounts", typeof(AccountsModule).Assembly),
            new MigrationSource("conversations", typeof(ConversationsModule).Assembly),
            new MigrationSource("knowledge", typeof(KnowledgeModule).Assembly),
            new MigrationSource("orchestration", typeof(OrchestrationModule).Assembly));
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton(database.Time).AddSingleton(database.Tenants).AddSingleton(database.System).AddSingleton(database.Sealer);
        services.AddSingleton(database.Signals).AddSingleton(database.Jobs);
        services.AddSingleton<AuditTrail>().AddSingleton<MessageQuota>().Configure<LimitsOptions>(limits => { });
        services.AddSingleton<Ledger>();
        services.AddModels().AddKnowledge().AddConversations().AddOrchestration(worksOnRuns: false);
        return new(database, services.BuildServiceProvider());
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task<Talk> StartAsync()
    {
        var subject = new SubjectId($"sub_{++_subjects}");
        var key = await _database.Sealer.KeyAsync(Tenant.Id, subject.Value);
        var conversation = ConversationId.New(TimeProvider.System);
        await _database.Tenants.WriteAsync(
            Tenant, connection => Get<ConversationStore>().InsertAsync(connection, key, conversation, subject, "", passing: false));
        return new(this, _database.Tenants, key, subject, conversation);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }
}
