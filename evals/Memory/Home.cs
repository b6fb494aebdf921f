using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Accounts;
using Parley.Conversations;
using Parley.Knowledge;
using Parley.Models;
using Parley.OpenAI;
using Parley.Orchestration;
using Parley.Safety;
using Parley.ScriptedProvider;
using Parley.ServerKit;
using Parley.Storage;

namespace Parley.Memory;

/// <summary>The rooms that remember, for real, on a fresh database; every conversation has a subject of its own.</summary>
internal sealed class Home : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;
    private readonly ProviderServer? _provider;
    private int _subjects;

    private Home(TestDatabase database, ServiceProvider services, ProviderServer? provider) =>
        (_database, _services, _provider) = (database, services, provider);

    public static TenantScope Tenant { get; } = new(new("tenant_a"));

    /// <summary>Who writes summaries: <c>extractive</c>, or the model that is connected.</summary>
    public string Model => Get<ModelCatalogue>().ForAsync(Tenant).AsTask().GetAwaiter().GetResult().Choose(null).Name;

    /// <param name="summary">How a scripted model writes summaries; null for none, so that they are extracted.</param>
    public static async Task<Home> OpenAsync(Script? summary)
    {
        var provider = summary is null ? null : await ProviderServer.StartAsync(summary);
        var database = await TestDatabase.CreateAsync(
            DatabaseKind.Sqlite,
            TimeProvider.System,
            new MigrationSource("accounts", typeof(AccountsModule).Assembly),
            new MigrationSource("conversations", typeof(ConversationsModule).Assembly),
            new MigrationSource("models", typeof(ModelsModule).Assembly),
            new MigrationSource("knowledge", typeof(KnowledgeModule).Assembly),
            new MigrationSource("safety", typeof(SafetyModule).Assembly),
            new MigrationSource("orchestration", typeof(OrchestrationModule).Assembly));
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Discovery", "off"), new("OPENAI_BASE_URL", provider?.BaseUrl.ToString())]).Build());
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton(database.Time).AddSingleton(database.Tenants).AddSingleton(database.System).AddSingleton(database.Sealer);
        services.AddSingleton(database.Signals).AddSingleton(database.Jobs);
        services.AddSingleton<AuditTrail>().AddSingleton<MessageQuota>().Configure<LimitsOptions>(limits => { });
        services.AddSingleton<Ledger>();
        services.AddModels().AddOpenAIProvider().AddKnowledge().AddConversations().AddSafety().AddOrchestration(worksOnRuns: false);
        var home = new Home(database, services.BuildServiceProvider(), provider);
        home.Get<EnvironmentTenants>().Grant(Tenant.Id);
        await home.Get<ProviderWatch>().LookAsync(CancellationToken.None);
        foreach (var (variables, failure) in home.Get<ProviderWatch>().Failures)
        {
            throw new InvalidOperationException($"{variables}: {failure}");
        }

        return home;
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
        if (_provider is not null)
        {
            await _provider.DisposeAsync();
        }
    }
}
