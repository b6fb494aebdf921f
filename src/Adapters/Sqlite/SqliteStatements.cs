using System.Data.Common;
using Microsoft.Data.Sqlite;
using Parley.Storage;

namespace Parley.Sqlite;

/// <summary>The writer's prepared statements, kept for those that run once per row.</summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IConnectionOwner, IDisposable
{
    private const int Kept = 64;

    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    /// <summary>The writer keeps its connection.</summary>
    public ValueTask ReleaseAsync(DbConnection connection, DbTransaction? transaction) => ValueTask.CompletedTask;

    public Exception Translate(Exception exception) => SqliteFaults.Translate(exception);

    public Task<IReadOnlyList<int>> ExecuteManyAsync(
        DbConnection connection, DbTransaction? transaction, string sql, IReadOnlyList<string> names, IReadOnlyList<object?[]> rows, string? tenant)
    {
        var command = Prepare(sql, names, tenant is not null);
        var parameters = command.Parameters;
        if (tenant is not null)
        {
            parameters[names.Count].Value = tenant;
        }

        var changed = new int[rows.Count];
        for (var row = 0; row < rows.Count; row++)
        {
            var values = rows[row];
            for (var column = 0; column < values.Length; column++)
            {
                parameters[column].Value = values[column] ?? DBNull.Value;
            }

            changed[row] = command.ExecuteNonQuery();
        }

        return Task.FromResult<IReadOnlyList<int>>(changed);
    }

    public void Dispose() => Clear();

    private SqliteCommand Prepare(string sql, IReadOnlyList<string> names, bool forTenant)
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

    private void Clear()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _commands.Clear();
    }
}
