using Parley.TestKit;

namespace Parley.Storage.Tests;

public abstract class RoundTripSuite(DatabaseKind kind) : DatabaseSuite(kind)
{
    private sealed record Thing(string Id, long Number, double? Fraction, byte[]? Body, string? Note);

    [Fact]
    public async Task Every_kind_of_value_comes_back_as_it_went_in()
    {
        byte[] body = [0, 1, 255];
        await Tenants.WriteAsync(Acme, connection => connection.ExecuteAsync(
            "INSERT INTO things (tenant_id, id, number, fraction, body, note) VALUES (@tenant, @id, @number, @fraction, @body, @note)",
            new { id = "a", number = long.MinValue, fraction = 0.1, body, note = "grüße \u0001 漢字 😀" }));

        await using var connection = await Tenants.OpenAsync(Acme);
        var thing = await connection.QuerySingleOrDefaultAsync<Thing>(
            "SELECT id AS Id, number AS Number, fraction AS Fraction, body AS Body, note AS Note FROM things WHERE tenant_id = @tenant AND id = @id",
            new { id = "a" });

        Assert.Equal(("a", long.MinValue, (double?)0.1, "grüße \u0001 漢字 😀"), (thing!.Id, thing.Number, thing.Fraction, thing.Note!));
        Assert.Equal(body, thing.Body);
    }

    [Fact]
    public async Task A_null_in_the_first_row_does_not_decide_the_type_of_the_others()
    {
        await PutAsync(Acme, "a");
        await Tenants.WriteAsync(Acme, connection => connection.ExecuteAsync(
            "INSERT INTO things (tenant_id, id, number, fraction, body, note) VALUES (@tenant, 'b', 1, 2.5, @body, 'n')", new { body = new byte[] { 7 } }));

        await using var connection = await Tenants.OpenAsync(Acme);
        var things = await connection.QueryAsync<Thing>(
            """
            SELECT max(id) AS Id, max(number) AS Number, max(fraction) AS Fraction, (SELECT body FROM things x WHERE x.tenant_id = @tenant AND x.id = t.id) AS Body,
              max(note) AS Note
            FROM things t WHERE tenant_id = @tenant GROUP BY t.id ORDER BY t.id
            """);

        Assert.Equal([null, "n"], things.Select(thing => thing.Note));
        Assert.Equal([null, 2.5], things.Select(thing => thing.Fraction));
        Assert.Equal([7], things[1].Body!);
    }

    [Fact]
    public async Task Truth_is_kept_as_nought_and_one()
    {
        await Tenants.WriteAsync(Acme, connection => connection.ExecuteAsync(
            "INSERT INTO things (tenant_id, id, number) VALUES (@tenant, 'a', @truth)", new { truth = true }));

        await using var connection = await Tenants.OpenAsync(Acme);
        Assert.True(await connection.ScalarAsync<bool>("SELECT number FROM things WHERE tenant_id = @tenant AND id = 'a'"));
        Assert.Equal(1L, await connection.ScalarAsync<long>("SELECT number FROM things WHERE tenant_id = @tenant AND id = 'a'"));
    }

    [Fact]
    public async Task A_list_stands_for_its_texts_however_many_and_beside_one_whose_name_begins_alike()
    {
        foreach (var id in (string[])["a", "b", "c", "d"])
        {
            await PutAsync(Acme, id);
        }

        await using var connection = await Tenants.OpenAsync(Acme);
        foreach (var (one, more) in ((string[], string[])[])[(["a"], ["b", "c"]), (["a", "b", "d"], ["c"]), (["d"], ["d"])])
        {
            Assert.Equal([.. one.Union(more).Order(StringComparer.Ordinal)], await connection.QueryAsync<string>(
                "SELECT id FROM things WHERE tenant_id = @tenant AND (id IN @id OR id IN @ids) ORDER BY id", new { id = one, ids = more }));
        }

        Assert.Empty(await connection.QueryAsync<string>("SELECT id FROM things WHERE tenant_id = @tenant AND id IN @ids", new { ids = Array.Empty<string>() }));
    }

    [Fact]
    public async Task A_statement_that_failed_can_be_run_again_with_other_values()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => Tenants.WriteAsync(Acme, async connection =>
        {
            await PutAsync(connection, "a");
            await PutAsync(connection, "a");
        }));

        await PutAsync(Acme, "b");
        Assert.Equal(["b"], await IdsAsync(Acme));
    }

    [Fact]
    public async Task Many_rows_go_in_at_once_and_each_tells_what_it_changed()
    {
        var changed = await Tenants.WriteAsync(Acme, async connection =>
        {
            await PutAsync(connection, "b");
            return await connection.ExecuteManyAsync(
                "INSERT INTO things (tenant_id, id, number, note) VALUES (@tenant, @id, @number, @note) ON CONFLICT (tenant_id, id) DO NOTHING",
                ["id", "number", "note"],
                [["a", 1L, null], ["b", 2L, "two"], ["c", 3L, "three"]]);
        });

        Assert.Equal([1, 0, 1], changed);
        Assert.Equal(["a", "b", "c"], await IdsAsync(Acme));
    }

    [Fact]
    public async Task One_statement_takes_many_rows_as_a_table_and_tells_what_it_returned()
    {
        var returned = await Tenants.WriteAsync(Acme, async connection =>
        {
            await PutAsync(connection, "b");
            return await connection.QueryManyAsync(
                """
                INSERT INTO things (tenant_id, id, number, note, fraction, body)
                SELECT @tenant, given.id, given.number, given.note, given.fraction, given.body FROM {rows} WHERE true
                ON CONFLICT (tenant_id, id) DO NOTHING RETURNING id
                """,
                ["id", "number", "note", "fraction", "body"],
                [["a", 1L, null, 0.5, new byte[] { 1 }], ["b", 2L, "two", 2.5, null], ["c", 3, "three", null, new byte[] { 3, 4 }]]);
        });

        Assert.Equal(["a", "c"], returned.Order(StringComparer.Ordinal));
        Assert.Equal(["a", "b", "c"], await IdsAsync(Acme));
        await using var connection = await Tenants.OpenAsync(Acme);
        var things = await connection.QueryAsync<Thing>(
            "SELECT id AS Id, number AS Number, fraction AS Fraction, body AS Body, note AS Note FROM things WHERE tenant_id = @tenant AND id <> 'b' ORDER BY id");
        Assert.Equal([1, 3], things.Select(thing => thing.Number));
        Assert.Equal([null, "three"], things.Select(thing => thing.Note));
        Assert.Equal([0.5, null], things.Select(thing => thing.Fraction));
        Assert.Equal([3, 4], things[1].Body!);
    }

    [Fact]
    public async Task A_statement_over_no_rows_is_not_run() =>
        Assert.Empty(await Tenants.WriteAsync(Acme, connection => connection.QueryManyAsync("no statement", ["id"], [])));

    [Theory]
    [InlineData("IN")]
    [InlineData("in")]
    public async Task Lists_and_nulls_are_parameters_too(string among)
    {
        await PutAsync(Acme, "a", 1);
        await PutAsync(Acme, "b", 2);
        await PutAsync(Acme, "c", 3);

        await using var connection = await Tenants.OpenAsync(Acme);
        var numbers = await connection.QueryAsync<long>(
            $"SELECT number FROM things WHERE tenant_id = @tenant AND id {among} @ids AND (note IS NULL OR note = @note) ORDER BY id",
            new { ids = new[] { "a", "c", "x" }, note = (string?)null });

        Assert.Equal([1, 3], numbers);
    }

    [Fact]
    public async Task The_clock_of_statements_is_the_tests_own()
    {
        Time.Advance(TimeSpan.FromMinutes(5));

        await using var connection = await Database.System.OpenAsync();
        Assert.Equal(Time.GetUtcNow().ToUnixTimeMilliseconds(), await connection.ScalarAsync<long>("SELECT {now}"));
    }

    [Fact]
    public async Task A_snapshot_does_not_see_what_is_committed_after_its_first_look()
    {
        await PutAsync(Acme, "a");
        await using var snapshot = await Tenants.OpenAsync(Acme);
        Assert.Equal(1, await snapshot.ScalarAsync<long>("SELECT count(*) FROM things WHERE tenant_id = @tenant"));

        await PutAsync(Acme, "b");

        Assert.Equal(1, await snapshot.ScalarAsync<long>("SELECT count(*) FROM things WHERE tenant_id = @tenant"));
    }

    [Fact]
    public async Task A_snapshot_cannot_write()
    {
        await using (var snapshot = await Tenants.OpenAsync(Acme))
        {
            await Assert.ThrowsAnyAsync<Exception>(() => PutAsync(snapshot, "a"));
        }

        Assert.Empty(await IdsAsync(Acme));
    }

    [Fact]
    public async Task A_connection_given_back_is_of_no_more_use()
    {
        TenantConnection? kept = null;
        await Tenants.WriteAsync(Acme, connection =>
        {
            kept = connection;
            return PutAsync(connection, "a");
        });

        await Assert.ThrowsAsync<InvalidOperationException>(() => PutAsync(kept!, "b"));
    }

    [Fact]
    public async Task Rows_that_a_list_names_come_once_each()
    {
        foreach (var id in (string[])["a", "b", "c"])
        {
            await PutAsync(Acme, id, id[0]);
        }

        await PutAsync(Bolt, "b", 1);

        Assert.Equal([(long)'a', 'b'], await NumbersAsync("b", "a", "b", "x"));
        Assert.Empty(await NumbersAsync());

        async Task<IReadOnlyList<long>> NumbersAsync(params string[] ids)
        {
            await using var connection = await Tenants.OpenAsync(Acme);
            return await connection.QueryAsync<long>(
                "SELECT t.number FROM {only things t WHERE tenant_id = @tenant AND id IN @ids} ORDER BY t.number", new { ids });
        }
    }
}

public sealed class SqliteRoundTrips() : RoundTripSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlRoundTrips() : RoundTripSuite(DatabaseKind.PostgreSql);
