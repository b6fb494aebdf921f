namespace Parley.Conversations.Tests;

/// <summary>How SQLite, which knows no figures of its tables, finds what every list of conversations asks for.</summary>
public sealed class PlanTests(SqliteFindingHouse house) : IClassFixture<SqliteFindingHouse>
{
    [Fact]
    public async Task Answers_that_are_being_written_are_found_without_a_walk_over_all_messages()
    {
        var caller = house.NewCaller();
        string[] ids = [.. Enumerable.Range(0, 50).Select(i => $"conv_{i}")];
        await using var connection = await house.Database.Tenants.OpenAsync(caller.Tenant, TestContext.Current.CancellationToken);

        var one = await connection.QueryAsync<PlanRow>("EXPLAIN QUERY PLAN " + ConversationStore.ActiveSql, new { id = ids[0] });
        var many = await connection.QueryAsync<PlanRow>("EXPLAIN QUERY PLAN " + ConversationStore.ActiveOfManySql, new { ids });

        Assert.All(one.Concat(many), step => Assert.Contains("messages_running", step.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Those_of_a_span_that_are_not_to_be_kept_are_found_in_an_index_that_has_no_others()
    {
        await using var connection = await house.Database.Tenants.OpenAsync(house.NewCaller().Tenant, TestContext.Current.CancellationToken);

        var plan = await connection.QueryAsync<PlanRow>("EXPLAIN QUERY PLAN " + PassingConversations.ListSql, Span);

        Assert.Contains("conversations_passing (tenant_id=? AND id>? AND id<?)", Assert.Single(plan).Detail, StringComparison.Ordinal);
    }

    internal static object Span => new { from = "conv_01", until = "conv_02", most = 20L };

    private sealed record PlanRow(long Id, long Parent, long Notused, string Detail);
}

/// <summary>The same on PostgreSQL, whose primary keys are in the order of its language.</summary>
public sealed class PostgreSqlPlanTests(PostgreSqlFindingHouse house) : IClassFixture<PostgreSqlFindingHouse>
{
    [Fact]
    public async Task Those_of_a_span_that_are_not_to_be_kept_are_found_in_an_index_that_has_no_others()
    {
        // First: it skips the test where the database is not there.
        var caller = house.NewCaller();
        var plan = await house.Database.Tenants.WriteAsync(caller.Tenant, async connection =>
        {
            // A table without a row is read as a whole, whatever index it has.
            await connection.ExecuteAsync("SET LOCAL enable_seqscan = off");
            return await connection.QueryAsync<string>("EXPLAIN " + PassingConversations.ListSql, PlanTests.Span);
        });

        Assert.Contains(plan, line => line.Contains("using conversations_passing", StringComparison.Ordinal));
        Assert.Contains(plan, line => line.Contains("Index Cond", StringComparison.Ordinal) && line.Contains("conv_01", StringComparison.Ordinal) && line.Contains("conv_02", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.Contains("Sort", StringComparison.Ordinal));
    }
}
