using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Accounts;
using Parley.Anthropic;
using Parley.OpenAI;
using Parley.Storage;

namespace Parley.Models.Tests;

/// <summary>Accounts and models on a database, as one node of an installation has them, with a clock that the test moves.</summary>
internal sealed class CatalogueHouse : IAsyncDisposable
{
    public static readonly TenantScope Acme = new(new("tenant_acme"));
    public static readonly TenantScope Bolt = new(new("tenant_bolt"));
    public static readonly IReadOnlyList<string> Member = ["public", "members", "role:member", "user:user_ada"];

    /// <summary>Costs nothing and is not asked whether it answers.</summary>
    public static readonly DeploymentInput Plain = new(
        Name: "house", Provider: "openai", BaseUrl: "https://9.9.9.9/v1", Model: "m", Price: new("1", "2"), Probe: false);

    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;

    private CatalogueHouse(TestDatabase database, ListLogger logs, Dictionary<string, string?> settings)
    {
        (_database, Logs) = (database, logs);
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddLogging(logging => logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace))
            .AddSingleton(database.Time).AddSingleton(database.Tenants).AddSingleton(database.System).AddSingleton(database.Sealer)
            .AddSingleton(database.Signals).AddSingleton(database.Jobs);
        _services = services.AddAccounts().AddModels().AddModelAdministration().AddOpenAIProvider().AddAnthropicProvider().BuildServiceProvider();
    }

    public TestDatabase Database => _database;

    public FakeTime Time => (FakeTime)_database.Time;

    public ListLogger Logs { get; }

    public ModelCatalogue Catalogue => Get<ModelCatalogue>();

    public DeploymentDesk Desk => Get<DeploymentDesk>();

    public static async Task<CatalogueHouse> OpenAsync(DatabaseKind kind, params (string Name, string Value)[] settings) => new(
        await TestDatabase.CreateAsync(
            kind, new FakeTime(), new MigrationSource("accounts", typeof(AccountsModule).Assembly), new MigrationSource("models", typeof(ModelsModule).Assembly)),
        new(),
        settings.ToDictionary(one => one.Name, one => (string?)one.Value));

    /// <summary>The same database as another node sees it.</summary>
    public CatalogueHouse OpenAnotherNode() => new(_database.OpenAnotherNode(), new(), []);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<string> MakeAsync(DeploymentInput input, TenantScope? tenant = null) =>
        Desk.MakeAsync(tenant ?? Acme, input, DeploymentOrigins.Tenant, Actor.System, CancellationToken.None);

    public Task ChangeAsync(string id, DeploymentInput input, bool anew = false, TenantScope? tenant = null) =>
        Desk.ChangeAsync(tenant ?? Acme, id, input, anew, Actor.System, CancellationToken.None);

    public Task<bool> PutAsync(RouteInput input, TenantScope? tenant = null) => Get<RouteDesk>().PutAsync(
        tenant ?? Acme, RouteRules.Read(input.Name, input), input.Access, onlyNew: false, Actor.System, CancellationToken.None);

    public async Task<TenantModels> ModelsAsync(TenantScope? tenant = null) => await Catalogue.ForAsync(tenant ?? Acme);

    public async Task<IReadOnlyList<string>> NamesAsync(TenantScope? tenant = null) => [.. (await ModelsAsync(tenant)).List.Select(one => one.Name)];

    public Task<DeploymentView> ViewAsync(string id) => Get<DeploymentViews>().FindAsync(Acme, id, CancellationToken.None);

    /// <summary>Everything of some tables as text, as a thief of the database would read it.</summary>
    public async Task<string> StolenAsync()
    {
        await using var connection = await _database.Tenants.OpenAsync(Acme);
        var settings = await connection.QueryAsync<byte[]>("select settings from deployments where tenant_id = @tenant");
        var audit = await connection.QueryAsync<string>("select detail from audit_events where tenant_id = @tenant");
        return string.Join('\n', [.. settings.Select(System.Text.Encoding.Latin1.GetString), .. audit]);
    }

    public async Task<IReadOnlyList<string>> AuditedAsync()
    {
        await using var connection = await _database.Tenants.OpenAsync(Acme);
        return await connection.QueryAsync<string>("select action from audit_events where tenant_id = @tenant order by id");
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }
}

/// <summary>Keeps every line that is logged.</summary>
internal sealed class ListLogger : ILoggerProvider, ILogger
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

    public IEnumerable<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(formatter(state, exception) + exception);

    public void Dispose()
    {
    }
}
