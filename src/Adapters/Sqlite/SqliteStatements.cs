using System.Data.Common;
using Microsoft.Data.Sqlite;
using Parley.Storage;

namespace Parley.Sqlite;

/// <summary>The writer's prepared statements, kept between its units.</summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IConnectionOwner, IDisposable
{
    private const int Kept = 64;

    private readonly PreparedStatements _prepared = new(connection, 4 * Kept);
    private readonly Dictionary<(string Sql, string Names), RowStatement> _rows = [];

    /// <summary>Whether a unit since the last <see cref="EndOverwriting"/> erases.</summary>
    public bool Overwrites { get; private set; }

    // The usual way leaves pages that come free as they are, until they are used again.
    public void OverwriteDeleted()
    {
        if (!Overwrites)
        {
            connection.Run("PRAGMA secure_delete = ON");
            Overwrites = true;
        }
    }

    public void EndOverwriting()
    {
        if (Overwrites)
        {
            connection.Run("PRAGMA secure_delete = FAST");
            Overwrites = false;
        }
    }

    /// <summary>The writer keeps its connection.</summary>
    public ValueTask ReleaseAsync(DbConnection connection, DbTransaction? transaction) => ValueTask.CompletedTask;

    public Exception Translate(Exception exception) => SqliteFaults.Translate(exception);

    public bool KeepsStatements => true;

    public Task<int>? ExecuteAsync(BoundStatement statement, string? tenant) => _prepared.Execute(statement, tenant);

    public Task<IReadOnlyList<T>>? QueryAsync<T>(BoundStatement statement, string? tenant, int most) => _prepared.Query<T>(statement, tenant, most);

    public Task<IReadOnlyList<int>> ExecuteManyAsync(
        DbConnection connection, DbTransaction? transaction, string sql, IReadOnlyList<string> names, IReadOnlyList<object?[]> rows, string? tenant)
    {
        var statement = _prepared.Get(sql, names);
        return Task.FromResult<IReadOnlyList<int>>([.. rows.Select(row => statement.Execute(row, tenant))]);
    }

    public Task<IReadOnlyList<string>> QueryManyAsync(
        DbConnection connection, string sql, IReadOnlyList<string> names, IReadOnlyList<object?[]> rows, string? tenant)
    {
        // Here a statement costs no round trip, so the table of rows is one row at a time.
        var statement = Rows(sql, names);
        var found = new List<string>(rows.Count);
        foreach (var row in rows)
        {
            statement.Run(row, tenant, found);
        }

        return Task.FromResult<IReadOnlyList<string>>(found);
    }

    public Task<int> ExecuteAllAsync(DbConnection connection, IReadOnlyList<BoundStatement> statements, string? tenant)
    {
        var changed = 0;
        foreach (var statement in statements)
        {
            changed += _prepared.Get(statement.Sql, statement.Names).Execute(statement.Values, tenant);
        }

        return Task.FromResult(changed);
    }

    public void Dispose()
    {
        Clear();
        _prepared.Dispose();
    }

    private RowStatement Rows(string sql, IReadOnlyList<string> names)
    {
        var known = (sql, string.Join(',', names));
        if (_rows.TryGetValue(known, out var statement))
        {
            return statement;
        }

        if (_rows.Count >= Kept)
        {
            Clear();
        }

        var one = $"(SELECT {string.Join(", ", names.Select(name => $"@{name} AS {name}"))}) AS given";
        return _rows[known] = new(connection, sql.Replace("{rows}", one, StringComparison.Ordinal), names);
    }

    private void Clear()
    {
        foreach (var statement in _rows.Values)
        {
            statement.Dispose();
        }

        _rows.Clear();
    }
}
