using Npgsql;

namespace Parley.Server.Tests.Attacks;

public sealed class SqliteAttacks(SqliteWorld world) : AttackSuite(world), IClassFixture<SqliteWorld>;

public sealed class PostgreSqlAttacks(PostgreSqlWorld world) : AttackSuite(world), IClassFixture<PostgreSqlWorld>;

/// <summary>With the application's own filter left out, the database's policy alone must hold between tenants.</summary>
public sealed class PolicyAloneAttacks(ForgetfulWorld world) : IClassFixture<ForgetfulWorld>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => world.SkipOrBeReadyAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Another_tenant_gets_nothing_by_the_policy_and_something_without_it()
    {
        var before = await Sight.OfAsync(world.World);
        var held = await AttackAsync(AttackCases.All);

        Assert.True(held.Count == 0, string.Join("\n\n", held));
        Assert.Equal(before, await Sight.OfAsync(world.World));
        Assert.All(
            (string[])["conversations", "messages", "turns", "turn_events", "documents", "jobs", "api_keys"],
            table => Assert.Contains(world.Forgot, sql => sql.Contains(table, StringComparison.OrdinalIgnoreCase)));

        // The counter-proof: the same attempts, once nothing holds any more.
        await ExecuteAsync(string.Join(';', (await RowPolicyTests.TablesAsync(world.SuperConnection)).Select(table => $"alter table \"{table}\" disable row level security")));
        var open = await AttackAsync(AttackCases.All.Where(attack => attack.Route.StartsWith("GET ", StringComparison.Ordinal)));
        Assert.Contains(open, complaint => complaint.Contains("tells of", StringComparison.Ordinal));
    }

    private async Task<List<string>> AttackAsync(IEnumerable<AttackCase> cases) =>
    [
        .. await new Attacker(world.World.SecondOwner, new(world.World.OwnerThings, world.World.TenantThings, world.World.SecondThings)).TryAsync(cases),
        .. await new Attacker(world.World.SecondAda, new(world.World.AdaThings, world.World.TenantThings, world.World.SecondAdaThings)).TryAsync(cases),
    ];

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(world.SuperConnection);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
