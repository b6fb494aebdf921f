using Parley.TestKit;

namespace Parley.Storage.Tests;

public sealed class PostgreSqlPlans() : DatabaseSuite(DatabaseKind.PostgreSql)
{
    [Fact]
    public async Task Rows_that_a_list_names_are_looked_up_in_the_index_also_where_nothing_was_analyzed()
    {
        var plan = await Tenants.WriteAsync(Acme, async connection =>
        {
            await connection.ExecuteAsync(
                "CREATE TEMP TABLE shelf (tenant_id text, name text, number bigint, book text, PRIMARY KEY (tenant_id, name, number)) ON COMMIT DROP");
            await connection.ExecuteAsync("INSERT INTO shelf SELECT @tenant, 'docs', n, repeat('book', 20) FROM generate_series(1, 20000) n");
            return await connection.QueryAsync<string>(
                "EXPLAIN (ANALYZE, TIMING OFF) SELECT book FROM {only shelf s WHERE tenant_id = @tenant AND name = 'docs' AND number IN @numbers}",
                new { numbers = Enumerable.Range(1, 50).Select(n => n * 300L).ToArray() });
        });

        Assert.Contains(plan, line => line.Contains("Index Cond", StringComparison.Ordinal) && line.Contains("number =", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.Contains("Removed by Filter", StringComparison.Ordinal));
    }
}
