using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Parley.Storage;

namespace Parley.Sqlite;

/// <summary>The readers' connections: each is in one snapshot while it is lent, and there is an upper bound to them.</summary>
internal sealed class SqliteReaders(SqliteFile file) : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly int Bound = Math.Max(16, 8 * Environment.ProcessorCount);

    private readonly SemaphoreSlim _places = new(Bound, Bound);
    private readonly ConcurrentStack<SqliteReader> _idle = new();
    private volatile bool _closed;

    public async ValueTask<SqliteReader> LendAsync(CancellationToken cancellationToken)
    {
        if (!await _places.WaitAsync(LongestWait, cancellationToken))
        {
            throw new StorageUnavailableException($"All {Bound} reading connections have been in use for {LongestWait.TotalSeconds} s.");
        }

        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            var reader = _idle.TryPop(out var idle) ? idle : new SqliteReader(file.OpenForReading(), this);
            reader.Connection.Run("BEGIN");
            return reader;
        }
        catch
        {
            _places.Release();
            throw;
        }
    }

    public void Release(SqliteReader reader)
    {
        try
        {
            if (reader.Connection.IsInTransaction())
            {
                reader.Connection.Run("ROLLBACK");
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
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryPop(out var reader))
        {
            reader.Dispose();
        }
    }
}
