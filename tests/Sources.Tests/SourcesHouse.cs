using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Knowledge;
using Parley.Models;
using Parley.Outgoing;
using Parley.S3;
using Parley.Sources.Push;
using Parley.Sources.Running;
using Parley.Sources.Store;

namespace Parley.Sources.Tests;

/// <summary>A fresh database with the rooms of knowledge and sources, two tenants, and a clock that the test moves.</summary>
public sealed class SourcesHouse : IAsyncDisposable
{
    public static readonly string[] Members = ["public", "members"];

    private readonly ServiceProvider _services;

    private SourcesHouse(TestDatabase database, FakeTime time, IReadOnlyDictionary<string, string?> settings)
    {
        (Database, Time) = (database, time);
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
                [new("Http:AllowPrivateAddresses", "true"), new("Parley:Sources:Folders:0", Folder), .. settings]).Build())
            .AddSingleton<TimeProvider>(time)
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton(database.Tenants).AddSingleton(database.System).AddSingleton(database.Sealer).AddSingleton(database.Jobs).AddSingleton(database.Signals)
            .AddSingleton(NodeRoles.All)
            .AddSingleton(new Random(1))
            .AddOutgoing();
        services.AddSingleton(new Ledger(database.Tenants, new AuditTrail(database.Tenants, time), time, NullLogger<Ledger>.Instance)).AddModels();
        services.AddSingleton<AuditTrail>();
        Parley.Safety.SafetyModule.AddSafety(services);
        services.AddKnowledge();
        services.AddSources().AddS3();
        _services = services.BuildServiceProvider();
        _services.GetRequiredService<AllowedPlaces>().Grant(Acme);
        Directory.CreateDirectory(Folder);
    }

    public static TenantScope Acme { get; } = new(new TenantId("tenant_acme"));

    public static TenantScope Bolt { get; } = new(new TenantId("tenant_bolt"));

    public TestDatabase Database { get; }

    public FakeTime Time { get; }

    /// <summary>A folder that sources of the first tenant may read.</summary>
    public string Folder { get; } = Path.Combine(AllowedPlaces.Real(Path.GetTempPath())!, "parley-sources-" + Guid.NewGuid().ToString("n"));

    internal SourceStore Sources => Get<SourceStore>();

    public static async Task<SourcesHouse> OpenAsync(DatabaseKind kind, params (string Name, string Value)[] settings)
    {
        var time = new FakeTime();
        var database = await TestDatabase.CreateAsync(
            kind, time, new MigrationSource("models", typeof(ModelsModule).Assembly), new MigrationSource("safety", typeof(Parley.Safety.SafetyModule).Assembly), new MigrationSource("knowledge", typeof(KnowledgeModule).Assembly), new MigrationSource("sources", typeof(SourcesModule).Assembly));
        return new SourcesHouse(database, time, settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value));
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Adds a source as the route does.</summary>
    public async Task<SourceId> AddAsync(string kind, SettingsForm? settings = null, string? acl = null, long? minutes = null, TenantScope? tenant = null)
    {
        var card = Get<SettingsCheck>().Card(tenant ?? Acme, kind, "A source", settings, null);
        return await Sources.AddAsync(tenant ?? Acme, "docs", kind, card, minutes, Names.CheckedTags(acl is null ? null : [acl]), default);
    }

    /// <summary>Changes a source as the route does.</summary>
    public async Task ChangeAsync(SourceId id, SettingsForm? settings = null, string? acl = null, bool? paused = null)
    {
        var known = (await Sources.FindAsync(Acme, "docs", id, default))!;
        var before = (await Sources.CardAsync(Acme, "docs", id, default))!;
        var card = settings is null ? before : Get<SettingsCheck>().Card(Acme, known.Kind, before.Name, settings, before);
        var narrowing = await Sources.ChangeAsync(Acme, "docs", id, new SourceChange(card, (null, false), acl, paused, settings is not null), default);
        if (acl is not null)
        {
            await Get<NarrowAccess>().BeginAsync(Acme, narrowing!, default);
        }
    }

    /// <summary>Runs a source now, and has all that came of it read.</summary>
    public async Task<SourceRunReport> RunAsync(SourceId id, bool full = false, bool asked = false)
    {
        await Get<Starting>().StartAsync(Acme, id, "docs", asked, full, default);
        await RunJobsAsync();
        return (await ShowAsync(id)).LastRun!;
    }

    /// <summary>Runs a source with another reader, and reads nothing of what came of it.</summary>
    internal async Task<SourceRunReport> RunWithAsync(SourceId id, ISourceReader reader)
    {
        await Get<Starting>().StartAsync(Acme, id, "docs", asked: false, full: false, default);
        var runner = new RunSource(
            Get<RunStore>(), Get<RunGuard>(), Get<ItemStore>(), Database.Tenants, Get<KnowledgeIntake>(), [reader], Get<IOptions<SourcesOptions>>(), Time, NullLogger<RunSource>.Instance);
        await Database.RunJobsAsync(new Once(runner));
        return (await ShowAsync(id)).LastRun!;
    }

    public async Task<KnowledgeSource> ShowAsync(SourceId id) => (await Sources.FindAsync(Acme, "docs", id, default))!;

    public Task<int> RunJobsAsync() => Database.RunJobsAsync([.. Get<IEnumerable<IJobHandler>>()]);

    internal Task<(JobId? Job, int Stale)> PushAsync(SourceId id, params PushedChange[] changes) =>
        Get<EventStore>().AcceptAsync(Acme, "docs", id, changes, default);

    internal static PushedChange Upsert(string id, string text, long? version = null, params string[] acl) =>
        PushChecks.Check(new PushUpsert(id, version, null, text, null, null, null, null, acl.Length == 0 ? null : acl, null), 1_000_000);

    internal static PushedChange Delete(string id, long? version = null) => new(id, version, null);

    public async Task<IReadOnlyList<SourceItemView>> ItemsAsync(SourceId id) =>
        (await Get<ItemStore>().ListAsync(Acme, id, null, null, 200, default)).Data;

    /// <summary>The texts that somebody finds with words.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(string words, params string[] tags) =>
    [
        .. (await Get<KnowledgeSearch>().SearchAsync(
            Acme, tags.Length == 0 ? Members : tags, new SearchRequest { Query = words, Namespaces = ["docs"], TopK = 20 }, default)).Hits.Select(hit => hit.Text.Trim()),
    ];

    /// <summary>Writes a file some while ago, as the clock of the test has it.</summary>
    public void Write(string path, string text, int minutesAgo = 60)
    {
        var file = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        File.SetLastWriteTimeUtc(file, Time.GetUtcNow().UtcDateTime.AddMinutes(-minutesAgo));
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Database.DisposeAsync();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}

/// <summary>Does one job and leaves the others where they are.</summary>
internal sealed class Once(IJobHandler inner) : IJobHandler
{
    private bool _isDone;

    public string Kind => inner.Kind;

    public Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        if (_isDone)
        {
            throw new JobPutOffException(TimeSpan.FromMinutes(1));
        }

        _isDone = true;
        return inner.RunAsync(job, cancellationToken);
    }
}

/// <summary>What every suite begins with, on either database.</summary>
public abstract class SourcesSuite(DatabaseKind kind) : IAsyncLifetime
{
    protected SourcesHouse House { get; private set; } = null!;

    protected virtual (string Name, string Value)[] Settings => [];

    public virtual async ValueTask InitializeAsync() => House = await SourcesHouse.OpenAsync(kind, Settings);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (House is not null)
        {
            await House.DisposeAsync();
        }
    }
}
