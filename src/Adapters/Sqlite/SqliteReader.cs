using System.Data.Common;
using Microsoft.Data.Sqlite;
using Parley.Storage;

namespace Parley.Sqlite;

/// <summary>A connection for reading, with the statements it keeps prepared.</summary>
internal sealed class SqliteReader(SqliteConnection connection, SqliteReaders home) : IConnectionOwner, IDisposable
{
    private const int Kept = 32;

    private readonly PreparedStatements _prepared = new(connection, Kept);

    public SqliteConnection Connection => connection;

    public bool KeepsStatements => true;

    public Task<int>? ExecuteAsync(BoundStatement statement, string? tenant) => _prepared.Execute(statement, tenant);

    public Task<IReadOnlyList<T>>? QueryAsync<T>(BoundStatement statement, string? tenant, int most) => _prepared.Query<T>(statement, tenant, most);

    public ValueTask ReleaseAsync(DbConnection connection, DbTransaction? transaction)
    {
        home.Release(this);
        return ValueTask.CompletedTask;
    }

    public Exception Translate(Exception exception) => SqliteFaults.Translate(exception);

    public Task<IReadOnlyList<int>> ExecuteManyAsync(
        DbConnection connection, DbTransaction? transaction, string sql, IReadOnlyList<string> names, IReadOnlyList<object?[]> rows, string? tenant) =>
        throw new InvalidOperationException("A snapshot is for reading. Write in a unit given to WriteAsync.");

    public Task<IReadOnlyList<string>> QueryManyAsync(
        DbConnection connection, string sql, IReadOnlyList<string> names, IReadOnlyList<object?[]> rows, string? tenant) =>
        throw new InvalidOperationException("A snapshot has no statements over many rows. Run them in a unit given to WriteAsync.");

    public Task<int> ExecuteAllAsync(DbConnection connection, IReadOnlyList<BoundStatement> statements, string? tenant) =>
        throw new InvalidOperationException("A snapshot is for reading. Write in a unit given to WriteAsync.");

    public void Dispose()
    {
        _prepared.Dispose();
        connection.Dispose();
    }
}
