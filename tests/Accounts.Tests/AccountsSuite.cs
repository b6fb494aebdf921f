using Parley.Kernel;

namespace Parley.Accounts.Tests;

/// <summary>What every suite that runs on both databases begins with: a fresh database and a clock of its own.</summary>
public abstract class AccountsSuite(DatabaseKind kind) : IAsyncLifetime
{
    /// <summary>A second node's view of the same database; null where one process alone can serve it.</summary>
    protected TestDatabase? OpenOtherNode() => Database.Adapter.IsShared ? Database.OpenAnotherNode() : null;

    protected FakeTime Time { get; } = new();

    protected TenantScope Acme { get; } = new(new TenantId("tenant_acme"));

    protected TenantScope Bolt { get; } = new(new TenantId("tenant_bolt"));

    protected TestDatabase Database { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() =>
        Database = await TestDatabase.CreateAsync(kind, Time, new MigrationSource("accounts", typeof(AccountsModule).Assembly));

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Database is not null)
        {
            await Database.DisposeAsync();
        }
    }
}
