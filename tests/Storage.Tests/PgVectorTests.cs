using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Parley.PostgreSql;

namespace Parley.Storage.Tests;

/// <summary>Vectors on a server with pgvector: PGVECTOR_CONNECTION names one whose role may make extensions.</summary>
public sealed class PgVectorTests : VectorIndexSuite
{
    [Fact]
    public async Task The_graph_of_the_server_is_used()
    {
        await WriteAsync(Acme, Handbook, [.. Enumerable.Range(0, 1000).Select(i => Entry(i, Axis(i % 8)))]);
        await using var connection = await Home.Tenants.OpenAsync(Acme);

        var plan = await connection.QueryAsync<string>(
            """
            EXPLAIN SELECT entry_key FROM vector_points WHERE dimensions = 8
            ORDER BY embedding::vector(8) <=> '[1,0,0,0,0,0,0,0]'::vector(8) LIMIT 5
            """);

        Assert.Contains(plan, line => line.Contains("vector_points_hnsw_8", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_tables_are_made_once_and_bound_by_row_policies()
    {
        await using var connection = new NpgsqlConnection(Address);
        await connection.OpenAsync();

        Assert.True(await PgVectorTables.EnsureAsync(connection, CancellationToken.None));
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM pg_class WHERE relname LIKE 'vector\\_point%' AND relkind = 'r' AND relrowsecurity AND relforcerowsecurity", connection);
        Assert.Equal(3L, await command.ExecuteScalarAsync());
    }

    protected override async Task<VectorHome> MakeAsync()
    {
        await using (var connection = new NpgsqlConnection(Address))
        {
            await connection.OpenAsync();
            // A server with one session for all keeps the statements that the test before has prepared.
            await using var drop = new NpgsqlCommand("DEALLOCATE ALL; DROP TABLE IF EXISTS vector_points, vector_point_access, vector_point_spaces", connection);
            await drop.ExecuteNonQueryAsync();
            Assert.True(await PgVectorTables.EnsureAsync(connection, CancellationToken.None));
        }

        var database = new PostgreSqlDatabase(Address, new Signals(), NullLogger.Instance, PostgreSqlDialect.Usual);
        var tenants = new TenantDatabase(database);
        return new VectorHome(new PgVectorIndex(tenants), tenants, () => Task.CompletedTask, database.DisposeAsync);
    }

    private static string Address
    {
        get
        {
            var address = Environment.GetEnvironmentVariable("PGVECTOR_CONNECTION");
            Assert.SkipWhen(string.IsNullOrEmpty(address), "pgvector is not tested: PGVECTOR_CONNECTION is not set.");
            // One connection at a time: a small server may have no more.
            return new NpgsqlConnectionStringBuilder(address!) { MaxPoolSize = 1, NoResetOnClose = true }.ConnectionString;
        }
    }
}
