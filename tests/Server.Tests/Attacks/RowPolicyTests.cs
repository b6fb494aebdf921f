using Npgsql;

namespace Parley.Server.Tests.Attacks;

/// <summary>What the application's own role sees when it asks the database directly.</summary>
public sealed class RowPolicyTests(PostgreSqlWorld world) : IClassFixture<PostgreSqlWorld>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => world.SkipOrBeReadyAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Without_a_tenant_there_are_no_rows_and_with_one_only_its_own()
    {
        var second = world.World.SecondTenant;
        var filled = new List<string>();
        foreach (var table in await TablesAsync(world.SuperConnection))
        {
            var ofOthers = $"select count(*) from \"{table}\" where tenant_id <> '{second}'";
            if (await CountAsync(world.SuperConnection, ofOthers) > 0)
            {
                filled.Add(table);
            }

            Assert.Equal((table, 0), (table, await CountAsync(world.Connection, $"select count(*) from \"{table}\"")));
            Assert.Equal((table, 0), (table, await CountAsync(world.Connection, ofOthers, second)));
            Assert.Equal(
                (table, await CountAsync(world.SuperConnection, $"select count(*) from \"{table}\" where tenant_id = '{second}'")),
                (table, await CountAsync(world.Connection, $"select count(*) from \"{table}\"", second)));
        }

        Assert.Empty(((string[])["conversations", "messages", "turns", "knowledge_documents", "knowledge_chunks", "jobs", "api_keys", "users"]).Except(filled));
    }

    [Fact]
    public async Task A_row_cannot_be_handed_to_another_tenant()
    {
        await using var source = NpgsqlDataSource.Create(world.Connection);
        await using var connection = await source.OpenConnectionAsync();
        await ExecuteAsync(connection, $"select set_config('app.tenant', '{world.World.SecondTenant}', false)");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(connection, "update conversations set tenant_id = 'tenant_other'"));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    /// <summary>The tables that hold rows of tenants.</summary>
    internal static async Task<IReadOnlyList<string>> TablesAsync(string connection)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(
            @"select c.table_name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
              where c.column_name = 'tenant_id' and t.table_type = 'BASE TABLE' and c.table_schema = 'public' and c.table_name not like 'sys\_%'
              order by 1");
        await using var reader = await command.ExecuteReaderAsync();
        var tables = new List<string>();
        while (await reader.ReadAsync())
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }

    private static async Task<long> CountAsync(string address, string sql, string? tenant = null)
    {
        await using var source = NpgsqlDataSource.Create(address);
        await using var connection = await source.OpenConnectionAsync();
        if (tenant is not null)
        {
            await ExecuteAsync(connection, $"select set_config('app.tenant', '{tenant}', false)");
        }

        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
