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

    private sealed record PlanRow(long Id, long Parent, long Notused, string Detail);
}
