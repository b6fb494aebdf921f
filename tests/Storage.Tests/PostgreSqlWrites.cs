using Parley.TestKit;

namespace Parley.Storage.Tests;

public sealed class PostgreSqlWrites() : WriteSuite(DatabaseKind.PostgreSql)
{
    [Fact]
    public async Task A_group_is_one_transaction()
    {
        await Tenants.WriteGroupAsync(
            [new(Acme.Id, connection => PutAsync(connection, "a")), new(Bolt.Id, connection => PutAsync(connection, "b"))], Durability.Process);

        Assert.Equal(await TransactionOfAsync(Acme), await TransactionOfAsync(Bolt));
    }

    [Fact]
    public async Task A_unit_is_run_again_when_the_database_asks_for_it()
    {
        var runs = 0;

        await Tenants.WriteAsync(Acme, async connection =>
        {
            await PutAsync(connection, "a");
            if (++runs < 4)
            {
                await connection.ExecuteAsync("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$");
            }
        });

        Assert.Equal(4, runs);
        Assert.Equal(["a"], await IdsAsync(Acme));
    }

    [Fact]
    public async Task A_node_that_stops_in_mid_transaction_does_not_hold_its_locks_for_long() =>
        Assert.Equal("10s", await Tenants.WriteAsync(Acme, connection =>
            connection.ScalarAsync<string>("SELECT current_setting('idle_in_transaction_session_timeout')")));

    [Fact]
    public async Task Units_that_deadlock_both_end()
    {
        await PutAsync(Acme, "a");
        await PutAsync(Acme, "b");
        using var both = new Barrier(2);
        var meet = 2;

        await Task.WhenAll(Task.Run(() => RaiseAsync("a", "b")), Task.Run(() => RaiseAsync("b", "a")));

        await using var snapshot = await Tenants.OpenAsync(Acme);
        Assert.Equal([2, 2], await snapshot.QueryAsync<long>("SELECT number FROM things WHERE tenant_id = @tenant"));

        Task RaiseAsync(string first, string second) => Tenants.WriteAsync(Acme, async connection =>
        {
            await AddOneAsync(connection, first);
            if (Interlocked.Decrement(ref meet) >= 0)
            {
                both.SignalAndWait(TimeSpan.FromSeconds(20));
            }

            await AddOneAsync(connection, second);
        });
    }

    [Fact]
    public async Task A_unit_that_hides_an_error_does_not_count_as_committed()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => Tenants.WriteAsync(Acme, async connection =>
        {
            await PutAsync(connection, "a");
            await Assert.ThrowsAnyAsync<Exception>(() => connection.ExecuteAsync("SELECT nothing FROM nowhere"));
        }));

        Assert.Empty(await IdsAsync(Acme));
    }

    [Fact]
    public async Task Connections_that_the_server_cut_are_replaced_unseen()
    {
        await PutAsync(Acme, "a");
        await using (var connection = await Database.System.OpenAsync())
        {
            await connection.QueryAsync<bool>(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE pid <> pg_backend_pid() AND usename = current_user AND datname = current_database()
                """);
        }

        await PutAsync(Acme, "b");

        Assert.Equal(["a", "b"], await IdsAsync(Acme));
    }

    [Fact]
    public async Task A_connection_that_is_cut_in_a_unit_is_an_outage_and_not_a_fault()
    {
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Tenants.WriteAsync(Acme, async connection =>
        {
            await PutAsync(connection, "a");
            await connection.ScalarAsync<bool>("SELECT pg_terminate_backend(pg_backend_pid())");
        }));

        Assert.Empty(await IdsAsync(Acme));
    }

    private static Task<int> AddOneAsync(TenantConnection connection, string id) =>
        connection.ExecuteAsync("UPDATE things SET number = number + 1 WHERE tenant_id = @tenant AND id = @id", new { id });

    private async Task<string?> TransactionOfAsync(TenantScope tenant)
    {
        await using var connection = await Tenants.OpenAsync(tenant);
        return await connection.ScalarAsync<string>("SELECT xmin::text FROM things WHERE tenant_id = @tenant");
    }
}
