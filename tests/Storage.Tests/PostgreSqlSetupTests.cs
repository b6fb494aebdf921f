using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Parley.PostgreSql;
using Parley.TestKit;

namespace Parley.Storage.Tests;

public sealed class PostgreSqlSetupTests() : DatabaseSuite(DatabaseKind.PostgreSql)
{
    [Fact]
    public async Task A_superuser_is_refused()
    {
        var refused = await CheckAsync(user => Superuser);

        Assert.Contains("not bound by row-level security", refused!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BYPASSRLS", null)]
    [InlineData("", "BYPASSRLS")]
    [InlineData("NOINHERIT", "BYPASSRLS")]
    [InlineData("NOINHERIT", "SUPERUSER")]
    public async Task A_role_that_bypasses_policies_itself_or_by_a_role_it_may_take_is_refused(string rights, string? throughAnother)
    {
        var role = $"role_{Guid.NewGuid():N}";
        var mighty = $"mighty_{Guid.NewGuid():N}";
        await AsSuperuserAsync($"CREATE ROLE {role} LOGIN {rights}");
        try
        {
            if (throughAnother is not null)
            {
                await AsSuperuserAsync($"CREATE ROLE {mighty} {throughAnother}; GRANT {mighty} TO {role}");
            }

            var refused = await CheckAsync(_ => role);
            Assert.IsType<StorageSetupException>(refused);
            Assert.Contains(throughAnother is null ? role : mighty, refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            await AsSuperuserAsync($"DROP ROLE {role}; DROP ROLE IF EXISTS {mighty}");
        }
    }

    [Fact]
    public async Task The_bound_role_is_accepted() => await Database.Adapter.CheckAsync(CancellationToken.None);

    [Theory]
    [InlineData("ALTER TABLE things NO FORCE ROW LEVEL SECURITY")]
    [InlineData("ALTER TABLE things DISABLE ROW LEVEL SECURITY")]
    [InlineData("DROP POLICY tenant_isolation ON things")]
    [InlineData("CREATE POLICY everybody ON things USING (true)")]
    [InlineData("ALTER POLICY tenant_isolation ON things USING (true)")]
    [InlineData("ALTER POLICY tenant_isolation ON things WITH CHECK (true)")]
    [InlineData("CREATE TABLE side_door (tenant_id text NOT NULL, id text)")]
    [InlineData("CREATE TABLE side_door (id text)")]
    public async Task A_table_past_which_rows_could_be_reached_is_refused(string change)
    {
        await Database.System.WriteAsync(connection => connection.ExecuteAsync(change));

        await Assert.ThrowsAsync<StorageSetupException>(() => Database.Adapter.CheckAsync(CancellationToken.None));
        await Assert.ThrowsAsync<StorageSetupException>(() => Database.Adapter.MigrateAsync(Migrations(), CancellationToken.None));
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_told_without_the_password()
    {
        var address = new NpgsqlConnectionStringBuilder(Database.Address) { Database = "absent", Password = "hunter2" }.ConnectionString;
        await using var adapter = new PostgreSqlDatabase(address, new Signals(), NullLogger<PostgreSqlDatabase>.Instance);

        var refused = await Assert.ThrowsAsync<StorageSetupException>(() => adapter.CheckAsync(CancellationToken.None));

        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_an_outage()
    {
        await using var adapter = new PostgreSqlDatabase(
            "Host=127.0.0.1;Port=1;Username=app;Database=app", new Signals(), NullLogger<PostgreSqlDatabase>.Instance);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => adapter.CheckAsync(CancellationToken.None));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await new TenantDatabase(adapter).OpenAsync(Acme));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => new TenantDatabase(adapter).WriteAsync(Acme, _ => Task.CompletedTask));
    }

    [Fact]
    public async Task The_clock_of_statements_is_the_servers()
    {
        await using var real = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, TimeProvider.System);
        await using var connection = await real.System.OpenAsync();

        var now = await connection.ScalarAsync<long>("SELECT {now}");

        Assert.InRange(now - DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), -60_000, 60_000);
    }

    private static string Superuser => new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable("POSTGRES_CONNECTION")).Username!;

    private async Task<Exception?> CheckAsync(Func<string, string> user)
    {
        var address = new NpgsqlConnectionStringBuilder(Database.Address);
        address.Username = user(address.Username!);
        await using var adapter = new PostgreSqlDatabase(address.ConnectionString, new Signals(), NullLogger<PostgreSqlDatabase>.Instance);
        return await Record.ExceptionAsync(() => adapter.CheckAsync(CancellationToken.None));
    }

    private static async Task AsSuperuserAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Environment.GetEnvironmentVariable("POSTGRES_CONNECTION"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
