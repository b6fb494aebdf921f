using Npgsql;
using Parley.TestKit;

namespace Parley.Storage.Tests;

public abstract class IsolationSuite(DatabaseKind kind) : DatabaseSuite(kind)
{
    [Fact]
    public async Task A_tenant_never_sees_anothers_rows()
    {
        await PutAsync(Acme, "a");
        await PutAsync(Bolt, "b");

        Assert.Equal(["a"], await IdsAsync(Acme));
        Assert.Equal(["b"], await IdsAsync(Bolt));
    }

    [Fact]
    public async Task The_same_id_may_live_with_two_tenants()
    {
        await PutAsync(Acme, "same", 1);
        await PutAsync(Bolt, "same", 2);

        await using var connection = await Tenants.OpenAsync(Bolt);
        Assert.Equal(2, await connection.ScalarAsync<long>("SELECT number FROM things WHERE tenant_id = @tenant AND id = 'same'"));
    }

    [Fact]
    public async Task A_statement_cannot_name_another_tenant_in_place_of_its_own()
    {
        await PutAsync(Acme, "a");

        await using var connection = await Tenants.OpenAsync(Bolt);
        Assert.Empty(await connection.QueryAsync<string>(
            "SELECT id FROM things WHERE tenant_id = @tenant", new { tenant = Acme.Id.Value }));
    }

    [Fact]
    public async Task Tenants_take_turns_on_the_same_connections_without_a_trace()
    {
        await PutAsync(Acme, "a");
        await PutAsync(Bolt, "b");

        await Parallel.ForEachAsync(Enumerable.Range(0, 200), async (round, _) =>
            Assert.Equal(round % 2 == 0 ? ["a"] : ["b"], await IdsAsync(round % 2 == 0 ? Acme : Bolt)));
    }
}

public sealed class SqliteIsolation() : IsolationSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlIsolation() : IsolationSuite(DatabaseKind.PostgreSql);

/// <summary>With the application's own filter taken out of every statement, the row policy alone must hold.</summary>
public sealed class PostgreSqlPolicies() : IsolationSuite(DatabaseKind.PostgreSql)
{
    private TestDatabase _unfiltered = null!;

    protected override async Task<TestDatabase> MakeDatabaseAsync() =>
        _unfiltered = await TestDatabase.CreateAsync(Kind, Time, TestDatabase.WithoutTenantFilter, Things);

    [Fact]
    public async Task The_filter_is_really_out()
    {
        await PutAsync(Acme, "a");

        // A row of the tenant itself is found although the statement asks for a tenant that does not exist.
        await using var connection = await Tenants.OpenAsync(Acme);
        Assert.Equal(["a"], await connection.QueryAsync<string>("SELECT id FROM things WHERE tenant_id = @tenant AND @tenant <> 'nobody'"));
        Assert.NotNull(_unfiltered);
    }

    [Fact]
    public async Task Changing_and_deleting_without_a_filter_touch_the_own_rows_alone()
    {
        await PutAsync(Acme, "a");
        await PutAsync(Bolt, "b");

        await Tenants.WriteAsync(Acme, connection => connection.ExecuteAsync("UPDATE things SET number = 7"));
        await Tenants.WriteAsync(Bolt, connection => connection.ExecuteAsync("DELETE FROM things"));

        Assert.Equal(["a"], await IdsAsync(Acme));
        Assert.Empty(await IdsAsync(Bolt));
    }

    [Fact]
    public async Task A_row_cannot_be_given_to_another_tenant()
    {
        await PutAsync(Acme, "a");

        var inserted = () => Tenants.WriteAsync(Acme, connection => connection.ExecuteAsync(
            "INSERT INTO things (tenant_id, id) VALUES ('tenant_bolt', 'x')"));
        var moved = () => Tenants.WriteAsync(Acme, connection => connection.ExecuteAsync("UPDATE things SET tenant_id = 'tenant_bolt'"));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(inserted)).SqlState);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(moved)).SqlState);
    }

    [Fact]
    public async Task The_system_sees_no_tenants_rows()
    {
        await PutAsync(Acme, "a");

        await using var connection = await Database.System.OpenAsync();
        Assert.Equal(0, await connection.ScalarAsync<long>("SELECT count(*) FROM things"));
    }

    [Fact]
    public async Task In_a_group_each_unit_sees_its_own_tenant()
    {
        await PutAsync(Acme, "a");
        await PutAsync(Bolt, "b");
        var seen = new List<string>();

        var outcomes = await Tenants.WriteGroupAsync(
            [.. new[] { Acme, Bolt, Acme }.Select(tenant => new TenantWrite(tenant.Id, async connection =>
                seen.AddRange(await connection.QueryAsync<string>("SELECT id FROM things"))))],
            Durability.Process);

        Assert.All(outcomes, Assert.Null);
        Assert.Equal(["a", "b", "a"], seen);
    }
}
