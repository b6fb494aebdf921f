using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using SQLitePCL;

namespace Parley.Sqlite;

/// <summary>Makes values and records of rows. A record's parameters are matched with the columns by name and order, as elsewhere.</summary>
internal static class RowReader
{
    // By what they give: one for each type that a parameter may have.
    private static readonly Dictionary<Type, MethodInfo> Columns = typeof(RowReader).GetMethods(BindingFlags.Static | BindingFlags.NonPublic)
        .Where(method => method.Name.StartsWith("Column", StringComparison.Ordinal)).ToDictionary(method => method.ReturnType);

    /// <returns>Null for what it cannot make.</returns>
    public static Func<sqlite3_stmt, T>? Of<T>(IReadOnlyList<string> columns) =>
        Made<T>.By.GetOrAdd(string.Join('\n', columns), static (_, columns) => Make<T>(columns), columns);

    private static Func<sqlite3_stmt, T>? Make<T>(IReadOnlyList<string> columns)
    {
        var statement = Expression.Parameter(typeof(sqlite3_stmt));
        Expression? made = Columns.TryGetValue(typeof(T), out var one) ? Expression.Call(one, statement, Expression.Constant(0)) : Record(typeof(T), columns, statement);
        return made is null ? null : Expression.Lambda<Func<sqlite3_stmt, T>>(made, statement).Compile();
    }

    private static NewExpression? Record(Type type, IReadOnlyList<string> columns, Expression statement)
    {
        var constructor = type.GetConstructors().FirstOrDefault(one => Array.ConvertAll(one.GetParameters(), parameter => parameter.Name)
            .SequenceEqual(columns, StringComparer.OrdinalIgnoreCase));
        var parameters = constructor?.GetParameters() ?? [];
        return constructor is null || parameters.Length == 0 || !parameters.All(parameter => Columns.ContainsKey(parameter.ParameterType))
            ? null
            : Expression.New(constructor, parameters.Select((parameter, column) =>
                Expression.Call(Columns[parameter.ParameterType], statement, Expression.Constant(column))));
    }

    private static string? ColumnText(sqlite3_stmt statement, int column) =>
        IsNull(statement, column) ? null : raw.sqlite3_column_text(statement, column).utf8_to_string();

    private static byte[]? ColumnBytes(sqlite3_stmt statement, int column) =>
        IsNull(statement, column) ? null : raw.sqlite3_column_blob(statement, column).ToArray();

    private static long ColumnLong(sqlite3_stmt statement, int column) => raw.sqlite3_column_int64(statement, column);

    private static long? ColumnLongOrNull(sqlite3_stmt statement, int column) => IsNull(statement, column) ? null : ColumnLong(statement, column);

    private static int ColumnInt(sqlite3_stmt statement, int column) => checked((int)raw.sqlite3_column_int64(statement, column));

    private static int? ColumnIntOrNull(sqlite3_stmt statement, int column) => IsNull(statement, column) ? null : ColumnInt(statement, column);

    private static bool ColumnTruth(sqlite3_stmt statement, int column) => raw.sqlite3_column_int64(statement, column) != 0;

    private static bool? ColumnTruthOrNull(sqlite3_stmt statement, int column) => IsNull(statement, column) ? null : ColumnTruth(statement, column);

    private static double ColumnDouble(sqlite3_stmt statement, int column) => raw.sqlite3_column_double(statement, column);

    private static double? ColumnDoubleOrNull(sqlite3_stmt statement, int column) => IsNull(statement, column) ? null : ColumnDouble(statement, column);

    private static bool IsNull(sqlite3_stmt statement, int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    private static class Made<T>
    {
        public static readonly ConcurrentDictionary<string, Func<sqlite3_stmt, T>?> By = new(StringComparer.Ordinal);
    }
}
