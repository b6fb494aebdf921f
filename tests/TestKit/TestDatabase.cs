using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Storage;

namespace Parley.TestKit;

/// <summary>The databases that the conformance suites run on.</summary>
public enum DatabaseKind
{
    Sqlite,
    PostgreSql,
}

/// <summary>A fresh, migrated database with everything that rooms take from Storage; disposing removes it.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly DatabaseHome _home;

    private TestDatabase(DatabaseHome home, TimeProvider time, Signals signals, IDatabaseAdapter adapter, MasterKey masterKey)
    {
        _home = home;
        Time = time;
        Signals = signals;
        Adapter = adapter;
        MasterKey = masterKey;
        Tenants = new TenantDatabase(adapter);
        System = new SystemDatabase(adapter);
        Sealer = new Sealer(Tenants, masterKey, time, signals);
        Jobs = new JobQueue(Tenants, Sealer, time);
    }

    public TimeProvider Time { get; }

    public IDatabaseAdapter Adapter { get; }

    public TenantDatabase Tenants { get; }

    public SystemDatabase System { get; }

    public MasterKey MasterKey { get; }

    public Sealer Sealer { get; }

    public Signals Signals { get; }

    public JobQueue Jobs { get; }

    /// <summary>For PostgreSQL the connection string of the bound role; for SQLite the folder.</summary>
    public string Address => _home.Address;

    /// <summary>
    /// Makes a database with Storage's own tables and those of the sources. With a <see cref="FakeTime"/> the test owns the database's
    /// clock too. Skips the test, and says so, where the environment names no PostgreSQL.
    /// </summary>
    public static Task<TestDatabase> CreateAsync(DatabaseKind kind, TimeProvider time, params MigrationSource[] sources) =>
        CreateAsync(kind, time, rewrite: null, sources);

    /// <param name="rewrite">Changes every statement, such as <see cref="WithoutTenantFilter"/>; PostgreSQL alone.</param>
    public static async Task<TestDatabase> CreateAsync(
        DatabaseKind kind, TimeProvider time, Func<string, string>? rewrite, params MigrationSource[] sources)
    {
        var template = await TemplateDatabase.OfAsync(kind, time is FakeTime, [new("storage", typeof(TenantDatabase).Assembly), .. sources]);
        return Open(await template.CopyAsync(time, rewrite), time, new MasterKey(new byte[32]));
    }

    /// <summary>The same database as another node of the installation sees it, with memory of its own.</summary>
    public TestDatabase OpenAnotherNode(MasterKey? masterKey = null) => Open(_home.Share(), Time, masterKey ?? MasterKey);

    /// <summary>Takes the tenant's filter out of statements, so that the row policy alone must hold.</summary>
    public static string WithoutTenantFilter(string sql) => sql.Replace("tenant_id = @tenant", "@tenant = @tenant", StringComparison.Ordinal);

    /// <summary>Has the handlers do every job that is due now, one after the other.</summary>
    /// <returns>The number of attempts.</returns>
    public Task<int> RunJobsAsync(params IJobHandler[] handlers) => Worker(handlers).RunDueAsync();

    /// <summary>A worker on this database that has not been started.</summary>
    public JobWorker Worker(IEnumerable<IJobHandler> handlers, JobWorkerOptions? options = null) => new(
        handlers, System, Tenants, Sealer, Signals, Options.Create(options ?? new JobWorkerOptions()), Time, new Random(1), NullLogger<JobWorker>.Instance);

    public async ValueTask DisposeAsync()
    {
        Sealer.Dispose();
        await Adapter.DisposeAsync();
        await _home.DisposeAsync();
    }

    private static TestDatabase Open(DatabaseHome home, TimeProvider time, MasterKey masterKey)
    {
        var signals = new Signals();
        return new TestDatabase(home, time, signals, home.Connect(signals), masterKey);
    }
}
