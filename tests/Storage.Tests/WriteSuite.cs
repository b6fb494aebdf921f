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
    public async Task Statements_sent_together_run_in_their_order_and_stand_or_fall_together()
    {
        const string Put = "INSERT INTO things (tenant_id, id, note) VALUES (@tenant, @id, @note)";
        await Tenants.WriteAsync(Acme, connection => connection.ExecuteAllAsync(
        [
            new(Put, new { id = "a", note = (string?)"first" }),
            new(Put, new { id = "b", note = (string?)null }),
            new("UPDATE things SET number = number + @more, note = COALESCE(note, @rest) WHERE tenant_id = @tenant", new { more = 40, rest = "second" }),
        ]));

        await Assert.ThrowsAnyAsync<Exception>(() => Tenants.WriteAsync(Acme, connection => connection.ExecuteAllAsync(
        [
            new(Put, new { id = "c", note = "third" }),
            new(Put, new { id = "a", note = "again" }),
        ])));

        await using var connection = await Tenants.OpenAsync(Acme);
        Assert.Equal(
            ["a 40 first", "b 40 second"],
            await connection.QueryAsync<string>("SELECT id || ' ' || number || ' ' || note FROM things WHERE tenant_id = @tenant ORDER BY id"));
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

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_group_that_was_cancelled_before_its_start_does_not_happen(int units)
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Tenants.WriteGroupAsync(
            [.. Enumerable.Range(0, units).Select(unit => new TenantWrite(Acme.Id, connection => PutAsync(connection, $"{unit}")))],
            Durability.Process,
            cancelled.Token));

        Assert.Empty(await IdsAsync(Acme));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Each_unit_of_a_group_runs_once_when_nothing_fails(int units)
    {
        var runs = 0;

        await Tenants.WriteGroupAsync(
            [.. Enumerable.Range(0, units).Select(unit => new TenantWrite(Acme.Id, connection =>
            {
                runs++;
                return PutAsync(connection, $"{unit}");
            }))],
            Durability.Process);

        Assert.Equal(units, runs);
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
