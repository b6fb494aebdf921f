using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Parley.Sqlite;

/// <summary>
/// A statement, or several in one text, that is prepared once and run often, past the provider's command objects: to prepare one anew takes longer
/// than most take to run. Used by one thread at a time.
/// </summary>
internal sealed class PreparedStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly List<Part> _parts = [];
    private readonly int _asks;
    private (Type Of, object? Reader)? _known;

    /// <param name="names">The parameters without <c>@</c>, in the order of their values; the tenant is not among them.</param>
    public PreparedStatement(SqliteConnection connection, string sql, IReadOnlyList<string> names)
    {
        _database = connection.Handle!;
        for (var left = sql; !string.IsNullOrWhiteSpace(left);)
        {
            Check(raw.sqlite3_prepare_v3(_database, left, raw.SQLITE_PREPARE_PERSISTENT, out var statement, out left));
            if (!statement.IsInvalid)
            {
                _parts.Add(new(statement, names));
            }
        }

        _asks = _parts.FindIndex(part => part.Columns > 0);
    }

    /// <summary>Whether every parameter has a value; a statement that lacks one is refused elsewhere, with words.</summary>
    public bool IsComplete => _parts.TrueForAll(part => part.IsComplete);

    /// <returns>The number of rows changed.</returns>
    /// <exception cref="SqliteException">It failed.</exception>
    public int Execute(object?[] values, string? tenant) => Run(values, tenant, null);

    /// <summary>What makes a row of its result; null where it has none, or the columns are not those of the type.</summary>
    public Func<sqlite3_stmt, T>? Reader<T>()
    {
        if (_known is not { } known || known.Of != typeof(T))
        {
            _known = known = (typeof(T), _asks < 0 ? null : RowReader.Of<T>(_parts[_asks].ColumnNames()));
        }

        return (Func<sqlite3_stmt, T>?)known.Reader;
    }

    /// <exception cref="SqliteException">It failed.</exception>
    public IReadOnlyList<T> Query<T>(object?[] values, string? tenant, int most, Func<sqlite3_stmt, T> read)
    {
        var rows = new List<T>();
        Run(values, tenant, statement =>
        {
            rows.Add(read(statement));
            return rows.Count < most;
        });
        return rows;
    }

    public void Dispose() => _parts.ForEach(part => part.Statement.Dispose());

    /// <param name="take">Told of each row of the first result; false when no more are wanted.</param>
    private int Run(object?[] values, string? tenant, Func<sqlite3_stmt, bool>? take)
    {
        var changed = 0;
        for (var index = 0; index < _parts.Count; index++)
        {
            var part = _parts[index];
            try
            {
                Bind(part, values, tenant);
                int code;
                while ((code = raw.sqlite3_step(part.Statement)) == raw.SQLITE_ROW && (take is null || index != _asks || take(part.Statement)))
                {
                }

                Check(code is raw.SQLITE_DONE or raw.SQLITE_ROW ? raw.SQLITE_OK : code);
                changed += part.Writes ? raw.sqlite3_changes(_database) : 0;
            }
            finally
            {
                // It says again what the step said.
                raw.sqlite3_reset(part.Statement);
                raw.sqlite3_clear_bindings(part.Statement);
            }
        }

        return changed;
    }

    private void Bind(Part part, object?[] values, string? tenant)
    {
        for (var index = 0; index < values.Length; index++)
        {
            if (part.Places[index] > 0)
            {
                Check(Bind(part.Statement, part.Places[index], values[index]));
            }
        }

        if (part.Tenant > 0)
        {
            Check(Bind(part.Statement, part.Tenant, tenant));
        }
    }

    private static int Bind(sqlite3_stmt statement, int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, place),
        string text => raw.sqlite3_bind_text(statement, place, text),
        long number => raw.sqlite3_bind_int64(statement, place, number),
        byte[] { Length: 0 } => raw.sqlite3_bind_zeroblob(statement, place, 0),
        byte[] bytes => raw.sqlite3_bind_blob(statement, place, bytes),
        int or short or bool => raw.sqlite3_bind_int64(statement, place, Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        double or float => raw.sqlite3_bind_double(statement, place, Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        _ => throw new ArgumentException($"A parameter cannot be a {value.GetType().Name}; give a text, a whole number, a double or bytes."),
    };

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new SqliteException(raw.sqlite3_errmsg(_database).utf8_to_string(), code & 0xff, raw.sqlite3_extended_errcode(_database));
        }
    }

    private sealed class Part(sqlite3_stmt statement, IReadOnlyList<string> names)
    {
        public sqlite3_stmt Statement => statement;

        public int[] Places { get; } = [.. names.Select(name => raw.sqlite3_bind_parameter_index(statement, "@" + name))];

        public int Tenant { get; } = raw.sqlite3_bind_parameter_index(statement, "@tenant");

        public int Columns { get; } = raw.sqlite3_column_count(statement);

        public bool Writes { get; } = raw.sqlite3_stmt_readonly(statement) == 0;

        public bool IsComplete =>
            Places.Where(place => place > 0).Append(Tenant).Distinct().Count(place => place > 0) == raw.sqlite3_bind_parameter_count(statement);

        public IReadOnlyList<string> ColumnNames() =>
            [.. Enumerable.Range(0, Columns).Select(column => raw.sqlite3_column_name(statement, column).utf8_to_string())];
    }
}
