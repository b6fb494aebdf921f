using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Parley.Sqlite;

/// <summary>
/// A statement that runs once per row, past the provider's command objects: for the log of answers, which takes every token, those cost more
/// than the statement.
/// </summary>
internal sealed class RowStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _places;
    private readonly int _tenant;

    public RowStatement(SqliteConnection connection, string sql, IReadOnlyList<string> names)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
        _places = [.. names.Select(name => raw.sqlite3_bind_parameter_index(_statement, "@" + name))];
        _tenant = raw.sqlite3_bind_parameter_index(_statement, "@tenant");
    }

    /// <summary>Runs it for a row, and adds the first column of what it returns.</summary>
    /// <exception cref="SqliteException">It failed.</exception>
    public void Run(object?[] row, string? tenant, List<string> found)
    {
        try
        {
            for (var column = 0; column < row.Length; column++)
            {
                Check(Bind(_places[column], row[column]));
            }

            if (_tenant > 0 && tenant is not null)
            {
                Check(Bind(_tenant, tenant));
            }

            int code;
            while ((code = raw.sqlite3_step(_statement)) == raw.SQLITE_ROW)
            {
                found.Add(raw.sqlite3_column_text(_statement, 0).utf8_to_string());
            }

            Check(code == raw.SQLITE_DONE ? raw.SQLITE_OK : code);
        }
        finally
        {
            // It says again what the step said.
            raw.sqlite3_reset(_statement);
        }
    }

    public void Dispose() => _statement.Dispose();

    private int Bind(int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(_statement, place),
        string text => raw.sqlite3_bind_text(_statement, place, text),
        byte[] { Length: 0 } => raw.sqlite3_bind_zeroblob(_statement, place, 0),
        byte[] bytes => raw.sqlite3_bind_blob(_statement, place, bytes),
        long or int or short or bool => raw.sqlite3_bind_int64(_statement, place, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)),
        double or float => raw.sqlite3_bind_double(_statement, place, Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)),
        _ => throw new ArgumentException($"A row cannot hold a {value.GetType().Name}; give a text, a whole number, a double or bytes."),
    };

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new SqliteException(raw.sqlite3_errmsg(_database).utf8_to_string(), code & 0xff, raw.sqlite3_extended_errcode(_database));
        }
    }
}
