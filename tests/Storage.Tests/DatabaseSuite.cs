using Parley.Kernel;
using Parley.Storage;
using Parley.TestKit;

namespace Parley.Storage.Tests;

/// <summary>What every suite that runs on both databases begins with: a fresh database, two tenants, and a clock of its own.</summary>
public abstract class DatabaseSuite(DatabaseKind kind) : IAsyncLifetime
{
    private static readonly MigrationSource Own = new("storage", typeof(TenantDatabase).Assembly);

    protected static readonly MigrationSource Things = new("things", typeof(DatabaseSuite).Assembly);

    protected DatabaseKind Kind { get; } = kind;

    protected FakeTime Time { get; } = new();

    protected TenantScope Acme { get; } = new(new TenantId("tenant_acme"));

    protected TenantScope Bolt { get; } = new(new TenantId("tenant_bolt"));

    protected TestDatabase Database { get; private set; } = null!;

    protected TenantDatabase Tenants => Database.Tenants;

    public async ValueTask InitializeAsync() => Database = await MakeDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Database is not null)
        {
            await Database.DisposeAsync();
        }
    }

    /// <summary>All migrations that the database has.</summary>
    protected static List<Migration> Migrations() => [.. Own.Load(), .. Things.Load()];

    protected virtual Task<TestDatabase> MakeDatabaseAsync() => TestDatabase.CreateAsync(Kind, Time, Things);

    protected Task PutAsync(TenantScope tenant, string id, long number = 0) =>
        Tenants.WriteAsync(tenant, connection => PutAsync(connection, id, number));

    protected static Task PutAsync(TenantConnection connection, string id, long number = 0) =>
        connection.ExecuteAsync("INSERT INTO things (tenant_id, id, number) VALUES (@tenant, @id, @number)", new { id, number });

    protected async Task<IReadOnlyList<string>> IdsAsync(TenantScope tenant)
    {
        await using var connection = await Tenants.OpenAsync(tenant);
        return await connection.QueryAsync<string>("SELECT id FROM things WHERE tenant_id = @tenant ORDER BY id");
    }
}
