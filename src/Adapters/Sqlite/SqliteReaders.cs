using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Parley.Storage;

namespace Parley.Sqlite;

/// <summary>The readers' connections: each is in one snapshot while it is lent, and there is an upper bound to them.</summary>
internal sealed class SqliteReaders(SqliteFile file) : IConnectionOwner, IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly int Bound = Math.Max(16, 8 * Environment.ProcessorCount);

    private readonly SemaphoreSlim _places = new(Bound, Bound);
    private readonly ConcurrentStack<SqliteConnection> _idle = new();
    private volatile bool _closed;

    public async ValueTask<SqliteConnection> LendAsync(CancellationToken cancellationToken)
    {
        if (!await _places.WaitAsync(LongestWait, cancellationToken))
        {
            throw new StorageUnavailableException($"All {Bound} reading connections have been in use for {LongestWait.TotalSeconds} s.");
        }

        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            var connection = _idle.TryPop(out var idle) ? idle : file.OpenForReading();
            connection.Run("BEGIN");
            return connection;
        }
        catch
        {
            _places.Release();
            throw;
        }
    }

    public ValueTask ReleaseAsync(DbConnection connection, DbTransaction? transaction)
    {
        var reader = (SqliteConnection)connection;
        try
        {
            if (reader.IsInTransaction())
            {
                reader.Run("ROLLBACK");
            }

            if (_closed)
            {
                reader.Dispose();
            }
            else
            {
                _idle.Push(reader);
            }
        }
        catch (SqliteException)
        {
            // One that cannot end its snapshot is not lent again.
            reader.Dispose();
        }
        finally
        {
            _places.Release();
        }

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
        _closed = true;
        while (_idle.TryPop(out var connection))
        {
            connection.Dispose();
        }
    }
}
