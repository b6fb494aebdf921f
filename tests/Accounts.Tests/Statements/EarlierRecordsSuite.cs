using Parley.Kernel;

namespace Parley.Accounts.Tests.Statements;

/// <summary>What was charged before there were sums by day is in them after the migration, of every tenant.</summary>
public abstract class EarlierRecordsSuite(DatabaseKind kind) : AccountsSuite(kind)
{
    private const int Before = 16;

    private readonly DatabaseKind _kind = kind;

    [Fact]
    public async Task Statements_of_months_before_the_migration_have_what_was_charged_in_them()
    {
        await using var database = await TestDatabase.CreateAsync(_kind, Time);
        IReadOnlyList<Migration> storage = new MigrationSource("storage", typeof(TenantDatabase).Assembly).Load();
        IReadOnlyList<Migration> accounts = new MigrationSource("accounts", typeof(AccountsModule).Assembly).Load();
        await database.Adapter.MigrateAsync([.. storage, .. accounts.Where(migration => migration.Version <= Before)], default);
        await ChargeAsync(database, Acme, "use_1", reserved: 500, cost: 700, new(2025, 12, 31, 23, 59, 59, TimeSpan.Zero));
        await ChargeAsync(database, Acme, "use_2", reserved: 500, cost: 200, new(2025, 12, 1, 0, 0, 0, TimeSpan.Zero));
        await ChargeAsync(database, Acme, "use_3", reserved: 500, cost: 50, new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await ChargeAsync(database, Bolt, "use_1", reserved: 10, cost: 9, new(2025, 12, 5, 0, 0, 0, TimeSpan.Zero));

        await database.Adapter.MigrateAsync([.. storage, .. accounts], default);

        Assert.Equal("d m chat 2 20 40 6 0.0009 0.0002", await LineAsync(database, Acme, "2025-12"));
        Assert.Equal("d m chat 1 10 20 3 0.00005 0", await LineAsync(database, Acme, "2026-01"));
        Assert.Equal("d m chat 1 10 20 3 0.000009 0", await LineAsync(database, Bolt, "2025-12"));
    }

    private static Task ChargeAsync(TestDatabase database, TenantScope tenant, string id, long reserved, long cost, DateTimeOffset at) =>
        database.Tenants.WriteAsync(tenant, async connection =>
        {
            await connection.ExecuteAsync(
                """
                insert into reservations (tenant_id, id, purpose, deployment, model, amount, if_lost, state, holds, created_at, expires_at)
                values (@tenant, @id, 'chat', 'd', 'm', @reserved, @reserved, 'settled', 0, 0, 0)
                """,
                new { id, reserved });
            await connection.ExecuteAsync(
                """
                insert into usage_records (tenant_id, id, purpose, deployment, model, input_tokens, output_tokens, cached_tokens, latency_ms, cost,
                    estimated, outcome, at)
                values (@tenant, @id, 'chat', 'd', 'm', 10, 20, 3, 0, @cost, 0, 'completed', @at)
                """,
                new { id, cost, at = at.ToUnixTimeMilliseconds() });
        });

    private async Task<string> LineAsync(TestDatabase database, TenantScope tenant, string month)
    {
        var statement = await new Accounts.Statements(database.Tenants, Time).ReadAsync(tenant, Month.Read(month, Time.GetUtcNow()), default);
        var line = Assert.Single(statement.Lines);
        return $"{line.Deployment} {line.Model} {line.Purpose} {line.Calls} {line.InputTokens} {line.OutputTokens} {line.CachedTokens} {line.Cost} {line.Overrun}";
    }
}

public sealed class SqliteEarlierRecords() : EarlierRecordsSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlEarlierRecords() : EarlierRecordsSuite(DatabaseKind.PostgreSql);
