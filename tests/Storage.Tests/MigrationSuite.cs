using Parley.TestKit;

namespace Parley.Storage.Tests;

public abstract class MigrationSuite(DatabaseKind kind) : DatabaseSuite(kind)
{
    private static readonly Migration Second = new("things", 2, "CREATE TABLE more (tenant_id text NOT NULL, id text NOT NULL, PRIMARY KEY (tenant_id, id));");

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        await PutAsync(Acme, "a");

        await MigrateAsync(Migrations());

        Assert.Equal(["a"], await IdsAsync(Acme));
    }

    [Fact]
    public async Task A_new_migration_keeps_what_is_there()
    {
        await PutAsync(Acme, "a");

        await MigrateAsync([.. Migrations(), Second]);

        Assert.Equal(["a"], await IdsAsync(Acme));
        await Tenants.WriteAsync(Acme, connection => connection.ExecuteAsync("INSERT INTO more (tenant_id, id) VALUES (@tenant, 'x')"));
    }

    [Fact]
    public async Task A_new_migration_changes_the_rows_of_every_tenant_and_binds_each_to_its_own_again()
    {
        await PutAsync(Acme, "a");
        await PutAsync(Bolt, "b");

        await MigrateAsync([.. Migrations(), new Migration("things", 2, "UPDATE things SET number = 7;")]);

        foreach (var (tenant, id) in new[] { (Acme, "a"), (Bolt, "b") })
        {
            await using var connection = await Tenants.OpenAsync(tenant);
            Assert.Equal(7, await connection.ScalarAsync<long>("SELECT number FROM things WHERE tenant_id = @tenant AND id = @id", new { id }));
        }
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused()
    {
        await MigrateAsync([.. Migrations(), Second]);

        var refused = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(Migrations()));

        Assert.Contains("newer release", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migration_that_was_changed_after_it_was_applied_is_refused()
    {
        var changed = Migrations().ConvertAll(migration => migration.Room == "things" ? migration with { Sql = migration.Sql + " " } : migration);

        await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(changed));
    }

    [Fact]
    public async Task A_gap_is_refused()
    {
        await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync([.. Migrations(), Second with { Version = 3 }]));

        await Database.System.WriteAsync(connection => connection.ExecuteAsync("DELETE FROM sys_migrations WHERE room = 'storage'"));
        await Database.System.WriteAsync(connection => connection.ExecuteAsync(
            "INSERT INTO sys_migrations (room, version, checksum, applied_at) VALUES ('storage', 2, '', 0)"));
        await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(Migrations()));
    }

    [Fact]
    public async Task A_migration_that_fails_half_way_leaves_nothing_of_any()
    {
        var broken = new Migration("things", 3, "CREATE TABLE half (tenant_id text NOT NULL, id text NOT NULL); SELECT nothing FROM nowhere;");

        var refused = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync([.. Migrations(), Second, broken]));

        Assert.Contains("things 3", refused.Message, StringComparison.Ordinal);
        await MigrateAsync([.. Migrations(), Second]);
    }

    [Fact]
    public async Task A_table_whose_rows_belong_to_nobody_is_refused()
    {
        var ownerless = Second with { Sql = "CREATE TABLE strays (id text NOT NULL PRIMARY KEY, tenant_id text);" };

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => MigrateAsync([.. Migrations(), ownerless]));

        Assert.Contains("strays", refused.Message, StringComparison.Ordinal);
        await MigrateAsync(Migrations());
    }

    [Fact]
    public async Task Nodes_that_start_at_once_migrate_once()
    {
        await using var other = Database.OpenAnotherNode();
        List<Migration> all = [.. Migrations(), Second];

        await Task.WhenAll(
            Task.Run(() => Database.Adapter.MigrateAsync(all, CancellationToken.None)),
            Task.Run(() => other.Adapter.MigrateAsync(all, CancellationToken.None)));

        await using var connection = await Database.System.OpenAsync();
        Assert.Equal(1, await connection.ScalarAsync<long>("SELECT count(*) FROM sys_migrations WHERE room = 'things' AND version = 2"));
    }

    private Task MigrateAsync(IReadOnlyList<Migration> migrations) => Database.Adapter.MigrateAsync(migrations, CancellationToken.None);
}

public sealed class SqliteMigrations() : MigrationSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlMigrations() : MigrationSuite(DatabaseKind.PostgreSql);
