using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Parley.Accounts;
using Parley.Conversations;
using Parley.Safety;
using Parley.Storage;
using DryRunId = Parley.Kernel.Id<Parley.Orchestration.DryRunIds.DryRun>;
using PolicyId = Parley.Kernel.Id<Parley.Safety.SafetyIds.Policy>;

namespace Parley.Orchestration.Tests.DryRuns;

/// <summary>What a dry run needs, on a fresh database whose clock the test owns.</summary>
internal sealed class DryRunHouse : IAsyncDisposable
{
    public static readonly TenantScope Tenant = new(new("tenant_a"));
    public static readonly TenantScope Other = new(new("tenant_b"));

    private readonly ServiceProvider _services;

    private DryRunHouse(TestDatabase database, FakeTime time, ServiceProvider services) => (Database, Time, _services) = (database, time, services);

    public TestDatabase Database { get; }

    public FakeTime Time { get; }

    public DryRunStore Runs => Get<DryRunStore>();

    public static async Task<DryRunHouse> OpenAsync(DatabaseKind kind)
    {
        var time = new FakeTime();
        var database = await TestDatabase.CreateAsync(
            kind, time,
            new MigrationSource("accounts", typeof(AccountsModule).Assembly),
            new MigrationSource("conversations", typeof(ConversationsModule).Assembly),
            new MigrationSource("safety", typeof(SafetyModule).Assembly),
            new MigrationSource("orchestration", typeof(OrchestrationModule).Assembly));
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddLogging();
        services.AddSingleton<TimeProvider>(time).AddSingleton(database.Tenants).AddSingleton(database.System).AddSingleton(database.Sealer);
        services.AddSingleton(database.Signals).AddSingleton(database.Jobs).AddSingleton<AuditTrail>();
        services.AddConversations().AddSafety().AddSingleton<DryRunStore>().AddSingleton<WorkOnDryRun>().AddSingleton<EraseDryRun>();
        return new(database, time, services.BuildServiceProvider());
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task<MessageId> SayAsync(string text, string role = "user", string subject = "sub_a", TenantScope? tenant = null)
    {
        tenant ??= Tenant;
        var id = MessageId.New(Time);
        var key = await Database.Sealer.KeyAsync(tenant.Id, subject);
        await Database.Tenants.WriteAsync(tenant, connection => Get<MessageStore>().InsertAsync(
            connection, key, new NewMessage(id, new("conv_a"), new(subject), null, null, null, role, "complete", text, null, null)));
        Time.Advance(TimeSpan.FromMinutes(1));
        return id;
    }

    public Task<PolicyId> AddAsync(PolicyInput policy, TenantScope? tenant = null) =>
        Get<PolicyStore>().AddAsync(tenant ?? Tenant, PolicyRules.Read(policy), Actor.System, CancellationToken.None);

    public async Task<DryRunView> StartAsync(PolicyId policy, DryRunRequest? request = null, TenantScope? tenant = null) => (await DryRunRoutes.StartAsync(
        policy, request ?? new(), tenant ?? Tenant, Actor.System, Get<PolicyTrials>(), Runs, Get<TenantMessages>(), Time, CancellationToken.None)).Value!;

    public async Task<DryRunView> ShowAsync(PolicyId policy, DryRunId run, TenantScope? tenant = null) =>
        (await DryRunRoutes.ShowAsync(policy, run, tenant ?? Tenant, Actor.System, Runs, Get<TenantMessages>(), Get<AuditTrail>(), CancellationToken.None)).Value!;

    public async Task<DryRunView> CancelAsync(PolicyId policy, DryRunId run) =>
        (await DryRunRoutes.CancelAsync(policy, run, Tenant, Runs, CancellationToken.None)).Value!;

    /// <summary>Starts a run and has it done.</summary>
    public async Task<DryRunView> TryAsync(PolicyId policy, DryRunRequest? request = null)
    {
        var run = await StartAsync(policy, request);
        await Database.RunJobsAsync(Get<WorkOnDryRun>(), Get<EraseDryRun>());
        return await ShowAsync(policy, run.Id);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Database.DisposeAsync();
    }
}
