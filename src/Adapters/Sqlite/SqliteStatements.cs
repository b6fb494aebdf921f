using System.Data.Common;
using Microsoft.Data.Sqlite;
using Parley.Storage;

namespace Parley.Sqlite;

/// <summary>The writer's prepared statements, kept for those that run once per row.</summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IConnectionOwner, IDisposable
{
    private const int Kept = 64;

    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
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

    public Task<IReadOnlyList<int>> ExecuteManyAsync(
        DbConnection connection, DbTransaction? transaction, string sql, IReadOnlyList<string> names, IReadOnlyList<object?[]> rows, string? tenant)
    {
        var command = Prepare(sql, names, tenant);
        var changed = new int[rows.Count];
        for (var row = 0; row < rows.Count; row++)
        {
            Bind(command, rows[row]);
            changed[row] = command.ExecuteNonQuery();
        }

        return Task.FromResult<IReadOnlyList<int>>(changed);
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
            var command = Prepare(statement.Sql, statement.Names, tenant);
            Bind(command, statement.Values);
            changed += command.ExecuteNonQuery();
        }

        return Task.FromResult(changed);
    }

    public void Dispose() => Clear();

    private static void Bind(SqliteCommand command, object?[] values)
    {
        for (var column = 0; column < values.Length; column++)
        {
            command.Parameters[column].Value = values[column] ?? DBNull.Value;
        }
    }

    private SqliteCommand Prepare(string sql, IReadOnlyList<string> names, string? tenant)
    {
        var command = Prepared(sql, names, tenant is not null);
        if (tenant is not null)
        {
            command.Parameters[names.Count].Value = tenant;
        }

        return command;
    }

    private SqliteCommand Prepared(string sql, IReadOnlyList<string> names, bool forTenant)
    {
        var known = string.Join(',', names) + (forTenant ? "|t|" : "|s|") + sql;
        if (_commands.TryGetValue(known, out var command))
        {
            return command;
        }

        if (_commands.Count >= Kept)
        {
            Clear();
        }

        command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in names)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = "@" + name });
        }

        if (forTenant)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = "@tenant" });
        }

        return _commands[known] = command;
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
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _commands.Clear();
    }
}
