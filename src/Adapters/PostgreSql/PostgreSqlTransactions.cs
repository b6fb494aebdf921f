using System.Data;
using System.Data.Common;
using Npgsql;
using Parley.Storage;

namespace Parley.PostgreSql;

/// <summary>Transactions in as few round trips as can be: beginning names the tenant, ending tells the other nodes.</summary>
internal sealed class PostgreSqlTransactions(NpgsqlDataSource source, SqlDialect dialect, string node) : IConnectionOwner
{
    private readonly Sharing _sharing = new();

    // A node that stops in mid-transaction (paused, swapped out) must not hold its locks against those that take over.
    private const string LongestIdle = "10s";
    private const int Attempts = 3;

    /// <summary>A connection in a transaction of its own, for a tenant or, when that is null, for the system.</summary>
    /// <param name="begin">The statement that begins it.</param>
    public async Task<NpgsqlConnection> BeginAsync(string begin, TenantId? tenant, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var connection = await source.OpenConnectionAsync(cancellationToken);
            try
            {
                await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand(begin), SetTenant(tenant) } };
                await batch.ExecuteNonQueryAsync(cancellationToken);
                return connection;
            }
            catch (NpgsqlException exception) when (attempt < Attempts && PostgreSqlFaults.Translate(exception) is StorageUnavailableException)
            {
                // Connections that lay in the pool while the server restarted: nothing was begun, so another one may do it.
                await connection.DisposeAsync();
                source.Clear();
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Names the tenant for the next statements of a transaction that serves several.</summary>
    public static async Task SwitchAsync(NpgsqlConnection connection, TenantId tenant)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { SetTenant(tenant) } };
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>Commits, and tells the other nodes what changed, in one round trip.</summary>
    public async Task CommitAsync(NpgsqlConnection connection, IReadOnlyCollection<(string Topic, string Key)> notifications)
    {
        // Where nothing is told, a statement still has to run: COMMIT itself does not say that the transaction had failed before.
        var tell = notifications.Count == 0
            ? new NpgsqlBatchCommand("SELECT 1")
            : new NpgsqlBatchCommand("SELECT pg_notify($1, $2)")
            {
                Parameters =
                {
                    new NpgsqlParameter<string> { TypedValue = Notice.Channel },
                    new NpgsqlParameter<string> { TypedValue = Notice.Write(node, notifications) },
                },
            };
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { tell, new NpgsqlBatchCommand("COMMIT") } };
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>Undoes what was not committed, and gives the connection back.</summary>
    public static async ValueTask AbandonAsync(NpgsqlConnection connection)
    {
        // A lost connection undoes by itself.
        if (connection.State == ConnectionState.Open)
        {
            try
            {
                await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand("ROLLBACK") } };
                await batch.ExecuteNonQueryAsync();
            }
            catch (NpgsqlException)
            {
                // It was lost just now.
            }
        }

        await connection.DisposeAsync();
    }

    /// <summary>A snapshot, which is given back when it is disposed.</summary>
    public DatabaseConnection Lend(NpgsqlConnection connection, TenantId? tenant) => Wrap(connection, tenant, this);

    /// <summary>What a unit gets of a transaction that its caller ends.</summary>
    public DatabaseConnection Share(NpgsqlConnection connection, TenantId? tenant) => Wrap(connection, tenant, _sharing);

    public ValueTask ReleaseAsync(DbConnection connection, DbTransaction? transaction) => AbandonAsync((NpgsqlConnection)connection);

    public Exception Translate(Exception exception) => PostgreSqlFaults.Translate(exception);

    public Task<IReadOnlyList<int>> ExecuteManyAsync(
        DbConnection connection, DbTransaction? transaction, string sql, IReadOnlyList<string> names, IReadOnlyList<object?[]> rows, string? tenant) =>
        PostgreSqlBatches.ExecuteManyAsync((NpgsqlConnection)connection, sql, names, rows, tenant);

    public Task<IReadOnlyList<string>> QueryManyAsync(
        DbConnection connection, string sql, IReadOnlyList<string> names, IReadOnlyList<object?[]> rows, string? tenant) =>
        PostgreSqlRows.QueryAsync((NpgsqlConnection)connection, sql, names, rows, tenant);

    public Task<int> ExecuteAllAsync(DbConnection connection, IReadOnlyList<BoundStatement> statements, string? tenant) =>
        PostgreSqlBatches.ExecuteAllAsync((NpgsqlConnection)connection, statements, tenant);

    private DatabaseConnection Wrap(NpgsqlConnection connection, TenantId? tenant, IConnectionOwner owner) => tenant is { } id
        ? new TenantConnection(id, connection, null, dialect, owner)
        : new SystemConnection(connection, null, dialect, owner);

    private static NpgsqlBatchCommand SetTenant(TenantId? tenant) =>
        new($"SELECT set_config('app.tenant', $1, true), set_config('idle_in_transaction_session_timeout', '{LongestIdle}', true)")
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = tenant?.Value ?? "" } },
        };

    private sealed class Sharing : IConnectionOwner
    {
        public ValueTask ReleaseAsync(DbConnection connection, DbTransaction? transaction) => ValueTask.CompletedTask;

        public Exception Translate(Exception exception) => PostgreSqlFaults.Translate(exception);

        public Task<IReadOnlyList<int>> ExecuteManyAsync(
            DbConnection connection, DbTransaction? transaction, string sql, IReadOnlyList<string> names, IReadOnlyList<object?[]> rows, string? tenant) =>
            PostgreSqlBatches.ExecuteManyAsync((NpgsqlConnection)connection, sql, names, rows, tenant);

        public Task<IReadOnlyList<string>> QueryManyAsync(
            DbConnection connection, string sql, IReadOnlyList<string> names, IReadOnlyList<object?[]> rows, string? tenant) =>
            PostgreSqlRows.QueryAsync((NpgsqlConnection)connection, sql, names, rows, tenant);

        public Task<int> ExecuteAllAsync(DbConnection connection, IReadOnlyList<BoundStatement> statements, string? tenant) =>
            PostgreSqlBatches.ExecuteAllAsync((NpgsqlConnection)connection, statements, tenant);
    }
}
