using Parley.TestKit;

namespace Parley.Storage.Tests;

public abstract class WriteSuite(DatabaseKind kind) : DatabaseSuite(kind)
{
    [Fact]
    public async Task A_unit_that_fails_leaves_nothing_behind()
    {
        var failed = await Assert.ThrowsAsync<FormatException>(() => Tenants.WriteAsync(Acme, async connection =>
        {
            await PutAsync(connection, "a");
            throw new FormatException("on purpose");
        }));

        Assert.Equal("on purpose", failed.Message);
        Assert.Empty(await IdsAsync(Acme));
    }

    [Fact]
    public async Task A_unit_returns_what_it_read()
    {
        var number = await Tenants.WriteAsync(Acme, async connection =>
        {
            await PutAsync(connection, "a", 41);
            return await connection.ScalarAsync<long>(
                "UPDATE things SET number = number + 1 WHERE tenant_id = @tenant AND id = 'a' RETURNING number");
        });

        Assert.Equal(42, number);
    }

    [Fact]
    public async Task A_write_that_was_cancelled_before_its_start_does_not_happen()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Tenants.WriteAsync(Acme, connection => PutAsync(connection, "a"), cancellationToken: cancelled.Token));

        Assert.Empty(await IdsAsync(Acme));
    }

    [Fact]
    public async Task A_group_is_committed_for_several_tenants()
    {
        var outcomes = await Tenants.WriteGroupAsync(
            [
                new(Acme.Id, connection => PutAsync(connection, "a")),
                new(Bolt.Id, connection => PutAsync(connection, "b")),
                new(Acme.Id, connection => PutAsync(connection, "c")),
            ],
            Durability.Process);

        Assert.Equal([null, null, null], outcomes);
        Assert.Equal(["a", "c"], await IdsAsync(Acme));
        Assert.Equal(["b"], await IdsAsync(Bolt));
    }

    [Fact]
    public async Task In_a_group_a_bad_unit_takes_no_other_with_it()
    {
        await PutAsync(Bolt, "taken");

        var outcomes = await Tenants.WriteGroupAsync(
            [
                new(Acme.Id, connection => PutAsync(connection, "a")),
                new(Bolt.Id, connection => PutAsync(connection, "taken")),
                new(Bolt.Id, async connection =>
                {
                    await PutAsync(connection, "half");
                    throw new FormatException("on purpose");
                }),
                new(Acme.Id, connection => PutAsync(connection, "d")),
            ],
            Durability.Process);

        Assert.Null(outcomes[0]);
        Assert.NotNull(outcomes[1]);
        Assert.IsType<FormatException>(outcomes[2]);
        Assert.Null(outcomes[3]);
        Assert.Equal(["a", "d"], await IdsAsync(Acme));
        Assert.Equal(["taken"], await IdsAsync(Bolt));
    }

    [Fact]
    public async Task An_empty_group_is_no_work() =>
        Assert.Empty(await Tenants.WriteGroupAsync([], Durability.Full));

    [Fact]
    public async Task Sixteen_writers_lose_no_update()
    {
        await PutAsync(Acme, "counter");

        await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            for (var round = 0; round < 25; round++)
            {
                await Tenants.WriteAsync(Acme, connection => connection.ExecuteAsync(
                    "UPDATE things SET number = number + 1 WHERE tenant_id = @tenant AND id = 'counter'"));
            }
        }));

        await using var snapshot = await Tenants.OpenAsync(Acme);
        Assert.Equal(400, await snapshot.ScalarAsync<long>("SELECT number FROM things WHERE tenant_id = @tenant AND id = 'counter'"));
    }

    [Fact]
    public async Task What_an_old_holder_writes_never_lands_after_a_takeover()
    {
        await Database.System.WriteAsync(connection => connection.ExecuteAsync("INSERT INTO sys_leases (id, fence) VALUES ('run', 1)"));
        var takeovers = new Dictionary<long, long>();

        await Task.WhenAll(
            Task.WhenAll(Enumerable.Range(0, 8).Select(writer => AppendUnderFencesAsync(writer))),
            TakeOverAsync(takeovers));

        await using var snapshot = await Tenants.OpenAsync(Acme);
        foreach (var (fence, rowsAtTakeover) in takeovers)
        {
            Assert.Equal(rowsAtTakeover, await snapshot.ScalarAsync<long>(
                "SELECT count(*) FROM things WHERE tenant_id = @tenant AND number = @fence", new { fence }));
        }

        Assert.True(await snapshot.ScalarAsync<long>("SELECT count(*) FROM things WHERE tenant_id = @tenant") > 0);
    }

    private async Task AppendUnderFencesAsync(int writer)
    {
        for (var round = 0; round < 40; round++)
        {
            await using var look = await Database.System.OpenAsync();
            var fence = await look.ScalarAsync<long>("SELECT fence FROM sys_leases WHERE id = 'run'");
            var id = $"{writer}-{round}";
            await Tenants.WriteAsync(Acme, async connection =>
            {
                var held = await connection.ScalarAsync<long?>(
                    "SELECT fence FROM sys_leases WHERE id = 'run' AND fence = @fence {for_share}", new { fence });
                return held is null ? 0 : await connection.ExecuteAsync(
                    "INSERT INTO things (tenant_id, id, number) VALUES (@tenant, @id, @fence)", new { id, fence });
            });
        }
    }

    private async Task TakeOverAsync(Dictionary<long, long> rowsAtTakeover)
    {
        for (var fence = 1L; fence <= 20; fence++)
        {
            rowsAtTakeover[fence] = await Tenants.WriteAsync(Acme, async connection =>
            {
                await connection.ExecuteAsync("UPDATE sys_leases SET fence = fence + 1 WHERE id = 'run' AND fence = @fence", new { fence });
                return await connection.ScalarAsync<long>(
                    "SELECT count(*) FROM things WHERE tenant_id = @tenant AND number = @fence", new { fence });
            });
        }
    }
}

public sealed class SqliteWrites() : WriteSuite(DatabaseKind.Sqlite);

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
            await connection.QueryAsync<bool>("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = current_user AND datname = current_database()");
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
